// Specified by src/compute/reference/rolling/trends.ts.

/** Sums of distances x from the anchor and of rows t: x, tx, t and, as far as `count` reaches, tt and xx. */
template <int count>
struct TrendSums {
  static constexpr int inputs = 1;
  static constexpr int fields = count;
  static constexpr bool anchored = true;
  static F64 empty(int) { return broadcast(0.0); }

  template <bool newer>
  static void add(F64 (&sums)[fields], const F64 (&distance)[inputs], Mask valid, F64 slot) {
    const F64 x = distance[0], t = keep(valid, slot);
    sums[0] = sums[0] + x;
    sums[1] = sums[1] + t * x;
    sums[2] = sums[2] + t;
    if constexpr (fields >= 4) sums[3] = sums[3] + t * t;
    if constexpr (fields >= 5) sums[4] = sums[4] + x * x;
  }

  static void join(F64 (&sums)[fields], const F64 (&s)[fields], const SuffixPart<inputs>& part) {
    const F64 d = part.shift[0], two = broadcast(2.0);
    const F64 nd = part.count * d;
    sums[0] = sums[0] + keep(part.exists, s[0] + nd);
    sums[1] = sums[1] + keep(part.exists, s[1] + d * s[2]);
    sums[2] = sums[2] + keep(part.exists, s[2]);
    if constexpr (fields >= 4) sums[3] = sums[3] + keep(part.exists, s[3]);
    if constexpr (fields >= 5) sums[4] = sums[4] + keep(part.exists, s[4] + d * (two * s[0] + nd));
  }
};

/** The sums of products tx and tt about the means. */
struct TrendAboutMeans {
  F64 tx, tt;

  template <class Window>
  explicit TrendAboutMeans(const Window& w) {
    const F64 mean_t = w.sums[2] / w.count;
    tx = w.sums[1] - mean_t * w.sums[0];
    tt = w.sums[3] - mean_t * w.sums[2];
  }
};

inline void rolling_wma(const KernelCall& call) {
  two_stack<TrendSums<3>>(call, [](const auto& w) {
    const F64 raise = w.before + broadcast(1.0);
    return w.anchor[0] + (w.sums[1] + raise * w.sums[0]) / (w.sums[2] + raise * w.count);
  });
}

inline void rolling_slope(const KernelCall& call) {
  two_stack<TrendSums<4>>(call, [](const auto& w) {
    const TrendAboutMeans m(w);
    return select(broadcast(0.0) < m.tt, finite_or_missing(m.tx / m.tt), missing_value());
  });
}

inline void rolling_rsquare(const KernelCall& call) {
  two_stack<TrendSums<5>>(call, [](const auto& w) {
    const F64 zero = broadcast(0.0), one = broadcast(1.0);
    const TrendAboutMeans m(w);
    const F64 xx = squares_about_mean(w.count, w.sums[0], w.sums[4]);
    const F64 share = (m.tx / m.tt) * (m.tx / xx);
    const F64 clipped = select(one < share, one, finite_or_missing(share));
    return select((zero < m.tt) & (zero < xx), clipped, missing_value());
  });
}

inline void rolling_residual(const KernelCall& call) {
  two_stack<TrendSums<4>>(call, [](const auto& w) {
    const TrendAboutMeans m(w);
    const F64 fitted = w.sums[0] / w.count + (m.tx / m.tt) * (w.slot - w.sums[2] / w.count);
    const F64 residual = finite_or_missing(w.newest[0] - w.anchor[0] - fitted);
    return select(broadcast(0.0) < m.tt, residual, missing_value());
  });
}
