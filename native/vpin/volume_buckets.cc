#include "vpin/volume_buckets.h"

namespace dualbus::vpin {

/** In units, exactly; or as shares of the bucket in a compensated sum (Neumaier 1974). */
void VolumeBuckets::take(double part, double side) {
  if (counting_) {
    run_.imbalance += part * side;
    return;
  }
  const double term = (part / run_.bucket) * side;
  const double sum = run_.imbalance + term;
  correction_ += std::fabs(run_.imbalance) >= std::fabs(term) ? run_.imbalance - sum + term
                                                              : term - sum + run_.imbalance;
  run_.imbalance = sum;
}

bool VolumeBuckets::close(std::int64_t end, Rows& rows) {
  if (rows.is_full()) return false;
  const double bucket = run_.bucket, imbalance = run_.imbalance;
  const double volume = measure_.volume(bucket), share = open_share();
  const ClosedBucket closed = {
      start_,
      end,
      run_.duration,
      volume,
      counting_ ? measure_.volume((bucket + imbalance) / 2) : (volume * (1 + share)) / 2,
      counting_ ? measure_.volume((bucket - imbalance) / 2) : (volume * (1 - share)) / 2,
      counting_ ? measure_.volume(imbalance) : volume * share,
      share,
  };
  run_.fill = run_.imbalance = run_.duration = correction_ = 0;
  measure_.adopt();
  output_.write(closed, rows);
  return true;
}

void VolumeBuckets::save(StateWriter& writer) const {
  const double open[] = {run_.fill, run_.imbalance, correction_, run_.duration};
  writer.numbers(open);
  writer.integer(start_);
}

void VolumeBuckets::load(StateReader& reader) {
  double open[4];
  reader.numbers(open);
  run_.fill = open[0], run_.imbalance = open[1], correction_ = open[2], run_.duration = open[3];
  start_ = reader.integer();
}

}  // namespace dualbus::vpin
