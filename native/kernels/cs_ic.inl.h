// Specified by src/compute/reference/cross-section/information.ts.

/** The values of both rows at the places where neither is missing; how many. */
inline std::size_t take_pairs(const double* x, const double* y, std::size_t cols, double* to_x,
                              double* to_y) {
  std::size_t n = 0;
  for (std::size_t c = 0; c < cols; c++) {
    to_x[n] = x[c];
    to_y[n] = y[c];
    n += x[c] == x[c] && y[c] == y[c] ? 1 : 0;
  }
  return n;
}

/** Values become their average ranks. */
inline void rank_values(double* values, std::size_t n, RankEntry* room) {
  for (std::size_t i = 0; i < n; i++) room[i] = {rank_key(values[i]), i};
  if (n > 0) write_ranks(sort_entries(room, room + n, n), n, RankMethod::average, values);
}

/** Values become their distances from their mean; the sum of squares of these. */
inline double centre(double* values, std::size_t n) {
  const F64 mean = broadcast(mean_row(values, n, static_cast<double>(n)));
  map_row(values, values, n, [=](F64 v) { return v - mean; });
  return dot(values, values, n);
}

inline double pearson(double* x, double* y, std::size_t n) {
  const double xx = centre(x, n), yy = centre(y, n);
  if (!(xx > 0 && yy > 0)) return __builtin_nan("");
  const double r = dot(x, y, n) / (__builtin_sqrt(xx) * __builtin_sqrt(yy));
  return r > 1 ? 1 : r < -1 ? -1 : r;
}

inline void cs_ic(const KernelCall& call) {
  const std::size_t cols = call.cols;
  double* const x = call.scratch;
  double* const y = x + cols;
  RankEntry* const room = reinterpret_cast<RankEntry*>(y + cols);
  const bool ranked = static_cast<IcMethod>(call.args[0]) == IcMethod::rank;
  for (std::size_t r = 0; r < call.rows; r++) {
    const std::size_t n = take_pairs(call.in[0].row(r), call.in[1].row(r), cols, x, y);
    double& out = *call.out[0].row(r);
    if (n < call.args[1]) {
      out = __builtin_nan("");
      continue;
    }
    if (ranked) rank_values(x, n, room), rank_values(y, n, room);
    out = pearson(x, y, n);
  }
}
