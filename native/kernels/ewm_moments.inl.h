// Specified by src/compute/reference/ewm-moments.ts.

/** Which two inputs each product is of. */
struct ProductXx {
  static constexpr int inputs = 1, count = 1;
  static constexpr int of[count][2] = {{0, 0}};
};
struct ProductXy {
  static constexpr int inputs = 2, count = 1;
  static constexpr int of[count][2] = {{0, 1}};
};
struct ProductsXxXyYy {
  static constexpr int inputs = 2, count = 3;
  static constexpr int of[count][2] = {{0, 0}, {0, 1}, {1, 1}};
};

/** The running state of some columns. */
template <class Products>
struct EwmMoments {
  F64 means[Products::inputs];
  F64 products[Products::count];
  F64 weight, squares, past, count;

  template <class Body>
  void each(Body body) {
    int field = 0;
    for (F64& mean : means) body(mean, field++);
    for (F64& product : products) body(product, field++);
    for (F64* value : {&weight, &squares, &past, &count}) body(*value, field++);
  }
};

struct EwmRule {
  bool adjust, ignore_missing;
  F64 decay, fresh;

  explicit EwmRule(const KernelCall& call)
      : adjust(call.args[0] != 0),
        ignore_missing(call.args[1] != 0),
        decay(broadcast(1 - call.reals[0])),
        fresh(broadcast(adjust ? 1.0 : call.reals[0])) {}

  template <class Products>
  void take(EwmMoments<Products>& s, const F64 (&x)[Products::inputs]) const {
    const F64 zero = broadcast(0.0), one = broadcast(1.0);
    Mask missing = is_missing(x[0]);
    for (int i = 1; i < Products::inputs; i++) missing = missing | is_missing(x[i]);
    const Mask valid = !missing;
    const Mask first = s.count == zero;
    const Mask ages = ignore_missing ? valid & !first : !first;
    F64 weight = select(ages, s.weight * decay, s.weight);
    F64 squares = select(ages, s.squares * (decay * decay), s.squares);
    F64 past = select(ages, s.past * decay, s.past);
    const F64 total = past + fresh;
    F64 means[Products::inputs];
    for (int i = 0; i < Products::inputs; i++) {
      const F64 mean = select(s.means[i] == x[i], s.means[i], (past * s.means[i] + fresh * x[i]) / total);
      means[i] = select(first, x[i], mean);
    }
    for (int i = 0; i < Products::count; i++) {
      const int a = Products::of[i][0], b = Products::of[i][1];
      const F64 before = s.products[i] + (s.means[a] - means[a]) * (s.means[b] - means[b]);
      const F64 product = (past * before + fresh * ((x[a] - means[a]) * (x[b] - means[b]))) / total;
      s.products[i] = select(valid, select(first, zero, product), s.products[i]);
    }
    for (int i = 0; i < Products::inputs; i++) s.means[i] = select(valid, means[i], s.means[i]);
    F64 grown = weight + fresh, grown_squares = squares + fresh * fresh;
    if (!adjust) {
      grown = grown / total;
      grown_squares = grown_squares / (total * total);
    }
    s.weight = select(valid, select(first, one, grown), weight);
    s.squares = select(valid, select(first, one, grown_squares), squares);
    s.past = select(valid, select(first, one, adjust ? total : one), past);
    s.count = s.count + keep(valid, one);
  }
};

/** n / (n - 1), for weights; missing for one value. */
inline F64 weight_correction(F64 weight, F64 squares) {
  const F64 whole = weight * weight;
  const F64 left = whole - squares;
  return select(broadcast(0.0) < left, whole / left, missing_value());
}

/** finish(products, factor) is the result, `factor` correcting the bias where that is asked for. */
template <class Products, class Finish>
void ewm_moments(const KernelCall& call, bool corrected, Finish finish) {
  const EwmRule rule(call);
  const F64 min_count = broadcast(call.args[2]);
  const auto run = [&](auto lanes, std::size_t c, std::size_t from, std::size_t to) {
    EwmMoments<Products> s;
    s.each([&](F64& value, int field) { value = lanes.get(call.state + field * call.cols + c); });
    for (std::size_t r = from; r < to; r++) {
      F64 x[Products::inputs];
      for (int i = 0; i < Products::inputs; i++) x[i] = lanes.get(call.in[i].row(r) + c);
      rule.take(s, x);
      const F64 factor = corrected ? weight_correction(s.weight, s.squares) : broadcast(1.0);
      lanes.put(call.out[0].row(r) + c,
                select(s.count < min_count, missing_value(), finish(s.products, factor)));
    }
    s.each([&](F64& value, int field) { lanes.put(call.state + field * call.cols + c, value); });
  };
  // Few columns keep their state in registers, many share the cache lines of their rows.
  const std::size_t rows_at_once = call.cols <= 2 * F64::lanes ? call.rows : 4;
  for (std::size_t from = 0; from < call.rows; from += rows_at_once) {
    const std::size_t to = from + rows_at_once < call.rows ? from + rows_at_once : call.rows;
    for_columns(0, call.cols, [&](auto lanes, std::size_t c) { run(lanes, c, from, to); });
  }
}

inline void ewm_var(const KernelCall& call) {
  ewm_moments<ProductXx>(call, call.args[3] == 0,
                         [](const auto& products, F64 factor) { return factor * products[0]; });
}

inline void ewm_std(const KernelCall& call) {
  ewm_moments<ProductXx>(call, call.args[3] == 0,
                         [](const auto& products, F64 factor) { return square_root(factor * products[0]); });
}

inline void ewm_cov(const KernelCall& call) {
  ewm_moments<ProductXy>(call, call.args[3] == 0,
                         [](const auto& products, F64 factor) { return factor * products[0]; });
}

inline void ewm_corr(const KernelCall& call) {
  ewm_moments<ProductsXxXyYy>(call, false, [](const auto& products, F64) {
    const F64 zero = broadcast(0.0), one = broadcast(1.0), minus_one = broadcast(-1.0);
    const F64 xx = products[0], xy = products[1], yy = products[2];
    const F64 r = xy / (square_root(xx) * square_root(yy));
    const F64 clipped = select(one < r, one, select(r < minus_one, minus_one, r));
    return select((zero < xx) & (zero < yy), clipped, missing_value());
  });
}
