#pragma once

#include "vpin/bars.h"
#include "vpin/measure.h"
#include "vpin/output.h"

namespace dualbus::vpin {

/** Every bar is a bucket of its own volume (src/analytics/vpin/buckets/bar-buckets.ts). */
class BarBuckets {
 public:
  BarBuckets(const Measure& measure, Output& output) : measure_(measure), output_(output) {}

  Fault add(const Bar& bar, double side, const PieceClock& clock, Rows& rows) {
    if (rows.is_full()) return Fault::too_many_rows;
    const double volume = measure_.volume(bar.weight);
    output_.write({clock.at(0), clock.at(1), waited_ + bar.duration, volume, (volume * (1 + side)) / 2,
                   (volume * (1 - side)) / 2, volume * side, side},
                  rows);
    waited_ = 0;
    return Fault::none;
  }

  void wait(double duration) { waited_ += duration; }

  void save(StateWriter& writer) const { writer.number(waited_); }
  void load(StateReader& reader) { waited_ = reader.number(); }

 private:
  const Measure& measure_;
  Output& output_;
  double waited_ = 0;
};

}  // namespace dualbus::vpin
