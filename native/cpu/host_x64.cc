#include "cpu/dispatch.h"
#include "cpu/implementations.h"

namespace dualbus {

std::span<const KernelTable* const> implementations() {
  static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt") &&
                               __builtin_cpu_supports("popcnt");
  static const KernelTable* const all[] = {&avx2_table(), &scalar_table()};
  return has_avx2 ? std::span(all) : std::span(all).subspan(1);
}

}  // namespace dualbus
