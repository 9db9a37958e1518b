// Floats seen as bits: tests and orders that hold whatever the compiler assumes about NaN, infinity and
// denormals.
#pragma once

namespace dualbus {
namespace gpu {

/** NaN of any payload. */
static inline bool is_missing(float x) { return (as_type<uint>(x) & 0x7fffffffu) > 0x7f800000u; }

static inline bool is_infinite(float x) { return (as_type<uint>(x) & 0x7fffffffu) == 0x7f800000u; }

static inline float missing() { return as_type<float>(0x7fc00000u); }

/** An integer in the order of the numbers, -0 below +0. */
static inline uint order_key(float x) {
  const uint bits = as_type<uint>(x);
  return (bits & 0x80000000u) != 0u ? ~bits : bits | 0x80000000u;
}

static inline float value_of(uint key) {
  return as_type<float>((key & 0x80000000u) != 0u ? key & 0x7fffffffu : ~key);
}

/** The same order with -0 equal to +0, for ranks and ties. */
static inline uint rank_key(float x) {
  const uint key = order_key(x);
  return key == 0x7fffffffu ? 0x80000000u : key;
}

/** Above every key of a number. */
constant constexpr uint no_key = 0xffffffffu;

}  // namespace gpu
}  // namespace dualbus
