// Specified by src/compute/reference/rolling/moments.ts.

inline void rolling_sum(const KernelCall& call) {
  two_stack<PowerSums<1>>(call, [](const auto& w) { return w.count * w.anchor[0] + w.sums[0]; });
}

inline void rolling_mean(const KernelCall& call) {
  two_stack<PowerSums<1>>(call, [](const auto& w) { return w.anchor[0] + w.sums[0] / w.count; });
}

/** The variance of a window of PowerSums<2>; missing for no more than `ddof` values. */
inline F64 window_variance(const RollingWindow<PowerSums<2>>& w, F64 ddof) {
  const F64 squares = squares_about_mean(w.count, w.sums[0], w.sums[1]);
  return select(w.count <= ddof, missing_value(), squares / (w.count - ddof));
}

inline void rolling_var(const KernelCall& call) {
  const F64 ddof = broadcast(call.args[2]);
  two_stack<PowerSums<2>>(call, [=](const auto& w) { return window_variance(w, ddof); });
}

inline void rolling_std(const KernelCall& call) {
  const F64 ddof = broadcast(call.args[2]);
  two_stack<PowerSums<2>>(call, [=](const auto& w) { return square_root(window_variance(w, ddof)); });
}

inline void rolling_zscore(const KernelCall& call) {
  const F64 ddof = broadcast(call.args[2]);
  two_stack<PowerSums<2>>(call, [=](const auto& w) {
    const F64 deviation = square_root(window_variance(w, ddof));
    return finite_or_missing((w.newest[0] - w.anchor[0] - w.sums[0] / w.count) / deviation);
  });
}

inline void rolling_skew(const KernelCall& call) {
  two_stack<PowerSums<3>>(call, [](const auto& w) {
    const F64 n = w.count, one = broadcast(1.0), two = broadcast(2.0), three = broadcast(3.0);
    const F64 mean = w.sums[0] / n;
    const F64 m2 = w.sums[1] - w.sums[0] * mean;
    const F64 m3 = w.sums[2] - mean * (three * w.sums[1] - two * mean * w.sums[0]);
    const F64 skew = n * square_root(n - one) / (n - two) * (m3 / (m2 * square_root(m2)));
    const Mask defined = (three <= n) & (broadcast(0.0) < m2);
    return select(defined, finite_or_missing(skew), missing_value());
  });
}

inline void rolling_kurt(const KernelCall& call) {
  two_stack<PowerSums<4>>(call, [](const auto& w) {
    const F64 n = w.count, one = broadcast(1.0), two = broadcast(2.0), three = broadcast(3.0);
    const F64 four = broadcast(4.0), six = broadcast(6.0);
    const F64 mean = w.sums[0] / n;
    const F64 m2 = w.sums[1] - w.sums[0] * mean;
    const F64 m4 =
        w.sums[3] - mean * (four * w.sums[2] - mean * (six * w.sums[1] - three * mean * w.sums[0]));
    const F64 g2 = n * m4 / (m2 * m2) - three;
    const F64 kurt = (n - one) / ((n - two) * (n - three)) * ((n + one) * g2 + six);
    const Mask defined = (four <= n) & (broadcast(0.0) < m2);
    return select(defined, finite_or_missing(kurt), missing_value());
  });
}
