// Distance of each name from the mean of its row, in standard deviations of the row. With weights
// (capitalisations), the mean is weighted and the deviation is not, as in the Barra models.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/number.h"
#include "gpu/shaders/team.h"
using namespace dualbus::gpu;

constant bool WEIGHTED [[function_constant(0)]];

static inline bool counts(float value, float weight) { return !is_missing(value) && !is_missing(weight); }

kernel void cs_zscore(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                      constant ZscoreArgs& args [[buffer(2)]], device const float* weights [[buffer(3)]],
                      uint row [[threadgroup_position_in_grid]], uint self [[thread_position_in_threadgroup]],
                      uint threads [[threads_per_threadgroup]], uint lane [[thread_index_in_simdgroup]],
                      uint simdgroup [[simdgroup_index_in_threadgroup]],
                      uint simdgroups [[simdgroups_per_threadgroup]]) {
  threadgroup float2 slots[team_slots];
  const Team team = {self, threads, lane, simdgroup, simdgroups};
  const uint begin = row * args.cols;
  uint own_count = 0u;
  Range own_range = no_range();
  Sum own = no_sum(), own_weighted = no_sum(), own_weights = no_sum();
  for (uint i = begin + self; i < begin + args.cols; i += threads) {
    const float weight = WEIGHTED ? weights[i] : 1.0f;
    if (!counts(x[i], weight)) continue;
    own_count++;
    own = plus(own, x[i]);
    own_range = widened(own_range, x[i]);
    own_weighted = plus_product(own_weighted, weight, x[i]);
    own_weights = plus(own_weights, weight);
  }
  const uint count = count_of_team(own_count, team, slots);
  const Sum mean = quotient_of(sum_of_team(own, team, slots), float(count));
  Sum center = mean;
  if (WEIGHTED) {
    const Sum weighted = sum_of_team(own_weighted, team, slots);
    center = quotient_of(weighted, value_of(sum_of_team(own_weights, team, slots)));
  }
  const Range range = range_of_team(own_range, team, slots);
  const bool constant_row = range.low == range.high && !is_infinite(range.high);
  const float unit = unit_of(range, value_of(mean));
  Sum own_squares = no_sum();
  for (uint i = begin + self; i < begin + args.cols; i += threads) {
    if (!counts(x[i], WEIGHTED ? weights[i] : 1.0f)) continue;
    const float distance = distance_from(mean, x[i]) * unit;
    own_squares = plus(own_squares, distance * distance);
  }
  const float squares = value_of(sum_of_team(own_squares, team, slots));
  const float deviation = sqrt(squares / float(count - args.ddof));
  for (uint i = begin + self; i < begin + args.cols; i += threads) {
    float score = distance_from(center, x[i]) * unit / deviation;
    if (constant_row || squares == 0.0f) score = args.zero_for_constant != 0u ? 0.0f : missing();
    const bool defined = counts(x[i], WEIGHTED ? weights[i] : 1.0f) && count > args.ddof;
    out[i] = defined ? score : missing();
  }
}
