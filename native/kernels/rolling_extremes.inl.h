// Specified by src/compute/reference/rolling/extremes.ts.

struct Smaller {
  static Mask beats(F64 a, F64 b) { return a < b; }
  static Mask ties_or_beats(F64 a, F64 b) { return a <= b; }
};
struct Larger {
  static Mask beats(F64 a, F64 b) { return b < a; }
  static Mask ties_or_beats(F64 a, F64 b) { return b <= a; }
};

/** The extreme value and its row, counted from the beginning of the current block; of equal ones the oldest.
 */
template <class Order>
struct Extremes {
  static constexpr int inputs = 1;
  static constexpr int fields = 2;
  static constexpr bool anchored = false;
  /** Every comparison with NaN is false: no row at all is beaten by any. */
  static F64 empty(int field) { return field == 0 ? missing_value() : broadcast(0.0); }

  template <bool newer>
  static void add(F64 (&sums)[fields], const F64 (&x)[inputs], Mask valid, F64 slot) {
    const Mask stays = newer ? Order::ties_or_beats(sums[0], x[0]) : Order::beats(sums[0], x[0]);
    const Mask take = valid & !stays;
    sums[0] = select(take, x[0], sums[0]);
    sums[1] = select(take, slot, sums[1]);
  }

  static void join(F64 (&sums)[fields], const F64 (&suffix)[fields], const SuffixPart<inputs>& part) {
    const Mask take = part.exists & !Order::beats(sums[0], suffix[0]);
    sums[0] = select(take, suffix[0], sums[0]);
    sums[1] = select(take, suffix[1], sums[1]);
  }
};

template <class Order>
void rolling_extreme(const KernelCall& call) {
  two_stack<Extremes<Order>>(call, [](const auto& w) { return w.sums[0]; });
}

template <class Order>
void rolling_place(const KernelCall& call) {
  two_stack<Extremes<Order>>(call, [](const auto& w) { return w.sums[1] + w.before + broadcast(1.0); });
}

inline void rolling_min(const KernelCall& call) { rolling_extreme<Smaller>(call); }
inline void rolling_max(const KernelCall& call) { rolling_extreme<Larger>(call); }
inline void rolling_argmin(const KernelCall& call) { rolling_place<Smaller>(call); }
inline void rolling_argmax(const KernelCall& call) { rolling_place<Larger>(call); }
