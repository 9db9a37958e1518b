// What remains of y after a weighted regression on exposures, row by row: r = y - A (A'WA)^-1 A'W y. Group
// dummies are never columns: by Frisch, Waugh and Lovell it is the same to subtract the weighted group means
// from y and from every exposure first. The GPU forms the means and the Gram matrices, the host solves them
// in double precision, the GPU subtracts. Column 0 of the design is y, column 1 + j is exposure j. A name
// counts where y, all its exposures and its weight are valid and the weight is positive.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/number.h"
#include "gpu/shaders/team.h"
using namespace dualbus::gpu;

constant bool WEIGHTED [[function_constant(0)]];
constant bool GROUPED [[function_constant(1)]];

constant constexpr uint most_columns = 17u;
constant constexpr uint names_per_tile = 32u;

static inline float design(device const float* y, device const float* exposures,
                           constant NeutralizeArgs& args, uint row, uint column, uint name) {
  if (column == 0u) return y[row * args.cols + name];
  return exposures[((column - 1u) * args.rows + row) * args.cols + name];
}

/** The weight with which a name counts; 0 where it does not. */
kernel void neutralize_weights(device const float* y [[buffer(0)]],
                               device const float* exposures [[buffer(1)]],
                               constant NeutralizeArgs& args [[buffer(2)]],
                               device const float* weights [[buffer(3)]],
                               device const uint* group_of [[buffer(4)]], device float* used [[buffer(5)]],
                               uint2 at [[thread_position_in_grid]]) {
  if (at.x >= args.cols || at.y >= args.rows) return;
  const uint i = at.y * args.cols + at.x;
  float weight = WEIGHTED ? weights[i] : 1.0f;
  if (is_missing(weight) || weight <= 0.0f) weight = 0.0f;
  for (uint column = 0u; column <= args.exposures; column++)
    if (is_missing(design(y, exposures, args, at.y, column, at.x))) weight = 0.0f;
  if (GROUPED && group_of[at.x] >= args.groups) weight = 0.0f;
  used[i] = weight;
}

/** Weighted mean of every column of the design over one group of one row; one SIMD-group for each. */
kernel void neutralize_means(device const float* y [[buffer(0)]], device const float* exposures [[buffer(1)]],
                             constant NeutralizeArgs& args [[buffer(2)]],
                             device const uint* members [[buffer(3)]],
                             device const uint* starts [[buffer(4)]], device const float* used [[buffer(5)]],
                             device float* means [[buffer(6)]], uint2 at [[threadgroup_position_in_grid]],
                             uint2 self [[thread_position_in_threadgroup]],
                             uint2 threads [[threads_per_threadgroup]],
                             uint lane [[thread_index_in_simdgroup]]) {
  threadgroup float2 slots[team_slots];
  const Team team = {self.x, threads.x, lane, 0u, 1u};
  const uint begin = starts[at.x], end = starts[at.x + 1u];
  for (uint column = 0u; column <= args.exposures; column++) {
    Sum own = no_sum(), own_weights = no_sum();
    for (uint i = begin + self.x; i < end; i += threads.x) {
      const float weight = used[at.y * args.cols + members[i]];
      if (weight == 0.0f) continue;
      own = plus_product(own, weight, design(y, exposures, args, at.y, column, members[i]));
      own_weights = plus(own_weights, weight);
    }
    const Sum sum = sum_of_team(own, team, slots);
    const float weights = value_of(sum_of_team(own_weights, team, slots));
    if (self.x == 0u)
      means[(at.y * args.groups + at.x) * (args.exposures + 1u) + column] =
          weights > 0.0f ? divided(sum, weights) : 0.0f;
  }
}

static inline float centered(device const float* y, device const float* exposures,
                             constant NeutralizeArgs& args, device const float* means,
                             device const uint* group_of, uint row, uint column, uint name) {
  const float value = design(y, exposures, args, row, column, name);
  if (!GROUPED) return value;
  return value - means[(row * args.groups + group_of[name]) * (args.exposures + 1u) + column];
}

/** Upper triangle, row by row, of the Gram matrix of one row's design. A thread owns one entry. */
kernel void neutralize_gram(device const float* y [[buffer(0)]], device const float* exposures [[buffer(1)]],
                            constant NeutralizeArgs& args [[buffer(2)]],
                            device const uint* group_of [[buffer(4)]], device const float* used [[buffer(5)]],
                            device const float* means [[buffer(6)]], device float* gram [[buffer(7)]],
                            uint row [[threadgroup_position_in_grid]],
                            uint self [[thread_position_in_threadgroup]],
                            uint threads [[threads_per_threadgroup]]) {
  threadgroup float columns[names_per_tile][most_columns];
  threadgroup float weights[names_per_tile];
  const uint width = args.exposures + 1u, entries = width * (width + 1u) / 2u;
  uint p = 0u, q = self;  // entry `self` is (p, q)
  while (p < width && q >= width) {
    p++;
    q = q - width + p;
  }
  Sum sum = no_sum();
  for (uint first = 0u; first < args.cols; first += names_per_tile) {
    for (uint i = self; i < names_per_tile * width; i += threads) {
      const uint slot = i / width, column = i - slot * width, name = first + slot;
      const float weight = name < args.cols ? used[row * args.cols + name] : 0.0f;
      if (column == 0u) weights[slot] = weight;
      columns[slot][column] =
          weight > 0.0f ? centered(y, exposures, args, means, group_of, row, column, name) : 0.0f;
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    for (uint slot = 0u; self < entries && slot < names_per_tile; slot++)
      sum = plus_product(sum, weights[slot] * columns[slot][p], columns[slot][q]);
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }
  if (self < entries) gram[row * entries + self] = value_of(sum);
}

/** y minus its group mean minus what the coefficients explain. */
kernel void neutralize_residuals(device const float* y [[buffer(0)]],
                                 device const float* exposures [[buffer(1)]],
                                 constant NeutralizeArgs& args [[buffer(2)]],
                                 device const float* coefficients [[buffer(3)]],
                                 device const uint* group_of [[buffer(4)]],
                                 device const float* used [[buffer(5)]],
                                 device const float* means [[buffer(6)]], device float* out [[buffer(7)]],
                                 uint2 at [[thread_position_in_grid]]) {
  if (at.x >= args.cols || at.y >= args.rows) return;
  const uint i = at.y * args.cols + at.x;
  if (used[i] == 0.0f) {
    out[i] = missing();
    return;
  }
  Sum rest = no_sum();
  rest = plus(rest, centered(y, exposures, args, means, group_of, at.y, 0u, at.x));
  for (uint column = 1u; column <= args.exposures; column++)
    rest = plus_product(rest, -coefficients[at.y * args.exposures + column - 1u],
                        centered(y, exposures, args, means, group_of, at.y, column, at.x));
  out[i] = value_of(rest);
}
