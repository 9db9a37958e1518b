#pragma once

#include <cstdint>
#include <optional>

namespace dualbus {

/** No panel, state or scratch buffer holds more values than this (2^40 doubles are 8 TiB). */
inline constexpr std::uint64_t max_values = std::uint64_t{1} << 40;

/** The product of sizes that come from a caller, or nothing when it passes `max_values`. */
template <class... Sizes>
constexpr std::optional<std::uint64_t> product(std::uint64_t first, Sizes... rest) {
  std::uint64_t total = first;
  bool fits = total <= max_values;
  ((fits = fits && !__builtin_mul_overflow(total, static_cast<std::uint64_t>(rest), &total) &&
           total <= max_values),
   ...);
  if (!fits) return std::nullopt;
  return total;
}

}  // namespace dualbus
