/** Sums of the first `order` powers of the distance from the anchor: a family of two_stack.inl.h. */
template <int order>
struct PowerSums {
  static constexpr int inputs = 1;
  static constexpr int fields = order;
  static constexpr bool anchored = true;
  static F64 empty(int) { return broadcast(0.0); }

  template <bool newer>
  static void add(F64 (&sums)[fields], const F64 (&distance)[inputs], Mask, F64) {
    F64 power = distance[0];
    sums[0] = sums[0] + power;
    for (int k = 1; k < order; k++) {
      power = power * distance[0];
      sums[k] = sums[k] + power;
    }
  }

  /** Binomial theorem: the sum of (x + d)^k over the suffix from its sums of x^j, j <= k. */
  static void join(F64 (&sums)[fields], const F64 (&s)[fields], const SuffixPart<inputs>& part) {
    const F64 d = part.shift[0];
    const F64 nd = part.count * d;
    const F64 two = broadcast(2.0), three = broadcast(3.0), four = broadcast(4.0), six = broadcast(6.0);
    sums[0] = sums[0] + keep(part.exists, s[0] + nd);
    if constexpr (order >= 2) sums[1] = sums[1] + keep(part.exists, s[1] + d * (two * s[0] + nd));
    if constexpr (order >= 3)
      sums[2] = sums[2] + keep(part.exists, s[2] + d * (three * s[1] + d * (three * s[0] + nd)));
    if constexpr (order >= 4)
      sums[3] =
          sums[3] + keep(part.exists, s[3] + d * (four * s[2] + d * (six * s[1] + d * (four * s[0] + nd))));
  }
};

/** The sum of squares about the mean. */
inline F64 squares_about_mean(F64 count, F64 sum, F64 squares) {
  const F64 result = squares - sum * sum / count;
  return select(result < broadcast(0.0), broadcast(0.0), finite_or_missing(result));
}
