// Barriers and SIMD-group functions. Every thread of the SIMD-group must take part: the emulator refuses the
// rest.
#pragma once
#include "gpu/emulator/lane.h"

#define DUALBUS_SITE \
  ::dualbus::gpu::emulator::Site { file, line }
#define DUALBUS_HERE const char *file = __builtin_FILE(), unsigned line = __builtin_LINE()

namespace metal {

enum class mem_flags { mem_none = 0, mem_device = 1, mem_threadgroup = 2 };

inline void threadgroup_barrier(mem_flags, DUALBUS_HERE) { ::dualbus::gpu::emulator::barrier(DUALBUS_SITE); }

/** The values of the 32 lanes and which of them exist. */
template <class T>
struct SimdValues {
  static_assert(sizeof(T) <= 16, "a scalar or a vector of one");
  T at[::dualbus::gpu::emulator::simd_width];
  unsigned exists;
  unsigned self = ::dualbus::gpu::emulator::lane().index % ::dualbus::gpu::emulator::simd_width;

  SimdValues(T value, ::dualbus::gpu::emulator::Site site)
      : exists(::dualbus::gpu::emulator::simd_exchange(site, &value, sizeof(T), at)) {}
  bool has(unsigned lane) const {
    return lane < ::dualbus::gpu::emulator::simd_width && (exists >> lane & 1);
  }
};

template <class T>
T simd_sum(T value, DUALBUS_HERE) {
  SimdValues<T> all(value, DUALBUS_SITE);
  T sum = all.at[0];
  for (unsigned i = 1; all.has(i); i++) sum = sum + all.at[i];
  return sum;
}

template <class T>
T simd_min(T value, DUALBUS_HERE) {
  SimdValues<T> all(value, DUALBUS_SITE);
  T least = all.at[0];
  for (unsigned i = 1; all.has(i); i++) least = min(least, all.at[i]);
  return least;
}

template <class T>
T simd_max(T value, DUALBUS_HERE) {
  SimdValues<T> all(value, DUALBUS_SITE);
  T most = all.at[0];
  for (unsigned i = 1; all.has(i); i++) most = max(most, all.at[i]);
  return most;
}

template <class T>
T simd_prefix_inclusive_sum(T value, DUALBUS_HERE) {
  SimdValues<T> all(value, DUALBUS_SITE);
  T sum = all.at[0];
  for (unsigned i = 1; i <= all.self; i++) sum = sum + all.at[i];
  return sum;
}

/** The value of the lane `delta` above; what a lane without one gets is undefined: here all bits set. */
template <class T>
T simd_shuffle_down(T value, ushort delta, DUALBUS_HERE) {
  SimdValues<T> all(value, DUALBUS_SITE);
  if (all.has(all.self + delta)) return all.at[all.self + delta];
  __builtin_memset(&value, 0xff, sizeof(value));
  return value;
}

}  // namespace metal

#undef DUALBUS_SITE
#undef DUALBUS_HERE
