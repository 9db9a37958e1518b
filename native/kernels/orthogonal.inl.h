// Least squares by modified Gram-Schmidt with pivoting, specified by
// src/compute/reference/regression/orthogonal.ts.

/** body(lanes, i) for every vector of n values; what lies behind the end loads as 0. The sum of its terms. */
template <class Term>
double sum_places(std::size_t n, Term term) {
  constexpr std::size_t parts = row_partials / F64::lanes;
  F64 sums[parts];
  for (F64& sum : sums) sum = broadcast(0.0);
  std::size_t i = 0;
  for (; i + row_partials <= n; i += row_partials)
    for (std::size_t p = 0; p < parts; p++) sums[p] = sums[p] + term(AllLanes{}, i + p * F64::lanes);
  for (std::size_t p = 0; i < n; p++, i += F64::lanes)
    sums[p] = sums[p] + (n - i < F64::lanes ? term(FirstLanes{n - i}, i) : term(AllLanes{}, i));
  return sum_partials(sums);
}

inline double dot(const double* a, const double* b, std::size_t n) {
  return sum_places(n, [=](auto lanes, std::size_t i) { return lanes.get(a + i) * lanes.get(b + i); });
}

/** Columns of n values that lie one after the other. */
struct Columns {
  double* data;
  std::size_t n;

  double* operator[](std::size_t j) const { return data + j * n; }
};

inline constexpr double rank_tolerance = 1e-20;
inline constexpr std::size_t most_columns = 64;

/** What was taken from y and from the columns: see `Fit` of the reference. */
struct Fit {
  std::uint32_t rank = 0;
  std::uint32_t pivots[most_columns];
  double of_y[most_columns];
  /** By pivot, a row of `count` multiples; null where nobody asks for them. */
  double* taken = nullptr;
};

/** Takes `multiple` times the pivot's column from another; the sum of squares of what is left. */
inline double take_column(double* from, const double* column, double multiple, std::size_t n) {
  const F64 times = broadcast(multiple);
  return sum_places(n, [=](auto lanes, std::size_t i) {
    const F64 left = lanes.get(from + i) - times * lanes.get(column + i);
    lanes.put(from + i, left);
    return left * left;
  });
}

/** y and the columns become what is left of them; `norms` are their first sums of squares. */
inline void orthogonalise(double* y, const Columns& columns, std::size_t count, const double* norms,
                          Fit& fit) {
  std::uint32_t rest[most_columns];
  double squares[most_columns];
  const std::size_t n = columns.n;
  for (std::uint32_t j = 0; j < count; j++) {
    rest[j] = j;
    squares[j] = dot(columns[j], columns[j], n);
  }
  fit.rank = 0;
  for (std::size_t left = count; left > 0; left--) {
    std::size_t best = left;
    double share = rank_tolerance;
    for (std::size_t i = 0; i < left; i++) {
      const double of_norm = squares[rest[i]] / norms[rest[i]];
      if (of_norm > share) best = i, share = of_norm;
    }
    if (best == left) return;
    const std::uint32_t pivot = rest[best];
    for (std::size_t i = best; i + 1 < left; i++) rest[i] = rest[i + 1];
    const double* column = columns[pivot];
    double* multiples = fit.taken == nullptr ? nullptr : fit.taken + fit.rank * count;
    for (std::size_t j = 0; multiples != nullptr && j < count; j++) multiples[j] = 0;
    for (std::size_t i = 0; i + 1 < left; i++) {
      const std::uint32_t j = rest[i];
      const double multiple = dot(column, columns[j], n) / squares[pivot];
      squares[j] = take_column(columns[j], column, multiple, n);
      if (multiples != nullptr) multiples[j] = multiple;
    }
    const double multiple = dot(column, y, n) / squares[pivot];
    take_column(y, column, multiple, n);
    fit.of_y[fit.rank] = multiple;
    fit.pivots[fit.rank++] = pivot;
  }
}

/** The coefficients where every column was kept. */
inline void back_substitute(const Fit& fit, std::size_t count, double* solution) {
  for (std::size_t i = count; i-- > 0;) {
    double value = fit.of_y[i];
    for (std::size_t j = i + 1; j < count; j++)
      value -= fit.taken[i * count + fit.pivots[j]] * solution[fit.pivots[j]];
    solution[fit.pivots[i]] = value;
  }
}

/** The solution of least norm: with M the multiples by pivot and column, M' (M M')^-1 c. */
inline void least_norm(const Fit& fit, std::size_t count, double* solution, double* lower) {
  const std::size_t rank = fit.rank;
  double t[most_columns];
  for (std::size_t i = 0; i < rank; i++) fit.taken[i * count + fit.pivots[i]] = 1;
  for (std::size_t i = 0; i < rank; i++)
    for (std::size_t j = 0; j <= i; j++) {
      double value = 0;
      for (std::size_t c = 0; c < count; c++) value += fit.taken[i * count + c] * fit.taken[j * count + c];
      for (std::size_t l = 0; l < j; l++) value -= lower[i * count + l] * lower[j * count + l];
      lower[i * count + j] = i == j ? __builtin_sqrt(value) : value / lower[j * count + j];
    }
  for (std::size_t i = 0; i < rank; i++) {
    t[i] = fit.of_y[i];
    for (std::size_t j = 0; j < i; j++) t[i] -= lower[i * count + j] * t[j];
    t[i] /= lower[i * count + i];
  }
  for (std::size_t i = rank; i-- > 0;) {
    for (std::size_t j = i + 1; j < rank; j++) t[i] -= lower[j * count + i] * t[j];
    t[i] /= lower[i * count + i];
  }
  for (std::size_t c = 0; c < count; c++) solution[c] = 0;
  for (std::size_t i = 0; i < rank; i++)
    for (std::size_t c = 0; c < count; c++) solution[c] += fit.taken[i * count + c] * t[i];
}

/** Coefficients on `count` columns; `lower` is room for as many squared. */
inline void coefficients(const Fit& fit, std::size_t count, double* solution, double* lower) {
  if (fit.rank == count)
    back_substitute(fit, count, solution);
  else
    least_norm(fit, count, solution, lower);
}
