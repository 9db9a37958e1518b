// The range of values, and a power of two that brings distances within it near 1: squares of distances of
// 1e-30 or 1e30 would leave the range of a float.
#pragma once
#include "gpu/shaders/number.h"

namespace dualbus {
namespace gpu {

struct Range {
  float low, high;
};

static inline Range no_range() {
  const Range range = {as_type<float>(0x7f800000u), as_type<float>(0xff800000u)};
  return range;
}

static inline Range widened(Range range, float x) {
  const Range wider = {min(range.low, x), max(range.high, x)};
  return wider;
}

/** The power of two that distances from `center` are multiplied by: exact, both ways. */
static inline float unit_of(Range range, float center) {
  const float reach = max(range.high - center, center - range.low);
  const uint exponent = (as_type<uint>(reach) >> 23) & 0xffu;
  return as_type<float>(clamp(254u - exponent, 1u, 253u) << 23);
}

}  // namespace gpu
}  // namespace dualbus
