#pragma once

#include "kernels/dense.h"

namespace dualbus {

/** The platform's own linear layer in f32 and the number of rows it should get at a time; null where it has
 * none. */
struct PlatformLinear {
  void (*run)(const LinearCall<float>&);
  std::size_t block;
};

PlatformLinear platform_linear();

}  // namespace dualbus
