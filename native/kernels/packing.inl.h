// Plain loops over 64-bit integers, left to the compiler to vectorise for the instruction set of the unit.

inline std::uint32_t bit_length(std::uint64_t value) {
  return value == 0 ? 0 : 64 - static_cast<std::uint32_t>(__builtin_clzll(value));
}

using U32x8 = std::uint32_t __attribute__((vector_size(32)));
using U64x4 = std::uint64_t __attribute__((vector_size(32)));

/** How many of 128 values are greater than the largest of `width` bits. */
inline std::uint32_t count_above(const std::uint32_t* values, std::uint32_t width) {
  const std::uint32_t limit = (std::uint32_t{1} << width) - 1;
  U32x8 above = {};
  for (std::size_t i = 0; i < block_rows; i += 8) {
    U32x8 v;
    __builtin_memcpy(&v, values + i, sizeof v);
    above -= (U32x8)(v > limit);
  }
  std::uint32_t total = 0;
  for (int j = 0; j < 8; j++) total += above[j];
  return total;
}

inline std::uint32_t count_above(const std::uint64_t* values, std::uint32_t width) {
  U64x4 above = {};
  for (std::size_t i = 0; i < block_rows; i += 4) {
    U64x4 v;
    __builtin_memcpy(&v, values + i, sizeof v);
    above -= (U64x4)((v >> width) != 0);
  }
  return static_cast<std::uint32_t>(above[0] + above[1] + above[2] + above[3]);
}

/** Tries every width from `longest` down while there are at most 63 exceptions. */
template <class T>
BlockShape narrowest(const T* values, std::uint32_t rows, std::uint32_t longest) {
  BlockShape best{longest, 0, 0, static_cast<std::uint32_t>(payload_bytes(rows, longest))};
  for (std::uint32_t width = longest; width-- > 0;) {
    const std::uint32_t above = count_above(values, width);
    if (above > max_block_exceptions) break;
    const std::uint32_t high_bytes = (longest - width + 7) / 8;
    const std::uint32_t bytes =
        static_cast<std::uint32_t>(payload_bytes(rows, width) + exception_bytes(above, high_bytes));
    if (bytes < best.bytes) best = {width, above, high_bytes, bytes};
  }
  return best;
}

inline BlockShape measure_block(const std::uint64_t* values, std::uint32_t rows) {
  std::uint64_t padded[block_rows];
  if (rows < block_rows) {
    __builtin_memset(padded, 0, sizeof padded);
    __builtin_memcpy(padded, values, rows * sizeof(std::uint64_t));
    values = padded;
  }
  std::uint64_t any = 0;
  std::uint32_t low[block_rows];
  for (std::size_t i = 0; i < block_rows; i++) {
    any |= values[i];
    low[i] = static_cast<std::uint32_t>(values[i]);
  }
  const std::uint32_t longest = bit_length(any);
  return longest > 32 ? narrowest(values, rows, longest) : narrowest(low, rows, longest);
}

using I64x4 = std::int64_t __attribute__((vector_size(32)));

/** Minimum and maximum of eight lanes, so that no comparison waits for the one before. */
struct LaneBounds {
  static constexpr std::size_t lanes = 8;
  I64x4 min[2];
  I64x4 max[2];

  explicit LaneBounds(std::uint64_t first) {
    const std::int64_t v = static_cast<std::int64_t>(first);
    for (int k = 0; k < 2; k++) min[k] = max[k] = I64x4{v, v, v, v};
  }

  void add(int k, const I64x4& v) {
    min[k] = v < min[k] ? v : min[k];
    max[k] = v > max[k] ? v : max[k];
  }

  void add(std::uint64_t value) {
    const std::int64_t v = static_cast<std::int64_t>(value);
    min[0][0] = v < min[0][0] ? v : min[0][0];
    max[0][0] = v > max[0][0] ? v : max[0][0];
  }

  Bounds total() const {
    Bounds b{min[0][0], max[0][0]};
    for (int k = 0; k < 2; k++)
      for (int j = 0; j < 4; j++) {
        b.min = min[k][j] < b.min ? min[k][j] : b.min;
        b.max = max[k][j] > b.max ? max[k][j] : b.max;
      }
    return b;
  }
};

inline Bounds bounds(const std::uint64_t* values, std::size_t n) {
  LaneBounds b(values[0]);
  std::size_t i = 0;
  for (; i + LaneBounds::lanes <= n; i += LaneBounds::lanes)
    for (int k = 0; k < 2; k++) {
      I64x4 v;
      __builtin_memcpy(&v, values + i + 4 * k, sizeof v);
      b.add(k, v);
    }
  for (; i < n; i++) b.add(values[i]);
  return b.total();
}

inline void subtract(std::uint64_t* values, std::size_t n, std::uint64_t base) {
  for (std::size_t i = 0; i < n; i++) values[i] -= base;
}

