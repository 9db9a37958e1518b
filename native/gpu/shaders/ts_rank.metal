// Rank of the newest value among the valid values of its window, ties on average: from 1, as a share of their
// number n, or (rank - 1/2) / n.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/window.h"
using namespace dualbus::gpu;

kernel void ts_rank(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                    constant RollingArgs& args [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
  if (at.x >= args.cols || at.y >= args.rows) return;
  const Window window = window_at(at.y, args.window);
  const float newest = x[at.y * args.cols + at.x];
  const uint key = rank_key(newest);
  uint count = 0u, less = 0u, equal = 0u;
  for (uint row = window.begin; row < window.end; row++) {
    const float value = x[row * args.cols + at.x];
    if (is_missing(value)) continue;
    const uint other = rank_key(value);
    count++;
    less += other < key ? 1u : 0u;
    equal += other == key ? 1u : 0u;
  }
  const bool defined = !is_missing(newest) && enough(count, args.min_count);
  float rank = float(less) + 0.5f * float(equal + 1u);
  if (args.ddof == 1u) rank = rank / float(count);
  if (args.ddof == 2u) rank = (rank - 0.5f) / float(count);
  out[at.y * args.cols + at.x] = defined ? rank : missing();
}
