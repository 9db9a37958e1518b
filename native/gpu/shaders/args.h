// Argument structs of the shaders, one text for the host, the emulator and Metal. Only 32-bit and 64-bit
// integers and floats in their natural order, so that every compiler lays them out alike. Panels on the
// device are dense.
#pragma once
#ifndef __METAL_VERSION__
#include <cstdint>
#endif

namespace dualbus {

struct RollingArgs {
  uint32_t rows, cols;
  uint32_t window, min_count, ddof;
};

}  // namespace dualbus
