#include <immintrin.h>

#include <bit>
#include <type_traits>

#include "cpu/implementations.h"
#include "cpu/target.h"

#define DUALBUS_IMPLEMENTATION "avx2"

DUALBUS_TARGET_BEGIN("avx2,bmi,bmi2,lzcnt,popcnt")
namespace dualbus::avx2 {
namespace {
#include "cpu/simd_avx2.h"
// The vocabulary comes first.
#include "kernels/all_kernels.inl.h"
}  // namespace
}  // namespace dualbus::avx2
DUALBUS_TARGET_END

const dualbus::KernelTable& dualbus::avx2_table() { return avx2::table; }
