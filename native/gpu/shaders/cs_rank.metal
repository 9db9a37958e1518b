// Rank of each valid value within its row. A threadgroup sorts the keys of one row; each thread then looks
// its own values up, so that no index has to be sorted along.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/sort.h"
using namespace dualbus::gpu;

kernel void cs_rank(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                    constant RankArgs& args [[buffer(2)]], threadgroup uint* keys [[threadgroup(0)]],
                    uint row [[threadgroup_position_in_grid]], uint self [[thread_position_in_threadgroup]],
                    uint threads [[threads_per_threadgroup]]) {
  device const float* names = x + row * args.cols;
  for (uint i = self; i < args.padded; i += threads)
    keys[i] = i < args.cols && !is_missing(names[i]) ? rank_key(names[i]) : no_key;
  sort_keys(keys, args.padded, self, threads);
  const uint valid = keys_below(keys, args.padded, no_key);
  const float count = float(args.method == 3u ? groups_in(keys, valid) : valid);
  for (uint i = self; i < args.cols; i += threads) {
    const uint key = rank_key(names[i]);
    const float lowest = float(keys_below(keys, args.padded, key) + 1u);
    const float highest = float(keys_below(keys, args.padded, key + 1u));
    float rank = 0.5f * (lowest + highest);
    if (args.method == 1u) rank = lowest;
    if (args.method == 2u) rank = highest;
    if (args.method == 3u) rank = float(groups_in(keys, uint(highest)));
    if (args.method == 4u) {
      rank = lowest;
      for (uint before = 0u; before < i; before++)
        rank += !is_missing(names[before]) && rank_key(names[before]) == key ? 1.0f : 0.0f;
    }
    if (args.scale == 1u) rank = rank / count;
    if (args.scale == 2u) rank = (rank - 0.5f) / count;
    out[row * args.cols + i] = is_missing(names[i]) ? missing() : rank;
  }
}
