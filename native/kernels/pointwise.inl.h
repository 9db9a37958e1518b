// Specified by src/compute/reference/pointwise.ts.

/** out = f(inputs), element by element; rows that follow each other without a gap are one long row. */
template <int inputs, class Function>
void map_inputs(const KernelCall& call, Function f) {
  const bool dense = is_dense(call, inputs);
  const std::size_t rows = dense ? 1 : call.rows;
  const std::size_t cols = dense ? std::size_t{call.rows} * call.cols : call.cols;
  for (std::size_t r = 0; r < rows; r++)
    for_columns(0, cols, [&](auto lanes, std::size_t c) {
      const auto in = [&](int i) { return lanes.get(call.in[i].row(r) + c); };
      double* out = call.out[0].row(r) + c;
      if constexpr (inputs == 1)
        lanes.put(out, f(in(0)));
      else if constexpr (inputs == 2)
        lanes.put(out, f(in(0), in(1)));
      else
        lanes.put(out, f(in(0), in(1), in(2)));
    });
}

inline F64 missing_where(Mask missing, F64 value) { return select(missing, missing_value(), value); }

/** 1 or 0; missing where x or y is. */
inline F64 truth(Mask value, F64 x, F64 y) {
  return missing_where(is_missing(x) | is_missing(y), keep(value, broadcast(1.0)));
}

inline F64 sign_of(F64 x) {
  const F64 zero = broadcast(0.0), one = broadcast(1.0);
  const F64 sign = keep(zero < x, one) - keep(x < zero, one);
  return missing_where(is_missing(x), sign);
}

/** x to the power y, lane by lane: the C library's is right to the last digit, and knows every corner. */
inline F64 power_of(F64 x, F64 y) {
  double base[F64::lanes], exponent[F64::lanes];
  store(base, x), store(exponent, y);
  for (std::size_t i = 0; i < F64::lanes; i++) base[i] = __builtin_pow(base[i], exponent[i]);
  // JavaScript leaves 1 to the power of an infinity undefined.
  const F64 infinity = broadcast(__builtin_inf());
  const Mask undefined = (absolute(x) == broadcast(1.0)) & (absolute(y) == infinity);
  return missing_where(is_missing(x) | is_missing(y) | undefined, load(base));
}

inline void sign(const KernelCall& call) { map_inputs<1>(call, sign_of); }
inline void abs(const KernelCall& call) { map_inputs<1>(call, absolute); }
inline void log(const KernelCall& call) { map_inputs<1>(call, log_of); }
inline void logical_not(const KernelCall& call) {
  map_inputs<1>(call, [](F64 x) { return truth(x == broadcast(0.0), x, x); });
}

inline void add(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return x + y; });
}
inline void subtract(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return x - y; });
}
inline void multiply(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return x * y; });
}
inline void divide(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return x / y; });
}
inline void power(const KernelCall& call) { map_inputs<2>(call, power_of); }
inline void signed_power(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return sign_of(x) * power_of(absolute(x), y); });
}
inline void pairwise_min(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) {
    return missing_where(is_missing(x), select(y < x, y, select(is_missing(y), y, x)));
  });
}
inline void pairwise_max(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) {
    return missing_where(is_missing(x), select(x < y, y, select(is_missing(y), y, x)));
  });
}

inline void less(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return truth(x < y, x, y); });
}
inline void less_equal(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return truth(x <= y, x, y); });
}
inline void equal(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return truth(x == y, x, y); });
}
inline void not_equal(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) { return truth(!(x == y), x, y); });
}
inline void logical_and(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) {
    const F64 zero = broadcast(0.0);
    return truth(!((x == zero) | (y == zero)), x, y);
  });
}
inline void logical_or(const KernelCall& call) {
  map_inputs<2>(call, [](F64 x, F64 y) {
    const F64 zero = broadcast(0.0);
    return truth(!((x == zero) & (y == zero)), x, y);
  });
}

inline void where(const KernelCall& call) {
  map_inputs<3>(call, [](F64 condition, F64 yes, F64 no) {
    return missing_where(is_missing(condition), select(condition == broadcast(0.0), no, yes));
  });
}
