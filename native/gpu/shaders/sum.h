// Sums kept in two floats: the second holds what rounding took from the first (Knuth's two-sum), so that a
// mean is right to the last bit and the mean of equal values is that value. Needs fast math off.
#pragma once

namespace dualbus {
namespace gpu {

struct Sum {
  float high, low;
};

static inline Sum no_sum() {
  Sum sum = {0.0f, 0.0f};
  return sum;
}

static inline Sum plus(Sum sum, float x) {
  const float high = sum.high + x;
  const float part = high - sum.high;
  const Sum next = {high, sum.low + ((sum.high - (high - part)) + (x - part))};
  return next;
}

/** sum + weight * x, the product exact as well. */
static inline Sum plus_product(Sum sum, float weight, float x) {
  const float product = weight * x;
  Sum next = plus(sum, product);
  next.low += fma(weight, x, -product);
  return next;
}

static inline Sum plus_sum(Sum a, Sum b) {
  Sum next = plus(a, b.high);
  next.low += b.low;
  return next;
}

static inline float value_of(Sum sum) { return sum.high + sum.low; }

/** The quotient as two floats: distances from it keep digits that its rounding would take. */
static inline Sum quotient_of(Sum sum, float divisor) {
  const float high = sum.high / divisor;
  const Sum quotient = {high, (fma(-high, divisor, sum.high) + sum.low) / divisor};
  return quotient;
}

static inline float divided(Sum sum, float divisor) { return value_of(quotient_of(sum, divisor)); }

static inline float distance_from(Sum origin, float x) { return (x - origin.high) - origin.low; }

}  // namespace gpu
}  // namespace dualbus
