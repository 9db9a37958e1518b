// Specified by src/compute/reference/cross-section/factor-returns.ts.

/** Both regressions of one row, in the scratch of a call. */
struct FactorRegression {
  const KernelCall& call;
  const FactorReturnsArgs& args;
  std::size_t cols, sectors, styles;
  Names names;
  double *returns, *left, *residual, *exposures, *columns, *matrices;
  /** The market, the sectors, the styles. */
  double solution[2 * most_columns];

  explicit FactorRegression(const KernelCall& call)
      : call(call),
        args(*reinterpret_cast<const FactorReturnsArgs*>(call.args)),
        cols(call.cols),
        sectors(args.sectors + args.groups),
        styles(args.styles),
        names(call.scratch, cols),
        returns(call.scratch + 3 * cols),
        left(returns + cols),
        residual(left + cols),
        exposures(residual + cols),
        columns(exposures + (sectors + styles) * cols),
        matrices(columns + (1 + sectors + styles) * cols) {}

  const double* input(std::size_t i, std::size_t r) const { return call.in[i].row(r); }
  std::size_t first_style() const { return 2 + args.sectors + (args.groups != 0); }
  double* exposure(std::size_t j) const { return exposures + j * names.n; }

  /** Whether row r has names enough. */
  bool find_names(std::size_t r) {
    const double* group = args.groups != 0 ? input(2, r) : nullptr;
    names.begin(cols);
    names.need_finite(input(0, r), cols);
    for (std::size_t s = 0; s < args.sectors; s++) names.need_finite(input(2 + s, r), cols);
    for (std::size_t s = 0; s < styles; s++) names.need_finite(input(first_style() + s, r), cols);
    names.finish(input(1, r), group, args.groups, cols);
    return names.n >= args.min_count;
  }

  void pick_exposures(std::size_t r) const {
    names.pick(input(0, r), returns);
    for (std::size_t s = 0; s < args.sectors; s++) names.pick(input(2 + s, r), exposure(s));
    for (std::size_t s = 0; s < args.groups; s++) {
      const double* group = input(2, r);
      for (std::size_t i = 0; i < names.n; i++)
        exposure(s)[i] = group[names.places[i]] == static_cast<double>(s) ? 1 : 0;
    }
    for (std::size_t s = 0; s < styles; s++) names.pick(input(first_style() + s, r), exposure(sectors + s));
  }

  /** A regression of y on columns that are weighted already; `left`, in the units of y, is what remains. */
  void fit(const double* y, std::size_t count, double* found) const {
    const Columns all = {columns, names.n};
    double norms[most_columns];
    for (std::size_t j = 0; j < count; j++) norms[j] = dot(all[j], all[j], names.n);
    names.weigh(y, left);
    Fit fit;
    fit.taken = matrices;
    orthogonalise(left, all, count, norms, fit);
    coefficients(fit, count, found, matrices + count * count);
    for_columns(0, names.n, [&](auto lanes, std::size_t i) {
      lanes.put(left + i, lanes.get(left + i) / lanes.get(names.roots + i));
    });
  }

  void fit_market() {
    const Columns all = {columns, names.n};
    for (std::size_t i = 0; i < names.n; i++) all[0][i] = names.roots[i];
    const double* last = sectors == 0 ? nullptr : exposure(sectors - 1);
    for (std::size_t s = 0; s + 1 < sectors; s++) {
      const double* own = exposure(s);
      for_columns(0, names.n, [&](auto lanes, std::size_t i) {
        const F64 column = lanes.get(own + i) - lanes.get(last + i);
        lanes.put(all[1 + s] + i, column * lanes.get(names.roots + i));
      });
    }
    fit(returns, sectors == 0 ? 1 : sectors, solution);
    double sum = 0;
    for (std::size_t s = 1; s < sectors; s++) sum += solution[s];
    if (sectors != 0) solution[sectors] = 0 - sum;
    for (std::size_t i = 0; i < names.n; i++) residual[i] = left[i];
  }

  void fit_styles() {
    const Columns all = {columns, names.n};
    for (std::size_t s = 0; s < styles; s++) names.weigh(exposure(sectors + s), all[s]);
    double* const found = solution + 1 + sectors;
    fit(args.residualize != 0 ? residual : returns, styles, found);
    for (std::size_t s = 0; s < styles; s++) {
      const double* own = exposure(sectors + s);
      const F64 times = broadcast(found[s]);
      for_columns(0, names.n, [&](auto lanes, std::size_t i) {
        lanes.put(residual + i, lanes.get(residual + i) - times * lanes.get(own + i));
      });
    }
  }
};

/** take(regression, out) for every row that has names enough; the output has `width` columns. */
template <class Take>
void regress_returns(const KernelCall& call, std::size_t width, Take take) {
  FactorRegression regression(call);
  for (std::size_t r = 0; r < call.rows; r++) {
    double* out = call.out[0].row(r);
    for (std::size_t i = 0; i < width; i++) out[i] = __builtin_nan("");
    if (!regression.find_names(r)) continue;
    regression.pick_exposures(r);
    regression.fit_market();
    regression.fit_styles();
    take(regression, out);
  }
}

inline void factor_returns(const KernelCall& call) {
  const auto& args = *reinterpret_cast<const FactorReturnsArgs*>(call.args);
  const std::size_t width = 1 + args.sectors + args.groups + args.styles;
  regress_returns(call, width, [=](const FactorRegression& regression, double* out) {
    for (std::size_t i = 0; i < width; i++) out[i] = regression.solution[i];
  });
}

inline void factor_residuals(const KernelCall& call) {
  regress_returns(call, call.cols, [](const FactorRegression& regression, double* out) {
    for (std::size_t i = 0; i < regression.names.n; i++)
      out[regression.names.places[i]] = regression.residual[i];
  });
}
