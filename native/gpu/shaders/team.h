// The threads of a threadgroup that work on one row together.
#pragma once
#include "gpu/shaders/range.h"
#include "gpu/shaders/sum.h"

namespace dualbus {
namespace gpu {

/** Where this thread stands. Every SIMD-group of the threadgroup must be full. */
struct Team {
  uint self, threads, lane, simdgroup, simdgroups;
};

static inline Sum plus_lanes(Sum sum) {
  // Sums of a SIMD-group in a fixed order: lane 0 ends with the whole.
  for (ushort distance = 16; distance > 0; distance /= 2) {
    const Sum above = {simd_shuffle_down(sum.high, distance), simd_shuffle_down(sum.low, distance)};
    sum = plus_sum(sum, above);
  }
  return sum;
}

/** Room that a team needs for its reductions. */
constant constexpr uint team_slots = 32u;

/** The sum over all threads of the team, given to each of them; in a fixed order. */
static inline Sum sum_of_team(Sum own, Team team, threadgroup float2* slots) {
  const Sum mine = plus_lanes(own);
  threadgroup_barrier(mem_flags::mem_threadgroup);  // the slots may still be read for the sum before
  if (team.lane == 0u) slots[team.simdgroup] = float2(mine.high, mine.low);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  Sum total = no_sum();
  for (uint i = 0u; i < team.simdgroups; i++) {
    const Sum part = {slots[i].x, slots[i].y};
    total = plus_sum(total, part);
  }
  return total;
}

static inline uint count_of_team(uint own, Team team, threadgroup float2* slots) {
  const uint mine = simd_sum(own);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  if (team.lane == 0u) slots[team.simdgroup].x = as_type<float>(mine);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  uint total = 0u;
  for (uint i = 0u; i < team.simdgroups; i++) total += as_type<uint>(slots[i].x);
  return total;
}

static inline Range range_of_team(Range own, Team team, threadgroup float2* slots) {
  const float low = simd_min(own.low), high = simd_max(own.high);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  if (team.lane == 0u) slots[team.simdgroup] = float2(low, high);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  Range range = no_range();
  for (uint i = 0u; i < team.simdgroups; i++) {
    range.low = min(range.low, slots[i].x);
    range.high = max(range.high, slots[i].y);
  }
  return range;
}

}  // namespace gpu
}  // namespace dualbus
