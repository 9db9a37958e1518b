// Pulls the outer values of each row back to bounds that the row itself sets: two quantiles, some median
// absolute deviations around the median, or some standard deviations around the mean. Infinities do not count
// for the bounds and are pulled back too; missing values stay.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/sort.h"
#include "gpu/shaders/team.h"
using namespace dualbus::gpu;

static inline bool counts(float value) { return !is_missing(value) && !is_infinite(value); }

static inline float pulled(float value, float low, float high, bool bounded) {
  if (is_missing(value) || !bounded) return value;
  if (order_key(value) < order_key(low)) return low;
  return order_key(value) > order_key(high) ? high : value;
}

/** Sorts what counts of one row and returns how many they are. */
static inline uint sort_row(device const float* names, constant WinsorizeArgs& args, threadgroup uint* keys,
                            uint self, uint threads) {
  for (uint i = self; i < args.padded; i += threads)
    keys[i] = i < args.cols && counts(names[i]) ? order_key(names[i]) : no_key;
  sort_keys(keys, args.padded, self, threads);
  return keys_below(keys, args.padded, no_key);
}

kernel void winsorize_quantile(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                               constant WinsorizeArgs& args [[buffer(2)]],
                               threadgroup uint* keys [[threadgroup(0)]],
                               uint row [[threadgroup_position_in_grid]],
                               uint self [[thread_position_in_threadgroup]],
                               uint threads [[threads_per_threadgroup]]) {
  device const float* names = x + row * args.cols;
  const uint count = sort_row(names, args, keys, self, threads);
  const float low = quantile_of(keys, max(count, 1u), args.level);
  const float high = quantile_of(keys, max(count, 1u), 1.0f - args.level);
  for (uint i = self; i < args.cols; i += threads)
    out[row * args.cols + i] = pulled(names[i], low, high, count > 0u);
}

// 1.4826 median absolute deviations are one standard deviation of a normal distribution.
constant constexpr float normal_consistency = 1.4826f;

kernel void winsorize_mad(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                          constant WinsorizeArgs& args [[buffer(2)]],
                          threadgroup uint* keys [[threadgroup(0)]],
                          uint row [[threadgroup_position_in_grid]],
                          uint self [[thread_position_in_threadgroup]],
                          uint threads [[threads_per_threadgroup]]) {
  device const float* names = x + row * args.cols;
  const uint count = sort_row(names, args, keys, self, threads);
  const float median = quantile_of(keys, max(count, 1u), 0.5f);
  threadgroup_barrier(mem_flags::mem_threadgroup);  // every thread has its median before the keys change
  for (uint i = self; i < args.padded; i += threads)
    keys[i] = i < args.cols && counts(names[i]) ? order_key(fabs(names[i] - median)) : no_key;
  sort_keys(keys, args.padded, self, threads);
  const float reach = args.level * normal_consistency * quantile_of(keys, max(count, 1u), 0.5f);
  for (uint i = self; i < args.cols; i += threads)
    out[row * args.cols + i] = pulled(names[i], median - reach, median + reach, count > 0u);
}

kernel void winsorize_sigma(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                            constant WinsorizeArgs& args [[buffer(2)]],
                            uint row [[threadgroup_position_in_grid]],
                            uint self [[thread_position_in_threadgroup]],
                            uint threads [[threads_per_threadgroup]], uint lane [[thread_index_in_simdgroup]],
                            uint simdgroup [[simdgroup_index_in_threadgroup]],
                            uint simdgroups [[simdgroups_per_threadgroup]]) {
  threadgroup float2 slots[team_slots];
  const Team team = {self, threads, lane, simdgroup, simdgroups};
  device const float* names = x + row * args.cols;
  uint own_count = 0u;
  Range own_range = no_range();
  Sum own = no_sum(), own_squares = no_sum();
  for (uint i = self; i < args.cols; i += threads) {
    if (!counts(names[i])) continue;
    own_count++;
    own = plus(own, names[i]);
    own_range = widened(own_range, names[i]);
  }
  const uint count = count_of_team(own_count, team, slots);
  const float mean = divided(sum_of_team(own, team, slots), float(count));
  const float unit = unit_of(range_of_team(own_range, team, slots), mean);
  for (uint i = self; i < args.cols; i += threads) {
    const float distance = (names[i] - mean) * unit;
    if (counts(names[i])) own_squares = plus(own_squares, distance * distance);
  }
  const float squares = value_of(sum_of_team(own_squares, team, slots));
  const float reach = args.level * sqrt(squares / float(count - args.ddof)) / unit;
  for (uint i = self; i < args.cols; i += threads)
    out[row * args.cols + i] = pulled(names[i], mean - reach, mean + reach, count > args.ddof);
}
