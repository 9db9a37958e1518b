// The rows of one window and the mean over them. Squares are taken around that mean in a second pass, so that
// a price of 100 that moves by 0.01 keeps its digits.
#pragma once
#include "gpu/shaders/range.h"
#include "gpu/shaders/sum.h"

namespace dualbus {
namespace gpu {

/** Rows [begin, end) that end with `row`. */
struct Window {
  uint begin, end;
};

static inline Window window_at(uint row, uint length) {
  Window window;
  window.end = row + 1u;
  window.begin = window.end > length ? window.end - length : 0u;
  return window;
}

/** Whether `count` valid rows are enough for a value. */
static inline bool enough(uint count, uint min_count) { return count >= max(min_count, 1u); }

/** Infinities met in a sum: bit 0 for +, bit 1 for -. */
static inline uint infinity_bits(float x) {
  if (!is_infinite(x)) return 0u;
  return x > 0.0f ? 1u : 2u;
}

/** What a sum is that has met these: one of them, or nothing when both came. */
static inline float sum_of_infinities(uint infinities) {
  if (infinities == 3u) return missing();
  return as_type<float>(infinities == 1u ? 0x7f800000u : 0xff800000u);
}

struct Moment {
  uint count;
  float mean;
  uint infinities;
  Range range;
};

/** Over the valid rows; `column` points at the instrument's first row. */
static inline Moment moment_of(device const float* column, uint stride, Window window) {
  Moment m = {0u, 0.0f, 0u, no_range()};
  Sum sum = no_sum();
  for (uint row = window.begin; row < window.end; row++) {
    const float x = column[row * stride];
    if (is_missing(x)) continue;
    m.infinities |= infinity_bits(x);
    m.range = widened(m.range, x);
    sum = plus(sum, x);
    m.count++;
  }
  m.mean = m.infinities != 0u ? sum_of_infinities(m.infinities) : divided(sum, float(m.count));
  return m;
}

}  // namespace gpu
}  // namespace dualbus
