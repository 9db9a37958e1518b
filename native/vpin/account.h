#pragma once

#include <cmath>
#include <cstdint>

#include "vpin/measure.h"
#include "vpin/output.h"
#include "vpin/rows.h"
#include "vpin/time.h"

namespace dualbus::vpin {

/** What is known between two batches; the order stands in src/compute/native/vpin.ts too. */
struct StateNumbers {
  double buckets, rows, rejected, days, bucket, fill, open_share, vpin, signed_vpin, cdf, interim, pending;
};

/** Adding 2^52 rounds to a whole number, without a call of floor; from 2^52 on there are only whole ones. */
inline bool is_trade(double time, double price, double steps) {
  return (std::fabs(time) < INFINITY) & (std::fabs(price) < INFINITY) & (steps >= 0) & (steps < INFINITY) &
         ((((steps + 4503599627370496.0) - 4503599627370496.0) == steps) | (steps >= 4503599627370496.0));
}

/** What every series begins with, however it classifies (src/analytics/vpin/series.ts). */
struct Account {
  Account(const Settings& settings, std::uint32_t slot, VpinRun& run)
      : run(run), measure(!settings.by_value, run), output(settings, slot) {}

  VpinRun& run;
  Measure measure;
  Output output;
  TradingDays days;
  double rejected = 0;
  std::int64_t base = 0;

  /** The units of a row; -1, counted, for one that is no trade. */
  double weigh(double time, double price, double size, double ticks_per_whole) {
    const double weight = measure.weigh(size, price, ticks_per_whole);
    if (is_trade(time, price, size) && weight >= 0) return weight;
    rejected++;
    return -1;
  }

  bool is_inexact(double weight) const { return measure.exact && weight >= exact_limit; }

  /** Offsets of the next rows refer to `to`. */
  void rebase(std::int64_t to) {
    days.rebase(run, to);
    base = to;
  }

  StateNumbers state(double open_share, double interim, double pending) const {
    return {output.buckets,
            run.rows,
            rejected,
            days.count(),
            run.bucket,
            run.fill,
            open_share,
            output.window.vpin,
            output.window.signed_vpin,
            output.cdf,
            interim,
            pending};
  }

  /** All but the output, which stands behind the buckets. */
  void save(StateWriter& writer) const {
    const double counts[] = {run.rows, rejected};
    writer.numbers(counts);
    writer.integer(base);
    measure.save(writer);
    days.save(writer);
  }

  void load(StateReader& reader, const SeriesNumbers& numbers) {
    double counts[2];
    reader.numbers(counts);
    run.rows = counts[0], rejected = counts[1];
    base = reader.integer();
    measure.load(reader, numbers);
    days.load(reader, run);
  }
};

}  // namespace dualbus::vpin
