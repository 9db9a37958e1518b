/** Loads and stores of all lanes, or of the first n. */
struct AllLanes {
  F64 get(const double* p) const { return load(p); }
  void put(double* p, F64 a) const { store(p, a); }
};
struct FirstLanes {
  std::size_t n;
  F64 get(const double* p) const { return load_first(p, n); }
  void put(double* p, F64 a) const { store_first(p, a, n); }
};

/** body(lanes, c) for every group of columns from `begin` to before `end`. */
template <class Body>
void for_columns(std::size_t begin, std::size_t end, Body body) {
  std::size_t c = begin;
  for (; c + F64::lanes <= end; c += F64::lanes) body(AllLanes{}, c);
  if (c < end) body(FirstLanes{end - c}, c);
}

inline F64 missing_value() { return broadcast(__builtin_nan("")); }

/** A result that is infinite, by an infinity in the window or by overflow, is missing. */
inline F64 finite_or_missing(F64 x) {
  return select(absolute(x) < broadcast(__builtin_inf()), x, missing_value());
}

/** out = f(in), element by element; rows that follow each other without a gap are one long row. */
template <class Function>
void map_panel(const KernelCall& call, Function f) {
  const bool dense = call.in[0].stride == call.cols && call.out[0].stride == call.cols;
  const std::size_t rows = dense ? 1 : call.rows;
  const std::size_t cols = dense ? std::size_t{call.rows} * call.cols : call.cols;
  for (std::size_t r = 0; r < rows; r++) {
    const double* in = call.in[0].row(r);
    double* out = call.out[0].row(r);
    std::size_t c = 0;
    for (; c + F64::lanes <= cols; c += F64::lanes) store(out + c, f(load(in + c)));
    if (c < cols) store_first(out + c, f(load_first(in + c, cols - c)), cols - c);
  }
}
