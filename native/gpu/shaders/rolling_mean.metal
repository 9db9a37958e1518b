// Mean over the valid rows of a window.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/window.h"
using namespace dualbus::gpu;

kernel void rolling_mean(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                         constant RollingArgs& args [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
  if (at.x >= args.cols || at.y >= args.rows) return;
  const Moment m = moment_of(x + at.x, args.cols, window_at(at.y, args.window));
  out[at.y * args.cols + at.x] = enough(m.count, args.min_count) ? m.mean : missing();
}
