// AddressSanitizer's hooks for changing stacks and for memory that must not be touched; nothing without it.
#pragma once
#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define DUALBUS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DUALBUS_ASAN 1
#endif
#endif

#ifdef DUALBUS_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace dualbus::gpu::emulator {

#ifdef DUALBUS_ASAN
inline void start_switch(void** save, const void* bottom, std::size_t bytes) {
  __sanitizer_start_switch_fiber(save, bottom, bytes);
}
inline void finish_switch(void* saved, const void** bottom, std::size_t* bytes) {
  __sanitizer_finish_switch_fiber(saved, bottom, bytes);
}
inline void poison(const void* start, std::size_t bytes) { __asan_poison_memory_region(start, bytes); }
inline void unpoison(const void* start, std::size_t bytes) { __asan_unpoison_memory_region(start, bytes); }
#else
inline void start_switch(void**, const void*, std::size_t) {}
inline void finish_switch(void*, const void**, std::size_t*) {}
inline void poison(const void*, std::size_t) {}
inline void unpoison(const void*, std::size_t) {}
#endif

}  // namespace dualbus::gpu::emulator
