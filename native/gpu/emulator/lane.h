// What a running shader sees of the emulator. Plain C++14, as Metal's dialect is, and without any
// header: it is included into shader text, whose keywords are macros (kernel, device, threadgroup, thread).
#pragma once

namespace dualbus {
namespace gpu {
namespace emulator {

constexpr unsigned simd_width = 32;

struct Size {
  unsigned x = 1, y = 1, z = 1;
  unsigned long count() const { return static_cast<unsigned long>(x) * y * z; }
};

/** The built-in positions of one thread, as the kernel's attributes name them. */
struct Lane {
  Size position_in_grid, position, group;  // each counted from zero
  Size threads, groups;
  unsigned index;  // flat index within the threadgroup

  unsigned simdgroups() const {
    return (static_cast<unsigned>(threads.count()) + simd_width - 1) / simd_width;
  }
};

/** A place in the shader's text, to tell one barrier from another. */
struct Site {
  const char* file;
  unsigned line;
};

const Lane& lane();

/** Suspends the running thread until every thread of its threadgroup stands at the same barrier. */
void barrier(Site site);

/**
 * Hands `bytes` bytes at `value` to the SIMD-group and waits until all its threads have done so at the same
 * place; `all` then holds the values of the 32 lanes in order. Returns one bit per lane that exists.
 */
unsigned simd_exchange(Site site, const void* value, unsigned bytes, void* all);

/** Storage for the threadgroup variable `site` of this shader, the same for all threads of a threadgroup. */
void* threadgroup_storage(unsigned site, unsigned long bytes);

template <class T>
T& threadgroup_local(unsigned site) {
  return *static_cast<T*>(threadgroup_storage(site, sizeof(T)));
}

/** The bytes of function constant `index` of the running pipeline. */
const void* function_constant(unsigned index);

template <class T, unsigned index>
struct FunctionConstant {
  operator T() const { return *static_cast<const T*>(function_constant(index)); }
};

}  // namespace emulator
}  // namespace gpu
}  // namespace dualbus
