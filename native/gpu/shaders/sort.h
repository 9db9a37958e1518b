// Bitonic sort of keys in threadgroup memory, and searches in the result.
#pragma once
#include "gpu/shaders/number.h"

namespace dualbus {
namespace gpu {

/** Sorts `padded` keys (a power of two) ascending; the keys were written by any thread before. */
static inline void sort_keys(threadgroup uint* keys, uint padded, uint self, uint threads) {
  threadgroup_barrier(mem_flags::mem_threadgroup);
  for (uint size = 2u; size <= padded; size *= 2u)
    for (uint distance = size / 2u; distance > 0u; distance /= 2u) {
      for (uint pair = self; pair < padded / 2u; pair += threads) {
        const uint low = 2u * pair - (pair & (distance - 1u));
        const uint high = low + distance;
        const uint a = keys[low], b = keys[high];
        const bool ascending = (low & size) == 0u;
        if ((a > b) == ascending) {
          keys[low] = b;
          keys[high] = a;
        }
      }
      threadgroup_barrier(mem_flags::mem_threadgroup);
    }
}

/** How many keys are below `key`. */
static inline uint keys_below(threadgroup const uint* keys, uint padded, uint key) {
  uint begin = 0u, end = padded;
  while (begin < end) {
    const uint middle = begin + (end - begin) / 2u;
    if (keys[middle] < key)
      begin = middle + 1u;
    else
      end = middle;
  }
  return begin;
}

/** How many different keys the first `count` are. */
static inline uint groups_in(threadgroup const uint* keys, uint count) {
  uint groups = count > 0u ? 1u : 0u;
  for (uint i = 1u; i < count; i++) groups += keys[i] != keys[i - 1u] ? 1u : 0u;
  return groups;
}

/** The quantile at `level` of the first `count` keys, linear between neighbours; count is at least 1. */
static inline float quantile_of(threadgroup const uint* keys, uint count, float level) {
  const float place = level * float(count - 1u);
  const uint below = min(uint(place), count - 1u);
  const float share = place - float(below);
  const float low = value_of(keys[below]), high = value_of(keys[min(below + 1u, count - 1u)]);
  return share > 0.0f ? low + (high - low) * share : low;
}

}  // namespace gpu
}  // namespace dualbus
