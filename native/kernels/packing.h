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

struct PackingTable {
  /** Adds to counts[b] the number of values with b significant bits. */
  void (*count_bits)(const std::uint64_t* values, std::size_t n, std::uint32_t counts[65]);
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
