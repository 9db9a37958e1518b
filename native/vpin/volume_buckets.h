#pragma once

#include <cmath>
#include <cstdint>

#include "vpin/measure.h"
#include "vpin/output.h"
#include "vpin/rows.h"

namespace dualbus::vpin {

/**
 * Fills buckets of equal size (src/analytics/vpin/buckets/volume-buckets.ts). Fill, imbalance and duration of
 * the open one are in the run.
 */
class VolumeBuckets {
 public:
  /** @param whole_sides every classification will be -1, 0 or 1 */
  VolumeBuckets(VpinRun& run, Measure& measure, bool whole_sides, Output& output)
      : run_(run), measure_(measure), output_(output), counting_(measure.exact && whole_sides) {}

  /** Imbalances are whole numbers of units. */
  bool counting() const { return counting_; }

  double open_share() const {
    return counting_ ? run_.imbalance / run_.bucket : run_.imbalance + correction_;
  }

  double interim() const { return output_.window.interim(open_share(), run_.fill / run_.bucket); }

  bool is_too_much(double weight) const { return weight > max_buckets_per_piece * run_.bucket; }

  /**
   * Splits a piece of volume at the borders of buckets; a bucket that is exactly full closes at once.
   * @param duration trading time over which the piece is spread evenly, ns
   * @param at gives the time at which a fraction of the piece had traded
   */
  template <class At>
  Fault add(double weight, double side, double duration, const At& at, Rows& rows) {
    double rest = weight;
    while (rest > 0) {
      if (run_.fill == 0) start_ = at(1 - rest / weight);
      const double room = run_.bucket - run_.fill;
      const double part = rest < room ? rest : room;
      take(part, side);
      if (duration > 0) run_.duration += duration * (part / weight);
      rest -= part;
      if (part != room)
        run_.fill += part;
      else if (!close(at(1 - rest / weight), rows))
        return Fault::too_many_rows;
    }
    return Fault::none;
  }

  void save(StateWriter& writer) const;
  void load(StateReader& reader);
  /** A fill beyond the bucket would never end. */
  bool is_sound() const { return run_.fill >= 0 && run_.fill < run_.bucket; }

 private:
  void take(double part, double side);
  bool close(std::int64_t end, Rows& rows);

  VpinRun& run_;
  Measure& measure_;
  Output& output_;
  bool counting_;
  double correction_ = 0;
  std::int64_t start_ = 0;
};

}  // namespace dualbus::vpin
