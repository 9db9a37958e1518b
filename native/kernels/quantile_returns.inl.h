// Specified by src/compute/reference/cross-section/quantile-returns.ts.

/** The upper limits of all quantiles but the last. */
inline void quantile_limits(const double* sorted, std::size_t n, std::size_t quantiles, QuantileLimits limits,
                            double* upper) {
  const double count = static_cast<double>(quantiles);
  const double width = (sorted[n - 1] - sorted[0]) / count;
  for (std::size_t q = 0; q + 1 < quantiles; q++) {
    const double place = static_cast<double>(q + 1);
    upper[q] = limits == QuantileLimits::width ? sorted[0] + place * width
                                               : sorted_quantile(sorted, n, place / count);
  }
}

inline void quantile_returns(const KernelCall& call) {
  const std::size_t cols = call.cols, quantiles = call.args[0];
  const QuantileLimits limits = static_cast<QuantileLimits>(call.args[1]);
  double* const factor = call.scratch;
  double* const returns = factor + cols;
  double* const sorted = returns + cols;
  RankEntry* const room = reinterpret_cast<RankEntry*>(sorted + cols);
  double* const upper = sorted + 5 * cols;
  GroupSum* const sums = reinterpret_cast<GroupSum*>(upper + quantiles);
  for (std::size_t r = 0; r < call.rows; r++) {
    double* out = call.out[0].row(r);
    for (std::size_t q = 0; q < quantiles; q++) {
      out[q] = __builtin_nan("");
      sums[q] = {0, 0, 0};
    }
    const std::size_t n = take_pairs(call.in[0].row(r), call.in[1].row(r), cols, factor, returns);
    if (n == 0 || n < call.args[2]) continue;
    for (std::size_t i = 0; i < n; i++) sorted[i] = factor[i];
    sort_values(sorted, n, room);
    quantile_limits(sorted, n, quantiles, limits, upper);
    for (std::size_t i = 0; i < n; i++) {
      std::size_t q = 0;
      while (q + 1 < quantiles && !(factor[i] <= upper[q])) q++;
      if (sums[q].total == 0) sums[q].anchor = __builtin_isfinite(returns[i]) ? returns[i] : 0;
      sums[q].sum += returns[i] - sums[q].anchor;
      sums[q].total++;
    }
    for (std::size_t q = 0; q < quantiles; q++)
      if (sums[q].total > 0) out[q] = sums[q].anchor + sums[q].sum / sums[q].total;
  }
}
