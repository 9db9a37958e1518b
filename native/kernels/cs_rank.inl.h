/** A value of one row as an integer of the same order, and its column. */
struct RankEntry {
  std::uint64_t key;
  std::uint64_t column;
};

/** Order-preserving bits of a double that is not NaN; -0 and 0 have the same. */
inline std::uint64_t rank_key(double x) {
  const std::uint64_t raw = std::bit_cast<std::uint64_t>(x + 0.0);  // -0 + 0 is 0
  const std::uint64_t sign = std::uint64_t{1} << 63;
  return raw & sign ? ~raw : raw | sign;
}

/** The value whose key this is. */
inline double rank_value(std::uint64_t key) {
  const std::uint64_t sign = std::uint64_t{1} << 63;
  return std::bit_cast<double>(key & sign ? key ^ sign : ~key);
}

/** Stable; short rows only. */
inline void insertion_sort(RankEntry* a, std::size_t n) {
  for (std::size_t i = 1; i < n; i++) {
    const RankEntry entry = a[i];
    std::size_t j = i;
    for (; j > 0 && a[j - 1].key > entry.key; j--) a[j] = a[j - 1];
    a[j] = entry;
  }
}

/** Stable least-significant-digit radix sort; digits that are equal in all keys are skipped. Returns a or b.
 */
inline RankEntry* radix_sort(RankEntry* a, RankEntry* b, std::size_t n) {
  constexpr int digits = 8, radix = 256;
  std::uint32_t counts[digits][radix] = {};
  for (std::size_t i = 0; i < n; i++)
    for (int d = 0; d < digits; d++) counts[d][a[i].key >> (8 * d) & 255]++;
  for (int d = 0; d < digits; d++) {
    std::uint32_t* count = counts[d];
    if (count[a[0].key >> (8 * d) & 255] == n) continue;
    std::uint32_t place = 0;
    for (int v = 0; v < radix; v++) {
      const std::uint32_t here = count[v];
      count[v] = place;
      place += here;
    }
    for (std::size_t i = 0; i < n; i++) b[count[a[i].key >> (8 * d) & 255]++] = a[i];
    RankEntry* sorted = b;
    b = a;
    a = sorted;
  }
  return a;
}

/** Sorts entries by key, equal ones as they stand, with room for as many. Returns a or b. */
inline RankEntry* sort_entries(RankEntry* a, RankEntry* b, std::size_t n) {
  if (n >= 48) return radix_sort(a, b, n);
  insertion_sort(a, n);
  return a;
}

/** Writes the ranks of sorted entries and returns the number of groups of equal values. */
inline std::size_t write_ranks(const RankEntry* sorted, std::size_t n, RankMethod method, double* out) {
  std::size_t groups = 0;
  for (std::size_t first = 0; first < n; groups++) {
    std::size_t end = first + 1;
    while (end < n && sorted[end].key == sorted[first].key) end++;
    double rank = 0;
    switch (method) {
      case RankMethod::min:
        rank = static_cast<double>(first + 1);
        break;
      case RankMethod::max:
        rank = static_cast<double>(end);
        break;
      case RankMethod::dense:
        rank = static_cast<double>(groups + 1);
        break;
      default:
        rank = static_cast<double>(first + 1 + end) / 2;
        break;
    }
    for (std::size_t i = first; i < end; i++)
      out[sorted[i].column] = method == RankMethod::ordinal ? static_cast<double>(i + 1) : rank;
    first = end;
  }
  return groups;
}

inline void cs_rank(const KernelCall& call) {
  const RankMethod method = static_cast<RankMethod>(call.args[0]);
  const RankScale scale = static_cast<RankScale>(call.args[1]);
  RankEntry* a = reinterpret_cast<RankEntry*>(call.scratch);
  RankEntry* b = a + call.cols;
  for (std::size_t r = 0; r < call.rows; r++) {
    const double* x = call.in[0].row(r);
    double* out = call.out[0].row(r);
    std::size_t n = 0;
    for (std::size_t c = 0; c < call.cols; c++) {
      out[c] = __builtin_nan("");
      a[n] = {rank_key(x[c]), c};
      n += x[c] == x[c];
    }
    if (n == 0) continue;
    const std::size_t groups = write_ranks(sort_entries(a, b, n), n, method, out);
    if (scale == RankScale::rank) continue;
    const double offset = scale == RankScale::centred ? 0.5 : 0.0;
    const double count = static_cast<double>(method == RankMethod::dense ? groups : n);
    for (std::size_t c = 0; c < call.cols; c++) out[c] = (out[c] - offset) / count;
  }
}
