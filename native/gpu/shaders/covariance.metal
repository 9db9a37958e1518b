// Sample covariance of all pairs of columns over the rows that are complete (no column missing). The means
// come first, so that products are of deviations; a threadgroup then computes a tile of the result from tiles
// of the rows.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/number.h"
#include "gpu/shaders/team.h"
using namespace dualbus::gpu;

/** complete[row] = 1 where every column of the row is valid, else 0. */
kernel void covariance_rows(device const float* x [[buffer(0)]], device uint* complete [[buffer(1)]],
                            constant CovarianceArgs& args [[buffer(2)]],
                            uint row [[threadgroup_position_in_grid]],
                            uint self [[thread_position_in_threadgroup]],
                            uint threads [[threads_per_threadgroup]], uint lane [[thread_index_in_simdgroup]],
                            uint simdgroup [[simdgroup_index_in_threadgroup]],
                            uint simdgroups [[simdgroups_per_threadgroup]]) {
  threadgroup float2 slots[team_slots];
  const Team team = {self, threads, lane, simdgroup, simdgroups};
  uint own = 0u;
  for (uint i = self; i < args.cols; i += threads) own += is_missing(x[row * args.cols + i]) ? 1u : 0u;
  const uint gaps = count_of_team(own, team, slots);
  if (self == 0u) complete[row] = gaps == 0u ? 1u : 0u;
}

/** Mean of each column over the complete rows, and their number behind the last mean. */
kernel void covariance_means(device const float* x [[buffer(0)]], device const uint* complete [[buffer(1)]],
                             constant CovarianceArgs& args [[buffer(2)]], device float* means [[buffer(3)]],
                             uint col [[thread_position_in_grid]]) {
  if (col >= args.cols) return;
  uint count = 0u;
  Sum sum = no_sum();
  for (uint row = 0u; row < args.rows; row++) {
    if (complete[row] == 0u) continue;
    count++;
    sum = plus(sum, x[row * args.cols + col]);
  }
  means[col] = divided(sum, float(count));
  if (col == 0u) means[args.cols] = as_type<float>(count);
}

constant constexpr uint tile = 32u;  // columns of the result, and rows of the input, in one tile

/** Threadgroups of 16 x 16 threads, each thread with 2 x 2 results; tiles below the diagonal are mirrored,
 * not computed. */
kernel void covariance_products(device const float* x [[buffer(0)]],
                                device const uint* complete [[buffer(1)]],
                                constant CovarianceArgs& args [[buffer(2)]],
                                device const float* means [[buffer(3)]], device float* out [[buffer(4)]],
                                uint2 group [[threadgroup_position_in_grid]],
                                uint2 self [[thread_position_in_threadgroup]]) {
  threadgroup float left[tile][tile];
  threadgroup float right[tile][tile];
  if (group.x < group.y) return;
  Sum sums[2][2] = {{no_sum(), no_sum()}, {no_sum(), no_sum()}};
  for (uint first = 0u; first < args.rows; first += tile) {
    for (uint r = self.y; r < tile; r += 16u)
      for (uint c = self.x; c < tile; c += 16u) {
        const uint row = first + r;
        const bool used = row < args.rows && complete[min(row, args.rows - 1u)] != 0u;
        const uint i = group.y * tile + c, j = group.x * tile + c;
        left[r][c] = used && i < args.cols ? x[row * args.cols + i] - means[i] : 0.0f;
        right[r][c] = used && j < args.cols ? x[row * args.cols + j] - means[j] : 0.0f;
      }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    float part[2][2] = {{0.0f, 0.0f}, {0.0f, 0.0f}};
    for (uint r = 0u; r < tile; r++)
      for (uint a = 0u; a < 2u; a++)
        for (uint b = 0u; b < 2u; b++)
          part[a][b] = fma(left[r][self.y + 16u * a], right[r][self.x + 16u * b], part[a][b]);
    for (uint a = 0u; a < 2u; a++)
      for (uint b = 0u; b < 2u; b++) sums[a][b] = plus(sums[a][b], part[a][b]);
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }
  const uint count = as_type<uint>(means[args.cols]);
  for (uint a = 0u; a < 2u; a++)
    for (uint b = 0u; b < 2u; b++) {
      const uint i = group.y * tile + self.y + 16u * a, j = group.x * tile + self.x + 16u * b;
      if (i >= args.cols || j >= args.cols) continue;
      const float value = count > args.ddof ? value_of(sums[a][b]) / float(count - args.ddof) : missing();
      out[i * args.cols + j] = value;
      if (group.x != group.y) out[j * args.cols + i] = value;
    }
}
