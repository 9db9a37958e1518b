#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "vpin/state_bytes.h"

namespace dualbus::vpin {

/** The best bid and ask that held `lag` ns ago (src/analytics/vpin/classify/prevailing-quote.ts). */
class PrevailingQuote {
 public:
  explicit PrevailingQuote(double lag) : lag_(lag) {}

  /** False when 2^18 updates lie within the lag: nothing was taken. */
  bool update(double time, double bid, double ask) {
    if (lag_ == 0) {
      apply({time, bid, ask});
      return true;
    }
    advance(time);
    if (pending_.size() - first_ >= max_pending) return false;
    pending_.push_back({time, bid, ask});
    return true;
  }

  /** +1 above the middle of bid and ask, -1 below; 0 at the middle or while a side is missing. */
  double side(double time, double price) {
    if (lag_ > 0) advance(time);
    const double twice = 2 * price, sum = bid_ + ask_;
    return twice > sum ? 1 : twice < sum ? -1 : 0;
  }

  bool waiting() const { return first_ < pending_.size(); }

  void shift(double shift) {
    for (std::size_t i = first_; i < pending_.size(); i++) pending_[i].time += shift;
  }

  void save(StateWriter& writer) const {
    writer.number(bid_);
    writer.number(ask_);
    writer.number(static_cast<double>(3 * (pending_.size() - first_)));
    for (std::size_t i = first_; i < pending_.size(); i++) {
      writer.number(pending_[i].time);
      writer.number(pending_[i].bid);
      writer.number(pending_[i].ask);
    }
  }

  void load(StateReader& reader) {
    bid_ = reader.number();
    ask_ = reader.number();
    const std::vector<double> numbers = reader.numbers();
    for (std::size_t i = 0; i + 2 < numbers.size(); i += 3)
      pending_.push_back({numbers[i], numbers[i + 1], numbers[i + 2]});
  }

 private:
  struct Update {
    double time, bid, ask;
  };
  static constexpr std::size_t max_pending = std::size_t{1} << 18;

  void advance(double time) {
    while (first_ < pending_.size() && pending_[first_].time <= time - lag_) apply(pending_[first_++]);
    if (first_ > 1024 && 2 * first_ > pending_.size()) {
      pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
  }

  void apply(const Update& update) {
    if (!std::isnan(update.bid)) bid_ = update.bid;
    if (!std::isnan(update.ask)) ask_ = update.ask;
  }

  double lag_;
  double bid_ = NAN, ask_ = NAN;
  /** Updates that do not hold yet, from `first_` on, oldest first. */
  std::vector<Update> pending_;
  std::size_t first_ = 0;
};

}  // namespace dualbus::vpin
