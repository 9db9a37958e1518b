// Covariance of all pairs of columns: over the rows in which every column is finite, each with its weight, or
// for every pair over the rows in which both are. Means come first, so that products are of deviations; a
// threadgroup then computes a tile of the result from tiles of the rows.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/number.h"
#include "gpu/shaders/team.h"
using namespace dualbus::gpu;

constant bool PAIRWISE [[function_constant(0)]];  // a row counts for a pair, not for all columns or none
constant bool WEIGHTED
    [[function_constant(1)]];  // the host gave the weights, which add up to 1, and the factor
constant bool ABOUT_ZERO [[function_constant(2)]];  // deviations are from 0

static inline bool is_finite(float x) { return !is_missing(x) && !is_infinite(x); }

/** weights[row] = 1 where every column of the row is finite, else 0. */
kernel void covariance_rows(device const float* x [[buffer(0)]], device float* weights [[buffer(1)]],
                            constant CovarianceArgs& args [[buffer(2)]],
                            uint row [[threadgroup_position_in_grid]],
                            uint self [[thread_position_in_threadgroup]],
                            uint threads [[threads_per_threadgroup]], uint lane [[thread_index_in_simdgroup]],
                            uint simdgroup [[simdgroup_index_in_threadgroup]],
                            uint simdgroups [[simdgroups_per_threadgroup]]) {
  threadgroup float2 slots[team_slots];
  const Team team = {self, threads, lane, simdgroup, simdgroups};
  uint own = 0u;
  for (uint i = self; i < args.cols; i += threads) own += is_finite(x[row * args.cols + i]) ? 0u : 1u;
  const uint gaps = count_of_team(own, team, slots);
  if (self == 0u) weights[row] = gaps == 0u ? 1.0f : 0.0f;
}

/** The weighted mean of each column, and the number of rows that count behind the last mean. */
kernel void covariance_means(device const float* x [[buffer(0)]], device const float* weights [[buffer(1)]],
                             constant CovarianceArgs& args [[buffer(2)]], device float* means [[buffer(3)]],
                             uint col [[thread_position_in_grid]]) {
  if (col >= args.cols) return;
  uint count = 0u;
  Sum sum = no_sum(), total = no_sum();
  for (uint row = 0u; row < args.rows; row++) {
    const float value = x[row * args.cols + col];
    const float weight = PAIRWISE ? (is_finite(value) ? 1.0f : 0.0f) : weights[row];
    if (weight == 0.0f) continue;
    count++;
    sum = plus_product(sum, weight, value);
    total = plus(total, weight);
  }
  means[col] = ABOUT_ZERO ? 0.0f : divided(sum, value_of(total));
  if (col == 0u) means[args.cols] = as_type<float>(count);
}

constant constexpr uint tile = 32u;  // columns of the result, and rows of the input, in one tile

static inline float entry_of(constant CovarianceArgs& args, uint count, float products) {
  const bool defined = WEIGHTED || (count >= args.min_count && count > args.ddof);
  const float value = WEIGHTED ? products * args.factor : products / float(count - args.ddof);
  return defined && is_finite(value) ? value : missing();
}

static inline void write_entry(device float* out, uint cols, uint i, uint j, float value) {
  if (i >= cols || j >= cols) return;
  out[i * cols + j] = value;
  out[j * cols + i] = value;
}

/** Threadgroups of 16 x 16 threads, each thread with 2 x 2 results; tiles below the diagonal are mirrored,
 * not computed. */
kernel void covariance_products(device const float* x [[buffer(0)]],
                                device const float* weights [[buffer(1)]],
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
        const float weight = row < args.rows ? weights[row] : 0.0f;
        const bool used = weight != 0.0f;
        const uint i = group.y * tile + c, j = group.x * tile + c;
        left[r][c] = used && i < args.cols ? weight * (x[row * args.cols + i] - means[i]) : 0.0f;
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
      if (i <= j) write_entry(out, args.cols, i, j, entry_of(args, count, value_of(sums[a][b])));
    }
}

/** What a pair of columns adds up to over the rows that both have. */
struct Pair {
  Sum products, left, right;  // of deviations from the columns' own means
  uint count;
};

static inline float deviation_at(device const float* x, constant CovarianceArgs& args,
                                 device const float* means, uint row, uint col) {
  if (row >= args.rows || col >= args.cols) return missing();
  const float value = x[row * args.cols + col];
  return is_finite(value) ? value - means[col] : missing();
}

/** Threadgroups of 16 x 16 threads, a result for each. */
kernel void covariance_pairs(device const float* x [[buffer(0)]], constant CovarianceArgs& args [[buffer(2)]],
                             device const float* means [[buffer(3)]], device float* out [[buffer(4)]],
                             uint2 group [[threadgroup_position_in_grid]],
                             uint2 self [[thread_position_in_threadgroup]]) {
  threadgroup float left[tile][16];
  threadgroup float right[tile][16];
  if (group.x < group.y) return;
  Pair pair = {no_sum(), no_sum(), no_sum(), 0u};
  for (uint first = 0u; first < args.rows; first += tile) {
    for (uint r = self.y; r < tile; r += 16u) {
      const uint row = first + r;
      left[r][self.x] = deviation_at(x, args, means, row, group.y * 16u + self.x);
      right[r][self.x] = deviation_at(x, args, means, row, group.x * 16u + self.x);
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    for (uint r = 0u; r < tile; r++) {
      const float a = left[r][self.y], b = right[r][self.x];
      if (is_missing(a) || is_missing(b)) continue;
      pair.count++;
      pair.left = plus(pair.left, a);
      pair.right = plus(pair.right, b);
      pair.products = plus_product(pair.products, a, b);
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }
  const uint i = group.y * 16u + self.y, j = group.x * 16u + self.x;
  const float shift = value_of(pair.left) * (value_of(pair.right) / float(pair.count));
  float products = value_of(plus(pair.products, -shift));
  if (i == j && products < 0.0f) products = 0.0f;
  if (i <= j) write_entry(out, args.cols, i, j, entry_of(args, pair.count, products));
}
