// Specified by src/compute/reference/cross-section/winsorize.ts.

struct Limits {
  double low, high;
};

/** Sorts values that are not missing; needs room for as many entries twice. */
inline void sort_values(double* values, std::size_t n, RankEntry* room) {
  for (std::size_t i = 0; i < n; i++) room[i] = {rank_key(values[i]), i};
  const RankEntry* sorted = sort_entries(room, room + n, n);
  for (std::size_t i = 0; i < n; i++) values[i] = rank_value(sorted[i].key);
}

/** The limits of one row from its finite values, which it may reorder. */
inline Limits winsorize_limits(WinsorizeMethod method, double limit, double* finite, std::size_t n,
                               RankEntry* room) {
  if (method == WinsorizeMethod::sigma) {
    const double count = static_cast<double>(n);
    const double mean = mean_row(finite, n, count);
    const double reach = limit * deviation_row(finite, n, count, mean, 1);
    return {mean - reach, mean + reach};
  }
  sort_values(finite, n, room);
  if (method == WinsorizeMethod::quantile)
    return {sorted_quantile(finite, n, limit), sorted_quantile(finite, n, 1 - limit)};
  const double median = sorted_quantile(finite, n, 0.5);
  for (std::size_t i = 0; i < n; i++) finite[i] = __builtin_fabs(finite[i] - median);
  sort_values(finite, n, room);
  constexpr double mad_to_sigma = 1.4826;
  const double reach = limit * mad_to_sigma * sorted_quantile(finite, n, 0.5);
  return {median - reach, median + reach};
}

inline void cs_winsorize(const KernelCall& call) {
  const WinsorizeMethod method = static_cast<WinsorizeMethod>(call.args[0]);
  double* finite = call.scratch;
  RankEntry* room = reinterpret_cast<RankEntry*>(call.scratch + call.cols);
  for_rows(call, [&](const double* x, double* out) {
    std::size_t n = 0;
    for (std::size_t c = 0; c < call.cols; c++) {
      finite[n] = x[c];
      n += __builtin_isfinite(x[c]) ? 1 : 0;
    }
    const Limits limits = winsorize_limits(method, call.reals[0], finite, n, room);
    const F64 low = broadcast(limits.low), high = broadcast(limits.high);
    map_row(x, out, call.cols, [=](F64 v) { return select(v < low, low, select(high < v, high, v)); });
  });
}
