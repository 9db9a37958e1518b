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

/** The weighted mean about the first valid value; missing where the weights do not add up to more than 0. */
inline double weighted_mean_row(const double* x, const double* weight, std::size_t n) {
  const double anchor = anchor_row(x, n);
  const F64 about = broadcast(anchor);
  const auto sum = [&](auto term) {
    return sum_places(n, [&](auto lanes, std::size_t c) {
      const F64 v = lanes.get(x + c);
      return keep(!is_missing(v), term(v, lanes.get(weight + c)));
    });
  };
  const double total = sum([](F64, F64 w) { return w; });
  if (!(total > 0)) return __builtin_nan("");
  return anchor + sum([=](F64 v, F64 w) { return w * (v - about); }) / total;
}

inline void cs_weighted_zscore(const KernelCall& call) {
  const double ddof = call.args[0];
  const FlatRows flat = static_cast<FlatRows>(call.args[1]);
  double* const x = call.scratch;
  for (std::size_t r = 0; r < call.rows; r++) {
    const double* weight = call.in[1].row(r);
    for_columns(0, call.cols, [&](auto lanes, std::size_t c) {
      const Mask without = is_missing(lanes.get(weight + c));
      lanes.put(x + c, select(without, missing_value(), lanes.get(call.in[0].row(r) + c)));
    });
    const double count = count_row(x, call.cols);
    const double deviation = deviation_row(x, call.cols, count, mean_row(x, call.cols, count), ddof);
    const F64 divisor = broadcast(deviation == 0 && flat == FlatRows::zero ? 1.0 : deviation);
    const F64 about = broadcast(weighted_mean_row(x, weight, call.cols));
    map_row(x, call.out[0].row(r), call.cols, [=](F64 v) { return (v - about) / divisor; });
  }
}
