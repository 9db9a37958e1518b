// Kernels that look at every row of a window: of the ring of last rows, lanes across columns, or directly at
// one long series, lanes across consecutive rows.

/** The rows of the windows of some columns, from the oldest, in the ring. */
template <class Lanes>
struct RingWindow {
  static constexpr bool complete = false;
  Lanes lanes;
  const double* column;
  std::size_t cols, length, oldest;

  F64 operator()(std::size_t i) const {
    const std::size_t slot = oldest + i;
    return lanes.get(column + (slot < length ? slot : slot - length) * cols);
  }
};

/** The rows of as many consecutive windows of a series as there are lanes. */
template <bool without_missing>
struct SeriesWindow {
  static constexpr bool complete = without_missing;
  const double* oldest;

  F64 operator()(std::size_t i) const { return load(oldest + i); }
};

/** Rows from `from` to before `to`; f(window, rows in it) is the result. */
template <class Function>
void ring_panel(const KernelCall& call, const RowRing& ring, std::size_t from, std::size_t to, Function f) {
  constexpr std::size_t cache_values = 3072, narrowest = 2 * F64::lanes;
  std::size_t strip = cache_values / ring.length / F64::lanes * F64::lanes;
  if (strip < narrowest) strip = narrowest;
  for (std::size_t begin = 0; begin < call.cols; begin += strip) {
    const std::size_t end = begin + strip < call.cols ? begin + strip : call.cols;
    for (std::size_t r = from; r < to; r++) {
      const std::uint64_t known = ring.seen + r + 1;
      const std::size_t kept = known < ring.length ? known : ring.length;
      const std::size_t oldest = (known - kept) % ring.length;
      for_columns(begin, end, [&](auto lanes, std::size_t c) {
        lanes.put(ring.at(r) + c, lanes.get(call.in[0].row(r) + c));
        const RingWindow<decltype(lanes)> window{lanes, ring.rows + c, ring.cols, ring.length, oldest};
        lanes.put(call.out[0].row(r) + c, f(window, kept));
      });
    }
  }
}

inline bool any_missing(const double* x, std::size_t n) {
  Mask missing = is_missing(broadcast(0.0));
  for_columns(0, n, [&](auto lanes, std::size_t i) { missing = missing | is_missing(lanes.get(x + i)); });
  return any(missing);
}

/** As many blocks of a series as there are from row `r` on; returns the first row not taken. */
template <class Function>
std::size_t ring_series(const KernelCall& call, std::size_t window, std::size_t r, Function f) {
  constexpr std::size_t block = 256;
  const double* x = call.in[0].data + 1 - window;
  double* out = call.out[0].data;
  for (; r + block <= call.rows; r += block) {
    const bool missing = any_missing(x + r, window - 1 + block);
    for (std::size_t i = r; i < r + block; i += F64::lanes)
      store(out + i, missing ? f(SeriesWindow<false>{x + i}, window) : f(SeriesWindow<true>{x + i}, window));
  }
  return r;
}

/** The step of such a kernel, whose first argument is the window. */
template <class Function>
void ring_windows(const KernelCall& call, Function f) {
  const std::size_t window = call.args[0];
  const RowRing ring(call, window);
  std::size_t r = 0;
  if (call.cols == 1 && is_dense(call, 1) && window <= call.rows) {
    ring_panel(call, ring, 0, window - 1, f);
    r = ring_series(call, window, window - 1, f);
    // What the series passed by, the ring has to know.
    for (std::size_t i = r + 1 - window; i < r; i++) *ring.at(i) = call.in[0].data[i];
  }
  ring_panel(call, ring, r, call.rows, f);
  *call.state = static_cast<double>(ring.seen + call.rows);
}
