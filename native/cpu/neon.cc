#include <arm_neon.h>

#include <bit>
#include <type_traits>

#include "cpu/implementations.h"

// NEON is part of every arm64 CPU: no target region needed.
#define DUALBUS_IMPLEMENTATION "neon"

namespace dualbus::neon {
namespace {
#include "cpu/simd_neon.h"
// The vocabulary comes first.
#include "kernels/all_kernels.inl.h"
}  // namespace
}  // namespace dualbus::neon

const dualbus::KernelTable& dualbus::neon_table() { return neon::table; }
