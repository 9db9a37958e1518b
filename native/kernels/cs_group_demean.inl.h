// Specified by src/compute/reference/cross-section/group-demean.ts.

/** What is known of one group in one row. */
struct GroupSum {
  double anchor, sum, count;
};

inline void cs_group_demean(const KernelCall& call) {
  const std::size_t groups = call.args[0];
  GroupSum* const sums = reinterpret_cast<GroupSum*>(call.scratch);
  /** The group's number, or `groups` for none. */
  const auto group_of = [=](double value) {
    if (!(value >= 0 && value < static_cast<double>(groups))) return groups;
    const std::size_t number = static_cast<std::size_t>(value);
    return static_cast<double>(number) == value ? number : groups;
  };
  for (std::size_t r = 0; r < call.rows; r++) {
    const double* x = call.in[0].row(r);
    const double* group = call.in[1].row(r);
    double* out = call.out[0].row(r);
    for (std::size_t g = 0; g < groups; g++) sums[g] = {0, 0, 0};
    for (std::size_t c = 0; c < call.cols; c++) {
      const std::size_t g = group_of(group[c]);
      if (x[c] != x[c] || g == groups) continue;
      if (sums[g].count == 0) sums[g].anchor = __builtin_isinf(x[c]) ? 0 : x[c];
      sums[g].sum += x[c] - sums[g].anchor;
      sums[g].count++;
    }
    for (std::size_t c = 0; c < call.cols; c++) {
      const std::size_t g = group_of(group[c]);
      out[c] = g == groups ? __builtin_nan("") : x[c] - (sums[g].anchor + sums[g].sum / sums[g].count);
    }
  }
}
