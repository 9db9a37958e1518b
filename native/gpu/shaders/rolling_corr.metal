// Pearson correlation over the rows of a window in which both series are valid.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/window.h"
using namespace dualbus::gpu;

kernel void rolling_corr(device const float* x [[buffer(0)]], device float* out [[buffer(1)]],
                         constant RollingArgs& args [[buffer(2)]], device const float* y [[buffer(3)]],
                         uint2 at [[thread_position_in_grid]]) {
  if (at.x >= args.cols || at.y >= args.rows) return;
  const Window window = window_at(at.y, args.window);
  uint count = 0u;
  Sum sum_x = no_sum(), sum_y = no_sum();
  Range range_x = no_range(), range_y = no_range();
  for (uint row = window.begin; row < window.end; row++) {
    const float a = x[row * args.cols + at.x], b = y[row * args.cols + at.x];
    if (is_missing(a) || is_missing(b)) continue;
    sum_x = plus(sum_x, a);
    sum_y = plus(sum_y, b);
    range_x = widened(range_x, a);
    range_y = widened(range_y, b);
    count++;
  }
  const float mean_x = divided(sum_x, float(count)), mean_y = divided(sum_y, float(count));
  const float unit_x = unit_of(range_x, mean_x), unit_y = unit_of(range_y, mean_y);
  float xx = 0.0f, yy = 0.0f, xy = 0.0f;
  for (uint row = window.begin; row < window.end; row++) {
    const float a = x[row * args.cols + at.x], b = y[row * args.cols + at.x];
    if (is_missing(a) || is_missing(b)) continue;
    const float dx = (a - mean_x) * unit_x, dy = (b - mean_y) * unit_y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const bool defined = enough(count, args.min_count) && count > 1u && xx > 0.0f && yy > 0.0f;
  const float r = xy / (sqrt(xx) * sqrt(yy));
  out[at.y * args.cols + at.x] = defined && !is_missing(r) ? clamp(r, -1.0f, 1.0f) : missing();
}
