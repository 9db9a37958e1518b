#pragma once

#include <cstddef>
#include <cstdint>

// The constants of src/codec/packed-columns.md; the same stand in src/codec/packed/format.ts.

namespace dualbus::packed {

inline constexpr std::uint8_t format_version = 1;
inline constexpr std::uint32_t max_rows = 65'536;
inline constexpr std::uint32_t max_columns = 255;
inline constexpr std::uint32_t max_dictionary = 4096;
inline constexpr std::uint32_t max_decimals = 15;
inline constexpr std::size_t body_header_bytes = 16;
inline constexpr std::size_t column_header_bytes = 8;

enum class Scheme : std::uint8_t { constant, offset, delta, keyed, dictionary };

inline constexpr std::uint8_t scheme_mask = 7;
inline constexpr std::uint8_t flag_zigzag = 8;
inline constexpr std::uint8_t flag_absent = 16;
inline constexpr std::uint8_t flag_decimal = 32;
inline constexpr std::uint8_t flag_scaled = 64;

inline constexpr double powers_of_ten[max_decimals + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                           1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

inline std::uint64_t zigzag(std::uint64_t v) { return (v << 1) ^ (0 - (v >> 63)); }
inline std::uint64_t unzigzag(std::uint64_t v) { return (v >> 1) ^ (0 - (v & 1)); }

inline std::uint32_t bit_length(std::uint64_t v) {
  return v == 0 ? 0 : 64 - static_cast<std::uint32_t>(__builtin_clzll(v));
}

}  // namespace dualbus::packed
