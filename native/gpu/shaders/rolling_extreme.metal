// Least or greatest valid value of a window, found in the order of the bits.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/window.h"
using namespace dualbus::gpu;

constant bool GREATEST [[function_constant(0)]];

kernel void rolling_extreme(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                            constant RollingArgs& args [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
  if (at.x >= args.cols || at.y >= args.rows) return;
  const Window window = window_at(at.y, args.window);
  uint count = 0u, found = 0u;
  for (uint row = window.begin; row < window.end; row++) {
    const float value = x[row * args.cols + at.x];
    if (is_missing(value)) continue;
    const uint key = order_key(value);
    if (count == 0u)
      found = key;
    else
      found = GREATEST ? max(found, key) : min(found, key);
    count++;
  }
  out[at.y * args.cols + at.x] = enough(count, args.min_count) ? value_of(found) : missing();
}
