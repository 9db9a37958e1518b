// Specified by src/compute/reference/rolling/ols.ts.

/** Sums of `count` values, y first, then of the products of every two of them: a family of two_stack.inl.h.
 */
template <int count>
struct JointMoments {
  static constexpr int inputs = count;
  static constexpr int fields = count + count * (count + 1) / 2;
  static constexpr bool anchored = true;
  static F64 empty(int) { return broadcast(0.0); }

  template <bool newer>
  static void add(F64 (&sums)[fields], const F64 (&distance)[inputs], Mask, F64) {
    for (int a = 0; a < count; a++) sums[a] = sums[a] + distance[a];
    int f = count;
    for (int a = 0; a < count; a++)
      for (int b = a; b < count; b++, f++) sums[f] = sums[f] + distance[a] * distance[b];
  }

  static void join(F64 (&sums)[fields], const F64 (&s)[fields], const SuffixPart<inputs>& part) {
    int f = count;
    for (int a = 0; a < count; a++) {
      const F64 da = part.shift[a], nda = part.count * da;
      sums[a] = sums[a] + keep(part.exists, s[a] + nda);
      for (int b = a; b < count; b++, f++) {
        const F64 db = part.shift[b];
        sums[f] = sums[f] + keep(part.exists, s[f] + (da * s[b] + db * (s[a] + nda)));
      }
    }
  }
};

/** The normal equations of one window, solved by L D L' in the order of the regressors; place 0 is y. */
template <int count>
struct OlsSolution {
  F64 gram[count][count];  // upper triangle
  F64 lower[count][count];
  F64 left[count], right[count], slopes[count];
  F64 explained;
  Mask defined, kept[count];

  explicit OlsSolution(const RollingWindow<JointMoments<count>>& w) {
    int f = count;
    defined = broadcast(static_cast<double>(count)) <= w.count;
    for (int a = 0; a < count; a++)
      for (int b = a; b < count; b++, f++) {
        gram[a][b] = a == b ? squares_about_mean(w.count, w.sums[a], w.sums[f])
                            : w.sums[f] - w.sums[a] * w.sums[b] / w.count;
        defined = defined & !is_missing(gram[a][b]);
      }
    eliminate();
  }

  void eliminate() {
    const F64 zero = broadcast(0.0), tolerance = broadcast(1e-12);
    explained = zero;
    for (int j = 1; j < count; j++) {
      left[j] = gram[j][j];
      right[j] = gram[0][j];
      for (int m = 1; m < j; m++) {
        left[j] = left[j] - lower[j][m] * lower[j][m] * left[m];
        right[j] = right[j] - lower[j][m] * right[m];
      }
      kept[j] = tolerance * gram[j][j] < left[j];
      slopes[j] = keep(kept[j], right[j] / left[j]);
      for (int i = j + 1; i < count; i++) {
        F64 product = gram[j][i];
        for (int m = 1; m < j; m++) product = product - lower[i][m] * lower[j][m] * left[m];
        lower[i][j] = keep(kept[j], product / left[j]);
      }
    }
    for (int j = 1; j < count; j++) explained = explained + slopes[j] * right[j];
    for (int j = count - 2; j >= 1; j--) {
      for (int i = j + 1; i < count; i++) slopes[j] = slopes[j] - lower[i][j] * slopes[i];
      slopes[j] = keep(kept[j], slopes[j]);
    }
  }

  F64 intercept(const RollingWindow<JointMoments<count>>& w) const {
    F64 rest = w.sums[0] / w.count;
    for (int j = 1; j < count; j++) rest = rest - slopes[j] * (w.anchor[j] + w.sums[j] / w.count);
    return w.anchor[0] + rest;
  }

  F64 residual(const RollingWindow<JointMoments<count>>& w) const {
    F64 rest = w.newest[0] - w.anchor[0] - w.sums[0] / w.count;
    for (int j = 1; j < count; j++)
      rest = rest - slopes[j] * (w.newest[j] - w.anchor[j] - w.sums[j] / w.count);
    return rest;
  }

  F64 rsquare() const {
    const F64 zero = broadcast(0.0), one = broadcast(1.0);
    const F64 share = explained / gram[0][0];
    return select(zero < gram[0][0], select(one < share, one, select(share < zero, zero, share)),
                  missing_value());
  }
};

template <int count>
void roll_ols(const KernelCall& call) {
  const auto& args = *reinterpret_cast<const OlsArgs*>(call.args);
  const OlsResult result = static_cast<OlsResult>(args.result);
  const std::uint32_t of = args.of;
  two_stack<JointMoments<count>>(call, [=](const auto& w) {
    const OlsSolution<count> solution(w);
    F64 value = solution.slopes[of];
    if (result == OlsResult::intercept) value = solution.intercept(w);
    if (result == OlsResult::residual) value = solution.residual(w);
    if (result == OlsResult::rsquare) value = solution.rsquare();
    return select(solution.defined, finite_or_missing(value), missing_value());
  });
}

inline void rolling_ols(const KernelCall& call) {
  switch (call.args[2]) {
    case 1:
      return roll_ols<2>(call);
    case 2:
      return roll_ols<3>(call);
    case 3:
      return roll_ols<4>(call);
    default:
      return roll_ols<5>(call);
  }
}
