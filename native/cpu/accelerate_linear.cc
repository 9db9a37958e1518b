// Linear layers in Apple's Accelerate, which alone reaches the matrix unit of the CPU. Its sums come in
// another order than ours: within the tolerance, not the same bits.
#define ACCELERATE_NEW_LAPACK  // the interface of macOS 13.3 and later; the old one is deprecated
#include <Accelerate/Accelerate.h>

#include <algorithm>

#include "cpu/platform_linear.h"

namespace dualbus {
namespace {

constexpr std::size_t width = dense_panel<float>;

void accelerate_linear(const LinearCall<float>& call) {
  for (std::size_t column = 0; column < padded_width<float>(call.outputs); column += width) {
    const float* panel = call.panels + column * (call.inputs + 1);
    for (std::size_t r = 0; r < call.rows; r++)
      std::copy_n(panel, width, call.y + r * call.y_stride + column);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<int>(call.rows), width,
                static_cast<int>(call.inputs), 1, call.x, static_cast<int>(call.x_stride), panel + width,
                width, 1, call.y + column, static_cast<int>(call.y_stride));
  }
}

}  // namespace

PlatformLinear platform_linear() { return {accelerate_linear, 1024}; }

}  // namespace dualbus
