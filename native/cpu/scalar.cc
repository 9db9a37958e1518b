#include <bit>
#include <type_traits>

#include "cpu/implementations.h"

#define DUALBUS_IMPLEMENTATION "scalar"

namespace dualbus::scalar {
namespace {
#include "cpu/simd_scalar.h"
// The vocabulary comes first.
#include "kernels/all_kernels.inl.h"
}  // namespace
}  // namespace dualbus::scalar

const dualbus::KernelTable& dualbus::scalar_table() { return scalar::table; }
