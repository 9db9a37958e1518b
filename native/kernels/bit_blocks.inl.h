// Blocks of 128 values in four interleaved lanes: value i is number i / 4 of lane i % 4. The width is a
// template parameter, so every shift is a constant and a block is straight-line code.

using U32x4 = std::uint32_t __attribute__((vector_size(16)));

inline constexpr int lane_values = 32;

template <int width>
void pack_lanes(const std::uint32_t* values, std::uint8_t* words) {
  U32x4 bits = {};
  int used = 0;
#pragma GCC unroll 32
  for (int j = 0; j < lane_values; j++) {
    U32x4 value;
    __builtin_memcpy(&value, values + 4 * j, 16);
    if constexpr (width < 32) value &= (std::uint32_t{1} << width) - 1;
    bits |= value << used;
    used += width;
    if (used >= 32) {
      __builtin_memcpy(words, &bits, 16);
      words += 16;
      used -= 32;
      bits = used == 0 ? U32x4{} : value >> (width - used);
    }
  }
}

template <int width>
void unpack_lanes(const std::uint8_t* words, std::uint32_t* values) {
  U32x4 bits;
  __builtin_memcpy(&bits, words, 16);
  int used = 0;
#pragma GCC unroll 32
  for (int j = 0; j < lane_values; j++) {
    U32x4 value = bits >> used;
    used += width;
    if (used >= 32 && j + 1 < lane_values) {
      words += 16;
      __builtin_memcpy(&bits, words, 16);
      used -= 32;
      if (used > 0) value |= bits << (width - used);
    }
    if constexpr (width < 32) value &= (std::uint32_t{1} << width) - 1;
    __builtin_memcpy(values + 4 * j, &value, 16);
  }
}

using PackLanes = void (*)(const std::uint32_t*, std::uint8_t*);
using UnpackLanes = void (*)(const std::uint8_t*, std::uint32_t*);

// clang-format off
#define DUALBUS_WIDTHS(F) \
  F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15) F(16) \
  F(17) F(18) F(19) F(20) F(21) F(22) F(23) F(24) F(25) F(26) F(27) F(28) F(29) F(30) F(31) F(32)
#define F(w) pack_lanes<w>,
inline constexpr PackLanes packers[] = {nullptr, DUALBUS_WIDTHS(F)};
#undef F
#define F(w) unpack_lanes<w>,
inline constexpr UnpackLanes unpackers[] = {nullptr, DUALBUS_WIDTHS(F)};
#undef F
#undef DUALBUS_WIDTHS
// clang-format on

inline void pack_block(const std::uint64_t* values, std::uint32_t width, std::uint8_t* words) {
  std::uint32_t half[block_rows];
  for (std::size_t i = 0; i < block_rows; i++) half[i] = static_cast<std::uint32_t>(values[i]);
  packers[width < 32 ? width : 32](half, words);
  if (width <= 32) return;
  for (std::size_t i = 0; i < block_rows; i++) half[i] = static_cast<std::uint32_t>(values[i] >> 32);
  packers[width - 32](half, words + 4 * block_rows);
}

inline void unpack_block(const std::uint8_t* words, std::uint32_t width, std::uint64_t* values) {
  std::uint32_t half[block_rows];
  unpackers[width < 32 ? width : 32](words, half);
  for (std::size_t i = 0; i < block_rows; i++) values[i] = half[i];
  if (width <= 32) return;
  unpackers[width - 32](words + 4 * block_rows, half);
  for (std::size_t i = 0; i < block_rows; i++) values[i] |= std::uint64_t{half[i]} << 32;
}
