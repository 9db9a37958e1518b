// Specified by src/compute/reference/cross-section/standardize.ts.

inline void cs_demean(const KernelCall& call) {
  for_rows(call, [&](const double* x, double* out) {
    const F64 mean = broadcast(mean_row(x, call.cols, count_row(x, call.cols)));
    map_row(x, out, call.cols, [=](F64 v) { return v - mean; });
  });
}

inline void cs_scale(const KernelCall& call) {
  for_rows(call, [&](const double* x, double* out) {
    const F64 total = broadcast(sum_row(x, call.cols, [](F64 v) { return absolute(v); }));
    map_row(x, out, call.cols, [=](F64 v) { return v / total; });
  });
}

inline void cs_minmax(const KernelCall& call) {
  for_rows(call, [&](const double* x, double* out) {
    F64 low = broadcast(__builtin_inf()), high = broadcast(-__builtin_inf());
    for_row(x, call.cols, [&](F64 v, std::size_t) {
      low = select(v < low, v, low);
      high = select(high < v, v, high);
    });
    double lows[F64::lanes], highs[F64::lanes];
    store(lows, low), store(highs, high);
    for (std::size_t i = 1; i < F64::lanes; i++) {
      if (lows[i] < lows[0]) lows[0] = lows[i];
      if (highs[i] > highs[0]) highs[0] = highs[i];
    }
    const F64 min = broadcast(lows[0]), span = broadcast(highs[0] - lows[0]);
    map_row(x, out, call.cols, [=](F64 v) { return (v - min) / span; });
  });
}

inline void cs_zscore(const KernelCall& call) {
  const double ddof = call.args[0];
  const FlatRows flat = static_cast<FlatRows>(call.args[1]);
  for_rows(call, [&](const double* x, double* out) {
    const double count = count_row(x, call.cols);
    const double mean = mean_row(x, call.cols, count);
    const double deviation = deviation_row(x, call.cols, count, mean, ddof);
    const F64 about = broadcast(mean);
    const F64 divisor = broadcast(deviation == 0 && flat == FlatRows::zero ? 1.0 : deviation);
    map_row(x, out, call.cols, [=](F64 v) { return (v - about) / divisor; });
  });
}