inline Bounds differences(const std::uint64_t* q, std::size_t n, std::uint64_t* out) {
  const std::uint64_t* before = q - 1;
  LaneBounds b(q[0] - before[0]);
  std::size_t i = 0;
  for (; i + LaneBounds::lanes <= n; i += LaneBounds::lanes)
    for (int k = 0; k < 2; k++) {
      U64x4 here, there;
      __builtin_memcpy(&here, q + i + 4 * k, sizeof here);
      __builtin_memcpy(&there, before + i + 4 * k, sizeof there);
      const I64x4 d = (I64x4)(here - there);
      __builtin_memcpy(out + i + 4 * k, &d, sizeof d);
      b.add(k, d);
    }
  for (; i < n; i++) {
    out[i] = q[i] - before[i];
    b.add(out[i]);
  }
  return b.total();
}

inline void zigzag(std::uint64_t* values, std::size_t n) {
  for (std::size_t i = 0; i < n; i++) {
    const std::uint64_t sign = static_cast<std::int64_t>(values[i]) < 0 ? ~std::uint64_t{0} : 0;
    values[i] = (values[i] << 1) ^ sign;
  }
}

inline void scale(std::uint64_t* values, std::size_t n, std::uint64_t base, std::uint64_t factor) {
  if (factor == 1)
    for (std::size_t i = 0; i < n; i++) values[i] += base;
  else
    for (std::size_t i = 0; i < n; i++) values[i] = base + factor * values[i];
}

inline void accumulate_zigzag(std::uint64_t* values, std::size_t n, std::uint64_t start,
                              std::uint64_t factor) {
  std::uint64_t sum = start;
  for (std::size_t i = 0; i < n; i++) {
    sum += factor * ((values[i] >> 1) ^ (0 - (values[i] & 1)));
    values[i] = sum;
  }
}

inline void accumulate(std::uint64_t* values, std::size_t n, std::uint64_t start, std::uint64_t reference,
                       std::uint64_t factor) {
  std::uint64_t sum = start;
  for (std::size_t i = 0; i < n; i++) {
    sum += factor * (values[i] + reference);
    values[i] = sum;
  }
}

// Adding 1.5 * 2^52 to an integer below 2^51 puts it into the low bits of the double: conversion without an
// instruction that AVX2 lacks. Larger numbers go one by one.
inline constexpr double magic = 6755399441055744.0;
inline constexpr std::uint64_t magic_bits = 0x4338000000000000;
inline constexpr double small_limit = 2251799813685248.0;
inline constexpr double exact_limit = 9007199254740992.0;

inline bool load_small(const double* values, std::size_t n, std::uint64_t base, std::uint64_t* x) {
  std::uint64_t bad = 0;
  for (std::size_t i = 0; i < n; i++) {
    const double value = values[i];
    const double shifted = value + magic;
    std::uint64_t bits;
    __builtin_memcpy(&bits, &shifted, 8);
    x[i] = bits - magic_bits + base;
    // Written so that NaN counts as bad.
    const std::uint64_t whole = shifted - magic == value;
    const std::uint64_t small = __builtin_fabs(value) < small_limit;
    bad |= (whole & small) ^ 1;
  }
  return bad == 0;
}

inline std::size_t load_numbers(const double* values, std::size_t n, std::uint64_t base, std::uint64_t* x) {
  if (load_small(values, n, base, x)) return n;
  for (std::size_t i = 0; i < n; i++) {
    const double value = values[i];
    if (!(value < exact_limit && value > -exact_limit)) return i;
    const std::int64_t integer = static_cast<std::int64_t>(value);
    if (static_cast<double>(integer) != value) return i;
    x[i] = static_cast<std::uint64_t>(integer) + base;
  }
  return n;
}

inline bool store_small(const std::uint64_t* x, std::size_t n, std::uint64_t base, double* values) {
  constexpr std::uint64_t half = std::uint64_t{1} << 51;
  std::uint64_t high = 0;
  for (std::size_t i = 0; i < n; i++) {
    const std::uint64_t offset = x[i] - base;
    high |= (offset + half) >> 52;
    const std::uint64_t bits = offset + magic_bits;
    double shifted;
    __builtin_memcpy(&shifted, &bits, 8);
    values[i] = shifted - magic;
  }
  return high == 0;
}

inline std::size_t store_numbers(const std::uint64_t* x, std::size_t n, std::uint64_t base, double* values) {
  if (store_small(x, n, base, values)) return n;
  constexpr std::uint64_t limit = (std::uint64_t{1} << 53) - 1;
  for (std::size_t i = 0; i < n; i++) {
    const std::uint64_t offset = x[i] - base;
    if (offset + limit > 2 * limit) return i;
    values[i] = static_cast<double>(static_cast<std::int64_t>(offset));
  }
  return n;
}

inline constexpr PackingTable packing_table = {
    measure_block, pack_block, unpack_block,      bounds,     subtract,     differences,
    zigzag,        scale,      accumulate_zigzag, accumulate, load_numbers, store_numbers,
};
