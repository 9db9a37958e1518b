#pragma once

#include <cstdint>

namespace dualbus {

/** No panel, state or scratch buffer holds more values than this (2^40 doubles are 8 TiB). */
inline constexpr std::uint64_t max_values = std::uint64_t{1} << 40;

/** The product of sizes that come from a caller; anything above `max_values` stays above it. */
template <class... Sizes>
constexpr std::uint64_t saturating_product(std::uint64_t first, Sizes... rest) {
  std::uint64_t total = first;
  ((total = __builtin_mul_overflow(total, static_cast<std::uint64_t>(rest), &total) ? UINT64_MAX : total),
   ...);
  return total;
}

}  // namespace dualbus
