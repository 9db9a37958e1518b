#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "vpin/state_bytes.h"

namespace dualbus::vpin {

/** The last n closed buckets (src/analytics/vpin/window.ts): summed anew, oldest first, with every bucket. */
class BucketWindow {
 public:
  explicit BucketWindow(std::size_t buckets)
      : buckets_(buckets), imbalance_(2 * buckets), volume_(2 * buckets) {}

  double vpin = NAN;
  double signed_vpin = NAN;

  void push(double imbalance, double volume) {
    const std::size_t place = wrap(oldest_ + count_);
    // Twice, so that the window is always in one piece.
    imbalance_[place] = imbalance_[place + buckets_] = imbalance;
    volume_[place] = volume_[place + buckets_] = volume;
    if (count_ < buckets_)
      count_++;
    else
      oldest_ = wrap(oldest_ + 1);
    if (count_ < buckets_) return;
    const Sums all = sums(0);
    vpin = all.imbalance / all.volume;
    signed_vpin = all.signed_imbalance / all.volume;
  }

  /** The value as if the open bucket, as far as it is filled, were the newest of the n. */
  double interim(double open_imbalance, double open_volume) const {
    if (count_ + 1 < buckets_) return NAN;
    const Sums most = sums(count_ + 1 - buckets_);
    return (most.imbalance + std::fabs(open_imbalance)) / (most.volume + open_volume);
  }

  void save(StateWriter& writer) const {
    writer.number(static_cast<double>(count_));
    for (std::size_t i = oldest_; i < oldest_ + count_; i++) {
      writer.number(imbalance_[i]);
      writer.number(volume_[i]);
    }
  }

  void load(StateReader& reader) {
    for (std::size_t left = reader.count(buckets_); left > 0; left--) {
      const double imbalance = reader.number();
      push(imbalance, reader.number());
    }
  }

 private:
  struct Sums {
    double imbalance = 0, signed_imbalance = 0, volume = 0;
  };

  Sums sums(std::size_t skip) const {
    Sums sum;
    for (std::size_t i = oldest_ + skip; i < oldest_ + count_; i++) {
      sum.imbalance += std::fabs(imbalance_[i]);
      sum.signed_imbalance += imbalance_[i];
      sum.volume += volume_[i];
    }
    return sum;
  }

  std::size_t wrap(std::size_t place) const { return place >= buckets_ ? place - buckets_ : place; }

  std::size_t buckets_;
  std::vector<double> imbalance_, volume_;
  std::size_t oldest_ = 0;
  std::size_t count_ = 0;
};

}  // namespace dualbus::vpin
