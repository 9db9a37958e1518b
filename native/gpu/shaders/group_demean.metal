// Subtracts from each name the mean of its group in its row. One SIMD-group works on one group of one row;
// the names of a group lie together in `members`, those of group g from starts[g] on. Names behind the last
// group have none.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/number.h"
#include "gpu/shaders/team.h"
using namespace dualbus::gpu;

kernel void group_demean(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                         constant GroupArgs& args [[buffer(2)]], device const uint* members [[buffer(3)]],
                         device const uint* starts [[buffer(4)]], uint2 at [[threadgroup_position_in_grid]],
                         uint2 self [[thread_position_in_threadgroup]],
                         uint2 threads [[threads_per_threadgroup]], uint lane [[thread_index_in_simdgroup]]) {
  threadgroup float2 slots[team_slots];
  const Team team = {self.x, threads.x, lane, 0u, 1u};
  const uint row = at.y * args.cols;
  const uint begin = starts[at.x], end = starts[at.x + 1u];
  uint own_count = 0u;
  Sum own = no_sum();
  for (uint i = begin + self.x; i < end; i += threads.x) {
    const float value = x[row + members[i]];
    if (is_missing(value)) continue;
    own_count++;
    own = plus(own, value);
  }
  const uint count = count_of_team(own_count, team, slots);
  const float mean = divided(sum_of_team(own, team, slots), float(count));
  for (uint i = begin + self.x; i < end; i += threads.x) {
    const float value = x[row + members[i]];
    out[row + members[i]] = is_missing(value) || at.x == args.groups ? missing() : value - mean;
  }
}
