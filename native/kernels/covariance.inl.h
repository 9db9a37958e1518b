// Specified by src/compute/reference/covariance/sample.ts.

/** Entries (i, j) of an n x n matrix that a tile holds: `tile_rows` times two vectors. */
inline constexpr std::size_t tile_rows = 4;

/**
 * update(entry, r, i, lanes, j) for every entry on or above the diagonal (or all) and every row r from 0 on,
 * in that order of rows, with the entries in registers.
 */
template <bool whole, class Update>
void update_matrix(double* matrix, std::size_t n, std::size_t rows, Update update) {
  constexpr std::size_t width = 2 * F64::lanes;
  const auto tile = [&](auto lanes, std::size_t i, std::size_t j) {
    F64 entries[tile_rows];
    const std::size_t end = n - i < tile_rows ? n - i : tile_rows;
    for (std::size_t k = 0; k < end; k++) entries[k] = lanes.get(matrix + (i + k) * n + j);
    for (std::size_t r = 0; r < rows; r++)
      for (std::size_t k = 0; k < end; k++) entries[k] = update(entries[k], r, i + k, lanes, j);
    for (std::size_t k = 0; k < end; k++) lanes.put(matrix + (i + k) * n + j, entries[k]);
  };
  const auto wide_tile = [&](std::size_t i, std::size_t j) {
    const AllLanes lanes;
    F64 entries[tile_rows][2];
    for (std::size_t k = 0; k < tile_rows; k++)
      for (std::size_t v = 0; v < 2; v++) entries[k][v] = load(matrix + (i + k) * n + j + v * F64::lanes);
    for (std::size_t r = 0; r < rows; r++)
      for (std::size_t k = 0; k < tile_rows; k++)
        for (std::size_t v = 0; v < 2; v++)
          entries[k][v] = update(entries[k][v], r, i + k, lanes, j + v * F64::lanes);
    for (std::size_t k = 0; k < tile_rows; k++)
      for (std::size_t v = 0; v < 2; v++) store(matrix + (i + k) * n + j + v * F64::lanes, entries[k][v]);
  };
  for (std::size_t j = 0; j < n; j += width) {
    const std::size_t j_end = j + width < n ? j + width : n;
    for (std::size_t i = 0; i < (whole ? n : j_end); i += tile_rows)
      if (j_end - j == width && n - i >= tile_rows)
        wide_tile(i, j);
      else
        for_columns(j, j_end, [&](auto lanes, std::size_t at) { tile(lanes, i, at); });
  }
}

/** Whether all values of a row are finite. */
inline bool is_complete(const double* x, std::size_t n) {
  Mask missing = is_missing(broadcast(0.0));
  for_columns(0, n, [&](auto lanes, std::size_t c) {
    const F64 v = lanes.get(x + c);
    missing = missing | is_missing(v - v);
  });
  return !any(missing);
}

/** Writes a symmetric matrix from its entries on and above the diagonal; what is infinite becomes missing. */
template <class Entry>
void write_symmetric(const KernelCall& call, Entry entry) {
  for (std::size_t i = 0; i < call.cols; i++)
    for (std::size_t j = i; j < call.cols; j++) {
      double value = entry(i, j);
      if (!__builtin_isfinite(value)) value = __builtin_nan("");
      call.out[0].row(i)[j] = value;
      call.out[0].row(j)[i] = value;
    }
}

/** A sum of products about the means over the count less ddof. */
inline double divide_covariance(const KernelCall& call, double count, double products, bool diagonal) {
  if (count < call.args[2] || count <= call.args[1]) return __builtin_nan("");
  return (diagonal && products < 0 ? 0 : products) / (count - call.args[1]);
}

/** Adds the products of `rows` rows of a and b. */
template <bool whole>
void add_products(double* matrix, std::size_t n, std::size_t rows, const double* a, const double* b) {
  update_matrix<whole>(matrix, n, rows,
                       [=](F64 sum, std::size_t r, std::size_t i, auto lanes, std::size_t j) {
                         return sum + broadcast(a[r * n + i]) * lanes.get(b + r * n + j);
                       });
}

inline void complete_covariance(const KernelCall& call) {
  const std::size_t n = call.cols;
  double* const count = call.state;
  double* const anchors = count + 1;
  double* const sums = anchors + n;
  double* const products = sums + n;
  double* const distances = call.scratch;
  std::size_t kept = 0;
  for (std::size_t r = 0; r < call.rows; r++) {
    const double* x = call.in[0].row(r);
    if (is_complete(x, n)) {
      if (*count == 0) __builtin_memcpy(anchors, x, n * sizeof(double));
      ++*count;
      double* d = distances + kept++ * n;
      for_columns(0, n, [&](auto lanes, std::size_t c) {
        const F64 distance = lanes.get(x + c) - lanes.get(anchors + c);
        lanes.put(d + c, distance);
        lanes.put(sums + c, lanes.get(sums + c) + distance);
      });
    }
    if (kept == covariance_rows || r + 1 == call.rows) {
      add_products<false>(products, n, kept, distances, distances);
      kept = 0;
    }
  }
  write_symmetric(call, [&](std::size_t i, std::size_t j) {
    return divide_covariance(call, *count, products[i * n + j] - sums[i] * sums[j] / *count, i == j);
  });
}

inline void pairwise_covariance(const KernelCall& call) {
  const std::size_t n = call.cols;
  double* const anchors = call.state;
  double* const known = anchors + n;
  double* const counts = known + n;
  double* const products = counts + n * n;
  double* const sums = products + n * n;
  double* const distances = call.scratch;
  double* const there = distances + covariance_rows * n;
  for (std::size_t from = 0; from < call.rows; from += covariance_rows) {
    const std::size_t rows = call.rows - from < covariance_rows ? call.rows - from : covariance_rows;
    for (std::size_t r = 0; r < rows; r++) {
      const double* x = call.in[0].row(from + r);
      for (std::size_t c = 0; c < n; c++) {
        const bool finite = __builtin_isfinite(x[c]);
        if (finite && known[c] != 1) anchors[c] = x[c], known[c] = 1;
        there[r * n + c] = finite ? 1 : 0;
        distances[r * n + c] = finite ? x[c] - anchors[c] : 0;
      }
    }
    add_products<false>(counts, n, rows, there, there);
    add_products<false>(products, n, rows, distances, distances);
    add_products<true>(sums, n, rows, distances, there);
  }
  write_symmetric(call, [&](std::size_t i, std::size_t j) {
    const double count = counts[i * n + j];
    return divide_covariance(call, count, products[i * n + j] - sums[i * n + j] * sums[j * n + i] / count,
                             i == j);
  });
}

inline void covariance(const KernelCall& call) {
  if (static_cast<CovarianceRows>(call.args[0]) == CovarianceRows::complete)
    complete_covariance(call);
  else
    pairwise_covariance(call);
}
