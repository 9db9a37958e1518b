// Specified by src/compute/reference/rolling/decay-linear.ts.

struct RisingWeights {
  static constexpr int inputs = 1;
  static constexpr int fields = 2;
  static constexpr bool anchored = true;
  static F64 empty(int) { return broadcast(0.0); }

  template <bool newer>
  static void add(F64 (&sums)[fields], const F64 (&distance)[inputs], Mask, F64 slot) {
    sums[0] = sums[0] + distance[0];
    sums[1] = sums[1] + (newer ? (slot + broadcast(1.0)) * distance[0] : sums[0]);
  }

  static void join(F64 (&sums)[fields], const F64 (&suffix)[fields], const SuffixPart<inputs>& part) {
    const F64 weights = part.count * (part.count + broadcast(1.0)) * broadcast(0.5);
    sums[1] = sums[1] + keep(part.exists, suffix[1] + part.shift[0] * weights);
  }
};

inline void decay_linear(const KernelCall& call) {
  // The second argument is the window itself; the first may be shorter, and then no window gets full.
  const double window = call.args[1];
  const F64 total = broadcast(window * (window + 1) / 2);
  two_stack<RisingWeights>(call, [=](const auto& w) {
    // 0 times an infinity would be missing.
    const F64 raised = keep(broadcast(0.0) < w.before, w.before * w.sums[0]);
    return w.anchor[0] + (raised + w.sums[1]) / total;
  });
}
