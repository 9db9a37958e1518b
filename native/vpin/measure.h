#pragma once

#include <cmath>
#include <string>

#include "kernels/vpin_blocks.h"
#include "vpin/settings.h"
#include "vpin/state_bytes.h"

namespace dualbus::vpin {

inline constexpr double exact_limit = 9007199254740992.0;  // 2^53

/** What buckets are filled with (src/analytics/vpin/measure.ts); the size of the open one is `run.bucket`. */
class Measure {
 public:
  /** @param exact volume in whole units; else money, in f64 */
  Measure(bool exact, VpinRun& run) : exact(exact), run_(run) {}

  const bool exact;

  const SeriesNumbers& numbers() const { return numbers_; }
  double volume(double units) const { return units / numbers_.units_per_whole; }

  /** Units of a size and a price; not for sizes and prices that are none. */
  double weigh(double size, double price, double ticks_per_whole) const {
    if (exact) return size * run_.units_per_step;
    return (size / numbers_.steps_per_whole) * (price / ticks_per_whole);
  }

  /** At a bucket border: makes an announced size current. */
  void adopt() {
    if (std::isnan(numbers_.next)) return;
    run_.bucket = numbers_.next;
    numbers_.next = NAN;
    size_text_.swap(next_text_);
    next_text_.clear();
  }

  void save(StateWriter& writer) const {
    if (exact) {
      for (const std::string* text : {&units_text_, &size_text_, &next_text_}) writer.text(*text);
    } else {
      const double sizes[] = {run_.bucket, numbers_.next};
      writer.numbers(sizes);
    }
  }

  void load(StateReader& reader, const SeriesNumbers& numbers) {
    numbers_ = numbers;
    run_.bucket = numbers.bucket;
    run_.units_per_step = numbers.units_per_step;
    double sizes[2];
    if (exact) {
      for (std::string* text : {&units_text_, &size_text_, &next_text_}) *text = reader.text();
    } else {
      reader.numbers(sizes);
    }
  }

 private:
  VpinRun& run_;
  SeriesNumbers numbers_;
  /** How the reference writes it: units in a volume of 1, the size, the next size. */
  std::string units_text_, size_text_, next_text_;
};

}  // namespace dualbus::vpin
