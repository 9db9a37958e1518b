// Specified by src/compute/reference/cross-section/neutralize.ts.

/** Takes the weighted mean, about the first value, from a column. */
inline void subtract_mean(double* column, const Names& names) {
  if (names.n == 0) return;
  const double* roots = names.roots;
  const double anchor = column[0];
  const F64 about = broadcast(anchor);
  const double total = sum_places(names.n, [=](auto lanes, std::size_t i) {
    const F64 root = lanes.get(roots + i);
    return root * root;
  });
  const double sum = sum_places(names.n, [=](auto lanes, std::size_t i) {
    const F64 root = lanes.get(roots + i);
    return root * root * (lanes.get(column + i) - about);
  });
  const F64 mean = broadcast(anchor + sum / total);
  for_columns(0, names.n,
              [&](auto lanes, std::size_t i) { lanes.put(column + i, lanes.get(column + i) - mean); });
}

/** The same by group. */
inline void subtract_group_means(double* column, const double* group, const Names& names, std::size_t groups,
                                 GroupSum* sums) {
  for (std::size_t g = 0; g < groups; g++) sums[g] = {0, 0, 0};
  for (std::size_t i = 0; i < names.n; i++) {
    GroupSum& of = sums[static_cast<std::size_t>(group[names.places[i]])];
    const double weight = names.roots[i] * names.roots[i];
    if (of.total == 0) of.anchor = column[i];
    of.sum += weight * (column[i] - of.anchor);
    of.total += weight;
  }
  for (std::size_t i = 0; i < names.n; i++) {
    const GroupSum& of = sums[static_cast<std::size_t>(group[names.places[i]])];
    column[i] -= of.anchor + of.sum / of.total;
  }
}

inline void cs_neutralize(const KernelCall& call) {
  const auto& args = *reinterpret_cast<const NeutralizeArgs*>(call.args);
  const std::size_t cols = call.cols, values = 1 + args.factors;
  Names names(call.scratch, cols);
  double* const columns = call.scratch + 3 * cols;
  GroupSum* const sums = reinterpret_cast<GroupSum*>(columns + values * cols);
  const bool weighted = args.weighted != 0, grouped = args.groups != 0;
  for (std::size_t r = 0; r < call.rows; r++) {
    const double* weight = weighted ? call.in[values].row(r) : nullptr;
    const double* group = grouped ? call.in[values + weighted].row(r) : nullptr;
    double* out = call.out[0].row(r);
    for (std::size_t c = 0; c < cols; c++) out[c] = __builtin_nan("");
    names.begin(cols);
    for (std::size_t j = 0; j < values; j++) names.need_finite(call.in[j].row(r), cols);
    names.finish(weight, group, args.groups, cols);
    if (names.n < args.min_count) continue;
    const Columns all = {columns, names.n};
    double norms[most_columns];
    for (std::size_t j = 0; j < values; j++) {
      names.pick(call.in[j].row(r), all[j]);
      if (j > 0) norms[j - 1] = names.weighted_norm(all[j]);
      if (grouped)
        subtract_group_means(all[j], group, names, args.groups, sums);
      else
        subtract_mean(all[j], names);
      names.weigh(all[j], all[j]);
    }
    Fit fit;
    orthogonalise(all[0], {all[1], names.n}, args.factors, norms, fit);
    for (std::size_t i = 0; i < names.n; i++) out[names.places[i]] = all[0][i] / names.roots[i];
  }
}
