#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace dualbus::vpin {

/** The numbers stand in src/compute/native/vpin.ts too, as those of the other lists here. */
enum class Classifier : std::uint32_t {
  aggressor,
  tick,
  quote,
  lee_ready,
  bulk_normal,
  bulk_student_t,
  count,
};

/** What bars collect until they close. */
enum class BarKind : std::uint32_t { time, ticks, volume, value, count };

enum class SigmaKind : std::uint32_t { fixed, expanding, rolling, ewma, count };

/** Of the classifiers that look at bars (src/analytics/vpin/settings.ts). */
struct BulkSettings {
  BarKind bar = BarKind::time;
  /** Of time bars, ns: whole, at least 1. */
  double bar_length = 1;
  bool from_midnight = true;
  bool close_to_close = true;
  bool count_empty = false;
  SigmaKind sigma = SigmaKind::expanding;
  /** Of a rolling sigma. */
  std::size_t sigma_bars = 2;
  double sigma_minimum = 2;
  double decay = 0.5;
  /** Of Student's t: its degrees of freedom, and 1 / B(df/2, 1/2). */
  double df = 1;
  double inverse_beta = 1;
};

/** What all instruments of one owner have in common. */
struct Settings {
  Classifier classifier = Classifier::aggressor;
  /** Buckets of money, in f64, instead of volume in whole units. */
  bool by_value = false;
  /** Every bar is a bucket. */
  bool per_bar = false;
  std::size_t window = 1;
  std::size_t cdf_window = 0;
  /** ns */
  double session_gap = 0;
  double quote_lag = 0;
  BulkSettings bulk;

  bool in_bulk() const {
    return classifier == Classifier::bulk_normal || classifier == Classifier::bulk_student_t;
  }
  bool by_price() const { return classifier != Classifier::aggressor && !in_bulk(); }
};

/** How one instrument is counted: what src/analytics/vpin/native-series.ts works out. */
struct SeriesNumbers {
  double bucket = 1;
  /** The size from the next bucket border on, or NaN. */
  double next = NAN;
  double units_per_step = 1;
  double units_per_whole = 1;
  double steps_per_whole = 1;
  double ticks_per_whole = 1;
  /** What a bar of ticks, volume (in steps) or value collects. */
  double bar_target = 1;
  /** Of a fixed sigma. */
  double sigma = NAN;
};

}  // namespace dualbus::vpin
