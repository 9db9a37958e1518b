// Specified by src/compute/reference/rolling/products.ts.

struct Product {
  static constexpr int inputs = 1;
  static constexpr int fields = 1;
  static constexpr bool anchored = false;
  static F64 empty(int) { return broadcast(1.0); }

  template <bool newer>
  static void add(F64 (&sums)[fields], const F64 (&x)[inputs], Mask valid, F64) {
    sums[0] = select(valid, sums[0] * x[0], sums[0]);
  }
  static void join(F64 (&sums)[fields], const F64 (&suffix)[fields], const SuffixPart<inputs>& part) {
    sums[0] = select(part.exists, sums[0] * suffix[0], sums[0]);
  }
};

/** How many values are not 0. */
struct Nonzero {
  static constexpr int inputs = 1;
  static constexpr int fields = 1;
  static constexpr bool anchored = false;
  static F64 empty(int) { return broadcast(0.0); }

  template <bool newer>
  static void add(F64 (&sums)[fields], const F64 (&x)[inputs], Mask valid, F64) {
    sums[0] = sums[0] + keep(valid & !(x[0] == broadcast(0.0)), broadcast(1.0));
  }
  static void join(F64 (&sums)[fields], const F64 (&suffix)[fields], const SuffixPart<inputs>& part) {
    sums[0] = sums[0] + keep(part.exists, suffix[0]);
  }
};

inline void rolling_product(const KernelCall& call) {
  two_stack<Product>(call, [](const auto& w) { return w.sums[0]; });
}
inline void rolling_count(const KernelCall& call) {
  two_stack<Nonzero>(call, [](const auto& w) { return w.sums[0]; });
}
