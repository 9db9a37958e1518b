// Specified by src/compute/reference/cross-section/group-demean.ts.

inline void cs_group_demean(const KernelCall& call) {
  const std::size_t groups = call.args[0];
  GroupSum* const sums = reinterpret_cast<GroupSum*>(call.scratch);
  for (std::size_t r = 0; r < call.rows; r++) {
    const double* x = call.in[0].row(r);
    const double* group = call.in[1].row(r);
    double* out = call.out[0].row(r);
    for (std::size_t g = 0; g < groups; g++) sums[g] = {0, 0, 0};
    for (std::size_t c = 0; c < call.cols; c++) {
      const std::size_t g = group_of(group[c], groups);
      if (x[c] != x[c] || g == groups) continue;
      if (sums[g].total == 0) sums[g].anchor = __builtin_isinf(x[c]) ? 0 : x[c];
      sums[g].sum += x[c] - sums[g].anchor;
      sums[g].total++;
    }
    for (std::size_t c = 0; c < call.cols; c++) {
      const std::size_t g = group_of(group[c], groups);
      out[c] = g == groups ? __builtin_nan("") : x[c] - (sums[g].anchor + sums[g].sum / sums[g].total);
    }
  }
}
