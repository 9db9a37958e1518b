// The names of a row that take part in a regression, specified by
// src/compute/reference/regression/design.ts.

/** The group's number, or `groups` for none. */
inline std::size_t group_of(double value, std::size_t groups) {
  if (!(value >= 0 && value < static_cast<double>(groups))) return groups;
  const std::size_t number = static_cast<std::size_t>(value);
  return static_cast<double>(number) == value ? number : groups;
}

/** What is known of one group in one row: a value of it, sums about that, and of weights. */
struct GroupSum {
  double anchor, sum, total;
};

/** Places and roots of weights of n names of one row. */
struct Names {
  double* roots;
  std::uint64_t* places;
  double* marks;  // room
  std::size_t n = 0;

  /** From room for three times the columns. */
  Names(double* room, std::size_t cols)
      : roots(room), places(reinterpret_cast<std::uint64_t*>(room + cols)), marks(room + 2 * cols) {}

  /** Begins a row: every name takes part. */
  void begin(std::size_t cols) const {
    for (std::size_t c = 0; c < cols; c++) marks[c] = 0;
  }

  /** Leaves out names whose value is not finite. */
  void need_finite(const double* x, std::size_t cols) const {
    for_columns(0, cols, [&](auto lanes, std::size_t c) {
      const F64 v = lanes.get(x + c);
      lanes.put(marks + c, lanes.get(marks + c) + (v - v));  // 0 or missing
    });
  }

  /** Takes the names that are left, that have a weight, and a group where there are any. */
  void finish(const double* weight, const double* group, std::size_t groups, std::size_t cols) {
    n = 0;
    for (std::size_t c = 0; c < cols; c++) {
      bool taken = marks[c] == 0;
      if (weight != nullptr) taken &= weight[c] > 0 && weight[c] < __builtin_inf();
      if (group != nullptr) taken &= group_of(group[c], groups) != groups;
      places[n] = c;
      roots[n] = weight == nullptr ? 1 : weight[c];
      n += taken ? 1 : 0;
    }
    if (weight != nullptr)
      for_columns(
          0, n, [&](auto lanes, std::size_t i) { lanes.put(roots + i, square_root(lanes.get(roots + i))); });
  }

  void pick(const double* row, double* column) const {
    for (std::size_t i = 0; i < n; i++) column[i] = row[places[i]];
  }

  /** out = column times the roots of the weights. */
  void weigh(const double* column, double* out) const {
    for_columns(0, n, [&](auto lanes, std::size_t i) {
      lanes.put(out + i, lanes.get(column + i) * lanes.get(roots + i));
    });
  }

  /** The sum of squares of a column times the roots. */
  double weighted_norm(const double* column) const {
    const double* r = roots;
    return sum_places(n, [=](auto lanes, std::size_t i) {
      const F64 v = lanes.get(column + i) * lanes.get(r + i);
      return v * v;
    });
  }
};
