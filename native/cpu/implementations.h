#pragma once

#include "kernels/kernels.h"

namespace dualbus {

// Each is defined in the unit of the same name; which units are compiled is decided in CMakeLists.txt.
const KernelTable& scalar_table();
const KernelTable& avx2_table();
const KernelTable& neon_table();

}  // namespace dualbus
