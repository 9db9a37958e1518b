// Specified by src/compute/reference/ewma.ts.

/** The running state of some columns. */
struct Ewma {
  F64 mean, weight, count;
};

struct EwmaRule {
  bool adjust, ignore_missing;
  F64 min_count, decay, new_weight;

  explicit EwmaRule(const KernelCall& call)
      : adjust(call.args[0] != 0),
        ignore_missing(call.args[1] != 0),
        min_count(broadcast(call.args[2])),
        decay(broadcast(1 - call.reals[0])),
        new_weight(broadcast(adjust ? 1.0 : call.reals[0])) {}

  /** Takes the next values and returns the result. */
  F64 operator()(Ewma& s, F64 x) const {
    const F64 zero = broadcast(0.0), one = broadcast(1.0);
    const Mask valid = !is_missing(x);
    const Mask fresh = s.count == zero;
    const Mask ages = ignore_missing ? valid & !fresh : !fresh;
    F64 weight = select(ages, s.weight * decay, s.weight);
    const F64 blend = (weight * s.mean + new_weight * x) / (weight + new_weight);
    // Equal values stay what they are: the quotient could be off by a digit.
    const F64 mean = select(fresh, x, select(s.mean == x, s.mean, blend));
    const F64 grown = adjust ? select(fresh, one, weight + new_weight) : one;
    s.mean = select(valid, mean, s.mean);
    s.weight = select(valid, grown, weight);
    s.count = s.count + keep(valid, one);
    return select(s.count < min_count, missing_value(), s.mean);
  }
};

inline void ewma(const KernelCall& call) {
  const EwmaRule rule(call);
  double* const mean = call.state;
  double* const weight = mean + call.cols;
  double* const count = weight + call.cols;
  const auto run = [&](auto lanes, std::size_t c, std::size_t from, std::size_t to) {
    Ewma s{lanes.get(mean + c), lanes.get(weight + c), lanes.get(count + c)};
    for (std::size_t r = from; r < to; r++)
      lanes.put(call.out[0].row(r) + c, rule(s, lanes.get(call.in[0].row(r) + c)));
    lanes.put(mean + c, s.mean), lanes.put(weight + c, s.weight), lanes.put(count + c, s.count);
  };
  // Few columns keep their state in registers, many share the cache lines of their rows.
  const std::size_t rows_at_once = call.cols <= 2 * F64::lanes ? call.rows : 4;
  for (std::size_t from = 0; from < call.rows; from += rows_at_once) {
    const std::size_t to = from + rows_at_once < call.rows ? from + rows_at_once : call.rows;
    for_columns(0, call.cols, [&](auto lanes, std::size_t c) { run(lanes, c, from, to); });
  }
}
