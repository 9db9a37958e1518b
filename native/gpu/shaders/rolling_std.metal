// Standard deviation over the valid rows of a window, in two passes: the mean, then the squares around it.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/window.h"
using namespace dualbus::gpu;

kernel void rolling_std(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                        constant RollingArgs& args [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
  if (at.x >= args.cols || at.y >= args.rows) return;
  device const float* column = x + at.x;
  const Window window = window_at(at.y, args.window);
  const Moment m = moment_of(column, args.cols, window);
  const float unit = unit_of(m.range, m.mean);
  float squares = 0.0f, rest = 0.0f;
  for (uint row = window.begin; row < window.end; row++) {
    const float value = column[row * args.cols];
    if (is_missing(value)) continue;
    const float deviation = (value - m.mean) * unit;
    squares += deviation * deviation;
    rest += deviation;  // zero but for the rounding of the mean
  }
  const bool defined = enough(m.count, args.min_count) && m.count > args.ddof && m.infinities == 0u;
  const float variance = (squares - rest * rest / float(m.count)) / float(m.count - args.ddof);
  out[at.y * args.cols + at.x] = defined ? sqrt(max(variance, 0.0f)) / unit : missing();
}
