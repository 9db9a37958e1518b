// Specified by src/compute/reference/rolling/mad.ts.

inline void rolling_mad(const KernelCall& call) {
  const F64 min_count = broadcast(call.args[1]);
  ring_windows(call, [=](const auto& window, std::size_t n) {
    const F64 zero = broadcast(0.0), one = broadcast(1.0);
    F64 count = zero, anchor = zero, sum = zero, distances = zero;
    for (std::size_t i = 0; i < n; i++) {
      const F64 x = window(i);
      const Mask valid = !is_missing(x);
      anchor = select(valid & (count == zero), finite_or_zero(x), anchor);
      count = count + keep(valid, one);
      sum = sum + keep(valid, x - anchor);
    }
    const F64 centre = sum / count;
    for (std::size_t i = 0; i < n; i++) {
      const F64 x = window(i);
      distances = distances + keep(!is_missing(x), absolute(x - anchor - centre));
    }
    return select(count < min_count, missing_value(), distances / count);
  });
}
