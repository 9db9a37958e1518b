// Mean of a whole window with weights 1 (oldest) to W (newest); nothing where a row is missing.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/window.h"
using namespace dualbus::gpu;

kernel void decay_linear(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                         constant RollingArgs& args [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
  if (at.x >= args.cols || at.y >= args.rows) return;
  const Window window = window_at(at.y, args.window);
  bool whole = window.end - window.begin == args.window;
  uint infinities = 0u;
  Sum sum = no_sum();
  for (uint row = window.begin; row < window.end; row++) {
    const float value = x[row * args.cols + at.x];
    whole = whole && !is_missing(value);
    infinities |= infinity_bits(value);
    sum = plus_product(sum, float(row - window.begin + 1u), value);
  }
  const float weights = 0.5f * float(args.window) * float(args.window + 1u);
  const float mean = infinities != 0u ? sum_of_infinities(infinities) : divided(sum, weights);
  out[at.y * args.cols + at.x] = whole ? mean : missing();
}
