/** Sums of the first `order` powers of the distance from the anchor: a family of two_stack.inl.h. */
template <int order>
struct PowerSums {
  static constexpr int inputs = 1;
  static constexpr int fields = order;

  static void add(F64 (&sums)[fields], const F64 (&distance)[inputs]) {
    F64 power = distance[0];
    sums[0] = sums[0] + power;
    for (int k = 1; k < order; k++) {
      power = power * distance[0];
      sums[k] = sums[k] + power;
    }
  }

  /** The suffix, of `count` rows, with every value moved by `shift`: the binomial theorem. */
  static void move(F64 (&s)[fields], F64 count, const F64 (&shift)[inputs]) {
    const F64 d = shift[0];
    const F64 nd = count * d;
    const F64 two = broadcast(2.0), three = broadcast(3.0), four = broadcast(4.0), six = broadcast(6.0);
    if constexpr (order >= 4) s[3] = s[3] + d * (four * s[2] + d * (six * s[1] + d * (four * s[0] + nd)));
    if constexpr (order >= 3) s[2] = s[2] + d * (three * s[1] + d * (three * s[0] + nd));
    if constexpr (order >= 2) s[1] = s[1] + d * (two * s[0] + nd);
    s[0] = s[0] + nd;
  }
};
