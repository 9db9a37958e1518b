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
