// Scalar and vector types, and the address-space keywords.
#pragma once

#define kernel
#define METAL_FUNC inline __attribute__((__always_inline__))

#ifdef DUALBUS_CHECK_ADDRESS_SPACES  // syntax check: each address space is a type of its own
#define device __attribute__((address_space(1)))
#define constant __attribute__((address_space(2))) const
#define threadgroup __attribute__((address_space(3)))
#define thread
#else
#define device
#define constant const
#define threadgroup
#define thread
#endif

using uchar = unsigned char;
using ushort = unsigned short;
using uint = unsigned int;
using ulong = unsigned long;
using int8_t = signed char;
using int16_t = short;
using int32_t = int;
using int64_t = long;
using uint8_t = unsigned char;
using uint16_t = unsigned short;
using uint32_t = unsigned int;
using uint64_t = unsigned long;

#define DUALBUS_VECTORS(T)                            \
  using T##2 = T __attribute__((ext_vector_type(2))); \
  using T##3 = T __attribute__((ext_vector_type(3))); \
  using T##4 = T __attribute__((ext_vector_type(4)));
DUALBUS_VECTORS(float)
DUALBUS_VECTORS(int)
DUALBUS_VECTORS(uint)
DUALBUS_VECTORS(ushort)
DUALBUS_VECTORS(long)
DUALBUS_VECTORS(ulong)
#undef DUALBUS_VECTORS

static_assert(sizeof(float3) == 16 && sizeof(ulong) == 8, "sizes as in Metal");

namespace metal {

template <class To, class From>
METAL_FUNC To as_type(From from) {
  static_assert(sizeof(To) == sizeof(From), "as_type keeps the size");
  To to;
  __builtin_memcpy(&to, &from, sizeof(to));
  return to;
}

}  // namespace metal
