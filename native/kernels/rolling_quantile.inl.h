// Specified by src/compute/reference/rolling/quantile.ts.

/** The valid values of one window in ascending order, with room for `length` of them. */
struct SortedWindow {
  double* values;
  std::size_t count, length;

  /** The first place whose value is not less than x. */
  std::size_t lower_bound(double x) const {
    std::size_t low = 0, high = count;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (values[middle] < x)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }

  void remove(double x) {
    if (x != x || count == 0) return;
    const std::size_t place = lower_bound(x);
    count--;
    // A state that a caller has changed may not hold x.
    if (place < count)
      __builtin_memmove(values + place, values + place + 1, (count - place) * sizeof(double));
  }

  void insert(double x) {
    if (x != x || count == length) return;
    const std::size_t place = lower_bound(x);
    __builtin_memmove(values + place + 1, values + place, (count - place) * sizeof(double));
    values[place] = x;
    count++;
  }
};

inline void rolling_quantile(const KernelCall& call) {
  const std::size_t window = call.args[0];
  const double min_count = call.args[1];
  const RowRing ring(call, window);
  double* const counts = ring.rows + window * call.cols;
  for (std::size_t c = 0; c < call.cols; c++) {
    SortedWindow sorted{counts + call.cols + c * window, 0, window};
    const double known = counts[c];
    if (known > 0 && known <= static_cast<double>(window)) sorted.count = static_cast<std::size_t>(known);
    std::size_t slot = ring.seen % window;
    for (std::size_t r = 0; r < call.rows; r++) {
      const double x = call.in[0].row(r)[c];
      double& place = ring.rows[slot * call.cols + c];
      if (ring.seen + r >= window) sorted.remove(place);
      sorted.insert(x);
      place = x;
      if (++slot == window) slot = 0;
      call.out[0].row(r)[c] = static_cast<double>(sorted.count) < min_count
                                  ? __builtin_nan("")
                                  : sorted_quantile(sorted.values, sorted.count, call.reals[0]);
    }
    counts[c] = static_cast<double>(sorted.count);
  }
  *call.state = static_cast<double>(ring.seen + call.rows);
}
