#pragma once

#include <cmath>
#include <cstdint>

#include "vpin/rows.h"
#include "vpin/settings.h"
#include "vpin/sorted_values.h"
#include "vpin/state_bytes.h"
#include "vpin/window.h"

namespace dualbus::vpin {

/** As in src/analytics/vpin/buckets/buckets.ts; `duration` in ns. */
struct ClosedBucket {
  std::int64_t start, end;
  double duration, volume, buy_volume, sell_volume, imbalance, share;
};

/** Gives each closed bucket of one instrument its VPIN and its CDF (src/analytics/vpin/output.ts). */
class Output {
 public:
  Output(const Settings& settings, std::uint32_t slot)
      : window(settings.window), cdf_(settings.cdf_window), of_volume_(settings.per_bar), slot_(slot) {}

  double buckets = 0;
  /** Of the latest VPIN. */
  double cdf = NAN;
  BucketWindow window;

  /** Only where `rows` has room. */
  void write(const ClosedBucket& b, Rows& rows) {
    if (of_volume_)
      window.push(b.imbalance, b.volume);
    else
      window.push(b.share, 1);
    cdf = cdf_.update(window.vpin);
    rows.list.push_back({slot_, buckets++, b.start, b.end, b.duration / 1e9, b.volume, b.buy_volume,
                         b.sell_volume, b.imbalance, window.vpin, window.signed_vpin, cdf});
  }

  void save(StateWriter& writer) const {
    const double numbers[] = {buckets, cdf};
    writer.numbers(numbers);
    window.save(writer);
    cdf_.save(writer);
  }

  void load(StateReader& reader) {
    double numbers[2];
    reader.numbers(numbers);
    buckets = numbers[0], cdf = numbers[1];
    window.load(reader);
    cdf_.load(reader);
  }

 private:
  EmpiricalCdf cdf_;
  bool of_volume_;
  std::uint32_t slot_;
};

}  // namespace dualbus::vpin
