// Specified by src/compute/reference/lags.ts.

template <class Function>
void lag_row(const double* x, const double* before, double* out, std::size_t cols, Function f) {
  for_columns(0, cols, [&](auto lanes, std::size_t c) {
    const F64 value = lanes.get(x + c);
    lanes.put(out + c, f(value, before == nullptr ? missing_value() : lanes.get(before + c)));
  });
}

/** out = f(value, value `periods` rows before). */
template <class Function>
void lag(const KernelCall& call, Function f) {
  const std::size_t periods = call.args[0];
  const RowRing ring(call, periods);
  const Panel<const double> in = call.in[0];
  const Panel<double> out = call.out[0];
  std::size_t r = 0;
  for (; r < call.rows && r < periods; r++)
    lag_row(in.row(r), ring.seen + r < periods ? nullptr : ring.at(r), out.row(r), call.cols, f);
  if (is_dense(call, 1))
    lag_row(in.row(r), in.row(r - (r < periods ? r : periods)), out.row(r), (call.rows - r) * call.cols, f);
  else
    for (; r < call.rows; r++) lag_row(in.row(r), in.row(r - periods), out.row(r), call.cols, f);
  ring.take(call);
}

inline void delay(const KernelCall& call) {
  lag(call, [](F64, F64 before) { return before; });
}
inline void delta(const KernelCall& call) {
  lag(call, [](F64 x, F64 before) { return x - before; });
}
inline void ret(const KernelCall& call) {
  lag(call, [](F64 x, F64 before) { return x / before - broadcast(1.0); });
}
inline void log_ret(const KernelCall& call) {
  lag(call, [](F64 x, F64 before) { return log_of(x / before); });
}
