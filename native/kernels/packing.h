#pragma once

#include <cstddef>
#include <cstdint>

// The inner loops of packed columns (src/codec/packed-columns.md), compiled for every instruction set like
// the kernels on panels. All values are 64-bit integers modulo 2^64; `words` are octets without alignment.

namespace dualbus {

inline constexpr std::uint32_t block_rows = 128;

/** Smallest and largest value as signed integers. */
struct Bounds {
  std::int64_t min;
  std::int64_t max;
};

inline constexpr std::uint32_t max_block_exceptions = 63;

/** How a block is packed: its width, its exceptions and the octets of their high parts; and the octets of it
 * all. */
struct BlockShape {
  std::uint32_t width = 0;
  std::uint32_t exceptions = 0;
  std::uint32_t high_bytes = 0;
  std::uint32_t bytes = 0;
};

inline std::size_t payload_bytes(std::uint32_t rows, std::uint32_t width) {
  return rows == block_rows ? std::size_t{16} * width : 4 * ((std::size_t{rows} * width + 31) / 32);
}

inline std::size_t exception_bytes(std::uint32_t count, std::uint32_t high_bytes) {
  return (std::size_t{count} * (1 + high_bytes) + 3) & ~std::size_t{3};
}

struct PackingTable {
  /** The cheapest shape of 1 to 128 values. */
  BlockShape (*measure_block)(const std::uint64_t* values, std::uint32_t rows);
  /** Packs the low `width` (1..64) bits of 128 values into 16 * width octets, and back. */
  void (*pack_block)(const std::uint64_t* values, std::uint32_t width, std::uint8_t* words);
  void (*unpack_block)(const std::uint8_t* words, std::uint32_t width, std::uint64_t* values);
  /** Of n >= 1 values. */
  Bounds (*bounds)(const std::uint64_t* values, std::size_t n);
  void (*subtract)(std::uint64_t* values, std::size_t n, std::uint64_t base);
  /** out[i] = q[i] - q[i - 1] for 0 <= i < n: q[-1] must exist. Returns their bounds (n >= 1). */
  Bounds (*differences)(const std::uint64_t* q, std::size_t n, std::uint64_t* out);
  void (*zigzag)(std::uint64_t* values, std::size_t n);
  /** values[i] = base + factor * values[i]. */
  void (*scale)(std::uint64_t* values, std::size_t n, std::uint64_t base, std::uint64_t factor);
  /** Running sums of factor * d[i] from `start`, where d[i] is values[i] unzigzagged, or values[i] +
   * reference. */
  void (*accumulate_zigzag)(std::uint64_t* values, std::size_t n, std::uint64_t start, std::uint64_t factor);
  void (*accumulate)(std::uint64_t* values, std::size_t n, std::uint64_t start, std::uint64_t reference,
                     std::uint64_t factor);
  /** Exact integers in doubles to x = base + value; returns the first row that is none (NaN too), or n. */
  std::size_t (*load_numbers)(const double* values, std::size_t n, std::uint64_t base, std::uint64_t* x);
  /** And back: returns the first row whose distance from base is 2^53 or more, or n. */
  std::size_t (*store_numbers)(const std::uint64_t* x, std::size_t n, std::uint64_t base, double* values);
};

}  // namespace dualbus
