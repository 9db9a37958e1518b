// Specified by src/compute/reference/rolling/pairs.ts.

/** Sums of distances x and y from their anchors: x, y, xy and, as far as `count` reaches, xx and yy. */
template <int count>
struct CoMoments {
  static constexpr int inputs = 2;
  static constexpr int fields = count;
  static constexpr bool anchored = true;
  static F64 empty(int) { return broadcast(0.0); }

  template <bool newer>
  static void add(F64 (&sums)[fields], const F64 (&distance)[inputs], Mask, F64) {
    const F64 x = distance[0], y = distance[1];
    sums[0] = sums[0] + x;
    sums[1] = sums[1] + y;
    sums[2] = sums[2] + x * y;
    if constexpr (fields >= 4) sums[3] = sums[3] + x * x;
    if constexpr (fields >= 5) sums[4] = sums[4] + y * y;
  }

  static void join(F64 (&sums)[fields], const F64 (&s)[fields], const SuffixPart<inputs>& part) {
    const F64 dx = part.shift[0], dy = part.shift[1], two = broadcast(2.0);
    const F64 ndx = part.count * dx, ndy = part.count * dy;
    sums[0] = sums[0] + keep(part.exists, s[0] + ndx);
    sums[1] = sums[1] + keep(part.exists, s[1] + ndy);
    sums[2] = sums[2] + keep(part.exists, s[2] + (dx * s[1] + dy * (s[0] + ndx)));
    if constexpr (fields >= 4) sums[3] = sums[3] + keep(part.exists, s[3] + dx * (two * s[0] + ndx));
    if constexpr (fields >= 5) sums[4] = sums[4] + keep(part.exists, s[4] + dy * (two * s[1] + ndy));
  }
};

/** The sum of products about the means. */
template <int count>
F64 products_about_means(const RollingWindow<CoMoments<count>>& w) {
  return w.sums[2] - w.sums[0] * w.sums[1] / w.count;
}

inline void rolling_cov(const KernelCall& call) {
  const F64 ddof = broadcast(call.args[2]);
  two_stack<CoMoments<3>>(call, [=](const auto& w) {
    const F64 cov = finite_or_missing(products_about_means(w) / (w.count - ddof));
    return select(w.count <= ddof, missing_value(), cov);
  });
}

inline void rolling_beta(const KernelCall& call) {
  two_stack<CoMoments<4>>(call, [](const auto& w) {
    const F64 xx = squares_about_mean(w.count, w.sums[0], w.sums[3]);
    const F64 slope = finite_or_missing(products_about_means(w) / xx);
    return select(broadcast(0.0) < xx, slope, missing_value());
  });
}

inline void rolling_corr(const KernelCall& call) {
  two_stack<CoMoments<5>>(call, [](const auto& w) {
    const F64 zero = broadcast(0.0), one = broadcast(1.0), minus_one = broadcast(-1.0);
    const F64 xx = squares_about_mean(w.count, w.sums[0], w.sums[3]);
    const F64 yy = squares_about_mean(w.count, w.sums[1], w.sums[4]);
    const F64 r = products_about_means(w) / (square_root(xx) * square_root(yy));
    const F64 clipped = select(one < r, one, select(r < minus_one, minus_one, finite_or_missing(r)));
    return select((zero < xx) & (zero < yy), clipped, missing_value());
  });
}
