// Specified by src/compute/reference/covariance/exponential.ts.

/** The weights in the state, and what a row makes of them. */
struct EwmWeights {
  double *weight, *squares, *past, *rows;
  bool adjust, ignore_missing;
  double decay, fresh;

  explicit EwmWeights(const KernelCall& call)
      : weight(call.state),
        squares(call.state + 1),
        past(call.state + 2),
        rows(call.state + 3),
        adjust(call.args[0] != 0),
        ignore_missing(call.args[1] != 0),
        decay(1 - call.reals[0]),
        fresh(adjust ? 1.0 : call.reals[0]) {}

  /** Ages them by a row; whether it counts, and then the shares of the past and of the row in the sums. */
  bool take(bool complete, double* share_of_past, double* share_of_row) const {
    const bool first = *rows == 0;
    if (!complete && (first || ignore_missing)) return false;
    if (first) {
      *weight = *squares = *past = *rows = 1;
      *share_of_past = 0, *share_of_row = 1;
      return true;
    }
    *weight *= decay, *squares *= decay * decay, *past *= decay;
    if (!complete) return false;
    const double total = *past + fresh;
    *share_of_past = *past / total, *share_of_row = fresh / total;
    *weight += fresh, *squares += fresh * fresh, *past = total;
    if (!adjust) *weight /= total, *squares /= total * total, *past = 1;
    ++*rows;
    return true;
  }
};

inline void ewm_covariance(const KernelCall& call) {
  const std::size_t n = call.cols;
  const EwmWeights weights(call);
  const bool about_zero = static_cast<Centre>(call.args[4]) == Centre::zero;
  double* const means = call.state + 4;
  double* const products = means + n;
  double* const moved = call.scratch;
  double* const distances = moved + covariance_rows * n;
  double* const past = distances + covariance_rows * n;
  double* const fresh = past + covariance_rows;
  std::size_t kept = 0;
  for (std::size_t r = 0; r < call.rows; r++) {
    const double* x = call.in[0].row(r);
    if (weights.take(is_complete(x, n), past + kept, fresh + kept)) {
      const bool first = *weights.rows == 1;
      for (std::size_t c = 0; c < n; c++) {
        const double before = means[c];
        if (!about_zero && before != x[c]) means[c] = first ? x[c] : past[kept] * before + fresh[kept] * x[c];
        moved[kept * n + c] = first || about_zero ? 0 : before - means[c];
        distances[kept * n + c] = x[c] - means[c];
      }
      kept++;
    }
    if (kept < covariance_rows && r + 1 < call.rows) continue;
    update_matrix<false>(
        products, n, kept, [=](F64 sum, std::size_t k, std::size_t i, auto lanes, std::size_t j) {
          const F64 before = sum + broadcast(moved[k * n + i]) * lanes.get(moved + k * n + j);
          const F64 row = broadcast(distances[k * n + i]) * lanes.get(distances + k * n + j);
          return broadcast(past[k]) * before + broadcast(fresh[k]) * row;
        });
    kept = 0;
  }
  const bool corrected = !about_zero && call.args[3] == 0;
  const double whole = *weights.weight * *weights.weight, left = whole - *weights.squares;
  const double factor = !corrected ? 1 : left > 0 ? whole / left : __builtin_nan("");
  const bool missing = *weights.rows == 0 || *weights.rows < call.args[2];
  write_symmetric(call, [&](std::size_t i, std::size_t j) {
    return missing ? __builtin_nan("") : factor * products[i * n + j];
  });
}
