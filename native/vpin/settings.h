#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace dualbus::vpin {

/** The numbers stand in src/compute/native/vpin.ts too. */
enum class Classifier : std::uint32_t { aggressor, tick, quote, lee_ready, count };

/** What all instruments of one owner have in common. */
struct Settings {
  Classifier classifier = Classifier::aggressor;
  /** Buckets of money, in f64, instead of volume in whole units. */
  bool by_value = false;
  std::size_t window = 1;
  std::size_t cdf_window = 0;
  /** ns */
  double session_gap = 0;
  double quote_lag = 0;

  bool by_price() const { return classifier != Classifier::aggressor; }
};

/** How the amounts of one instrument are counted: what src/analytics/vpin/measure.ts works out. */
struct MeasureNumbers {
  double bucket = 1;
  /** The size from the next bucket border on, or NaN. */
  double next = NAN;
  double units_per_step = 1;
  double units_per_whole = 1;
  /** Of buckets by value. */
  double steps_per_whole = 1;
  double ticks_per_whole = 1;
};

}  // namespace dualbus::vpin
