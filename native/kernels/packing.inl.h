// Plain loops over 64-bit integers, left to the compiler to vectorise for the instruction set of the unit.

inline std::uint32_t bit_length(std::uint64_t value) {
  return value == 0 ? 0 : 64 - static_cast<std::uint32_t>(__builtin_clzll(value));
}

inline void count_bits(const std::uint64_t* values, std::size_t n, std::uint32_t counts[65]) {
  // Two histograms: equal neighbours would wait for each other's store.
  std::uint32_t other[65] = {};
  std::size_t i = 0;
  for (; i + 2 <= n; i += 2) {
    counts[bit_length(values[i])]++;
    other[bit_length(values[i + 1])]++;
  }
  if (i < n) counts[bit_length(values[i])]++;
  for (std::size_t b = 0; b < 65; b++) counts[b] += other[b];
}

inline Bounds bounds(const std::uint64_t* values, std::size_t n) {
  std::int64_t min = static_cast<std::int64_t>(values[0]);
  std::int64_t max = min;
  for (std::size_t i = 1; i < n; i++) {
    const std::int64_t v = static_cast<std::int64_t>(values[i]);
    min = v < min ? v : min;
    max = v > max ? v : max;
  }
  return {min, max};
}

inline void subtract(std::uint64_t* values, std::size_t n, std::uint64_t base) {
  for (std::size_t i = 0; i < n; i++) values[i] -= base;
}

inline Bounds differences(const std::uint64_t* q, std::size_t n, std::uint64_t* out) {
  std::int64_t min = static_cast<std::int64_t>(q[0] - q[-1]);
  std::int64_t max = min;
  for (std::size_t i = 0; i < n; i++) {
    const std::int64_t d = static_cast<std::int64_t>(q[i] - q[static_cast<std::ptrdiff_t>(i) - 1]);
    min = d < min ? d : min;
    max = d > max ? d : max;
    out[i] = static_cast<std::uint64_t>(d);
  }
  return {min, max};
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

inline constexpr double exact_limit = 9007199254740992.0;

inline std::size_t load_numbers(const double* values, std::size_t n, std::uint64_t base, std::uint64_t* x) {
  for (std::size_t i = 0; i < n; i++) {
    const double value = values[i];
    if (!(value < exact_limit && value > -exact_limit)) return i;
    const std::int64_t integer = static_cast<std::int64_t>(value);
    if (static_cast<double>(integer) != value) return i;
    x[i] = static_cast<std::uint64_t>(integer) + base;
  }
  return n;
}

inline std::size_t store_numbers(const std::uint64_t* x, std::size_t n, std::uint64_t base, double* values) {
  constexpr std::uint64_t limit = (std::uint64_t{1} << 53) - 1;
  for (std::size_t i = 0; i < n; i++) {
    const std::uint64_t offset = x[i] - base;
    if (offset + limit > 2 * limit) return i;
    values[i] = static_cast<double>(static_cast<std::int64_t>(offset));
  }
  return n;
}

inline constexpr PackingTable packing_table = {
    count_bits, pack_block, unpack_block,      bounds,     subtract,     differences,
    zigzag,     scale,      accumulate_zigzag, accumulate, load_numbers, store_numbers,
};
