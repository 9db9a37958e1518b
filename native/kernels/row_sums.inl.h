// Sums over one row of a panel, in the order that src/compute/reference/cross-section/row.ts lays down.

inline constexpr std::size_t row_partials = 8;

/** body(v, part) for every vector of the row, `part` counting vectors of a group of partial sums; what lies
 * behind the end is missing. */
template <class Body>
void for_row(const double* x, std::size_t n, Body body) {
  constexpr std::size_t parts = row_partials / F64::lanes;
  std::size_t c = 0;
  for (; c + row_partials <= n; c += row_partials)
    for (std::size_t p = 0; p < parts; p++) body(load(x + c + p * F64::lanes), p);
  if (c == n) return;
  double tail[row_partials];
  for (std::size_t i = 0; i < row_partials; i++) tail[i] = c + i < n ? x[c + i] : __builtin_nan("");
  for (std::size_t p = 0; p < parts; p++) body(load(tail + p * F64::lanes), p);
}

/** The partial sums of a row, added pairwise. */
inline double sum_partials(const F64 (&sums)[row_partials / F64::lanes]) {
  double partial[row_partials];
  for (std::size_t p = 0; p < row_partials / F64::lanes; p++) store(partial + p * F64::lanes, sums[p]);
  for (std::size_t half = row_partials / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; i++) partial[i] += partial[i + half];
  return partial[0];
}

/** The sum of f over the valid values. */
template <class Function>
double sum_row(const double* x, std::size_t n, Function f) {
  constexpr std::size_t parts = row_partials / F64::lanes;
  F64 sums[parts];
  for (F64& sum : sums) sum = broadcast(0.0);
  for_row(x, n, [&](F64 v, std::size_t p) { sums[p] = sums[p] + keep(!is_missing(v), f(v)); });
  return sum_partials(sums);
}

inline double count_row(const double* x, std::size_t n) {
  return sum_row(x, n, [](F64) { return broadcast(1.0); });
}

/** The first valid value, or 0 if that is infinite or there is none. */
inline double anchor_row(const double* x, std::size_t n) {
  for (std::size_t c = 0; c < n; c++)
    if (x[c] == x[c]) return __builtin_isinf(x[c]) ? 0 : x[c];
  return 0;
}

/** Mean about the first valid value, or about 0 if that is infinite. */
inline double mean_row(const double* x, std::size_t n, double count) {
  const double anchor = anchor_row(x, n);
  const F64 about = broadcast(anchor);
  return anchor + sum_row(x, n, [=](F64 v) { return v - about; }) / count;
}

/** The standard deviation about a mean; missing for no more than `ddof` values. */
inline double deviation_row(const double* x, std::size_t n, double count, double mean, double ddof) {
  if (count <= ddof) return __builtin_nan("");
  const F64 about = broadcast(mean);
  const double squares = sum_row(x, n, [=](F64 v) { return (v - about) * (v - about); });
  return __builtin_sqrt(squares / (count - ddof));
}

/** out = f(x) over one row. */
template <class Function>
void map_row(const double* x, double* out, std::size_t n, Function f) {
  for_columns(0, n, [&](auto lanes, std::size_t c) { lanes.put(out + c, f(lanes.get(x + c))); });
}

/** row(x, out) for every row of a kernel of one input. */
template <class Row>
void for_rows(const KernelCall& call, Row row) {
  for (std::size_t r = 0; r < call.rows; r++) row(call.in[0].row(r), call.out[0].row(r));
}
