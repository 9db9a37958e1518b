// Sizes of threadgroups whose threads work on one row together.
#pragma once
#include <algorithm>
#include <bit>

#include "gpu/encoder.h"

namespace dualbus::gpu {

constexpr std::uint32_t simd_width = 32;
constexpr std::uint32_t most_team_threads = 256;

/** Whole SIMD-groups, one thread per name up to 256. */
constexpr std::uint32_t team_threads(std::uint32_t cols) {
  return std::min((cols + simd_width - 1) / simd_width * simd_width, most_team_threads);
}

/** Names that a row is sorted with: the power of two at or above `cols`. */
constexpr std::uint32_t padded_names(std::uint32_t cols) { return std::bit_ceil(std::max(cols, 2u)); }

/** Two threads' worth of keys fit the threadgroup memory: 8,192 names in 32 KiB. */
inline bool can_sort(std::uint32_t cols, const DeviceFacts& facts) {
  return cols <= facts.threadgroup_bytes / sizeof(std::uint32_t) &&
         padded_names(cols) * sizeof(std::uint32_t) <= facts.threadgroup_bytes;
}

/** Threads that sort so many names: one per pair, as many as the kernel can have. */
inline Result<std::uint32_t> sorting_threads(Encoder& encoder, const Function& function, std::uint32_t cols) {
  const auto most = encoder.max_threads(function);
  if (!most) return most;
  return std::clamp(padded_names(cols) / 2, simd_width, std::bit_floor(*most));
}

}  // namespace dualbus::gpu
