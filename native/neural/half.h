#pragma once

#include <bit>
#include <cstdint>

namespace dualbus::neural {

/** The bits of an IEEE 754 binary16 number. Compilers differ in having the type; its bits are the same
 * everywhere. */
using Half = std::uint16_t;

inline constexpr float largest_half = 65504.0f;

/** Rounds to the nearest, ties to even; beyond the range to infinity. NaN stays NaN. */
constexpr Half to_half(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = bits >> 16 & 0x8000;
  const std::uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return static_cast<Half>(sign | 0x7e00);
  if (magnitude >= 0x47800000) return static_cast<Half>(sign | 0x7c00);  // 2^16 and more
  if (magnitude < 0x38800000) {
    // Below 2^-14 a half is a multiple of 2^-24: adding 0.5, whose last bit is 2^-24, rounds to such a
    // multiple.
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return static_cast<Half>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000));
  }
  // 13 bits fall away. A carry out of the fraction is the next exponent, and out of the last exponent
  // infinity.
  const std::uint32_t odd = magnitude >> 13 & 1;
  return static_cast<Half>(sign | ((magnitude - 0x38000000 + 0xfff + odd) >> 13));
}

constexpr float from_half(Half half) {
  const std::uint32_t sign = std::uint32_t{half & 0x8000u} << 16;
  const std::uint32_t magnitude = half & 0x7fff;
  if (magnitude >= 0x7c00) return std::bit_cast<float>(sign | 0x7f800000 | magnitude << 13);
  if (magnitude < 0x0400) {
    const float value = static_cast<float>(magnitude) * 0x1p-24f;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
  }
  return std::bit_cast<float>(sign | ((magnitude << 13) + 0x38000000));
}

constexpr float round_to_half(float value) { return from_half(to_half(value)); }

/** Whether the value is finite and stays so as a half. */
constexpr bool fits_half(float value) { return value >= -largest_half && value <= largest_half; }

}  // namespace dualbus::neural
