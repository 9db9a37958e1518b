// Sums over rolling windows as two stacks. What they are, the layout of the state and the order of every
// operation are told in src/compute/reference/two-stack.ts; both must give the same bits. A Family says how
// rows are summed, a Finish what becomes of (count, anchors, sums). Lanes are instruments here, blocks of one
// series in two_stack_series.inl.h.

/** The parts of the state. */
template <class Family>
struct TwoStackState {
  static constexpr int inputs = Family::inputs;
  static constexpr int fields = Family::fields;
  double* state;
  std::size_t window, cols;

  explicit TwoStackState(const KernelCall& call) : state(call.state), window(call.args[0]), cols(call.cols) {}

  double* prefix_anchor(int i) const { return state + 1 + i * cols; }
  double* suffix_anchor(int i) const { return prefix_anchor(inputs + i); }
  double* prefix_count() const { return prefix_anchor(2 * inputs); }
  double* prefix_sum(int f) const { return prefix_count() + (1 + f) * cols; }
  double* suffix_count(std::size_t slot) const { return prefix_sum(fields) + slot * cols; }
  double* suffix_sum(int f, std::size_t slot) const { return suffix_count(window + f * window + slot); }
  /** The input itself, in the current block. */
  double* value(int i, std::size_t slot) const { return suffix_sum(i, slot); }

  /** Whatever bits a caller has put there, the result is a count of rows, so that slots stay inside the
   * state. */
  std::uint64_t rows_seen() const {
    const double n = *state;
    return n >= 0 && n < 9007199254740992.0 ? static_cast<std::uint64_t>(n) : 0;
  }
  void set_rows_seen(std::uint64_t n) const { *state = static_cast<double>(n); }
};

inline F64 finite_or_zero(F64 x) { return keep(absolute(x) < broadcast(__builtin_inf()), x); }

/** The sums of one prefix or suffix in registers. */
template <class Family>
struct RunningSums {
  F64 anchor[Family::inputs];
  F64 count;
  F64 sums[Family::fields];

  static RunningSums empty() {
    RunningSums sums;
    sums.count = broadcast(0.0);
    for (F64& anchor : sums.anchor) anchor = broadcast(0.0);
    for (F64& sum : sums.sums) sum = broadcast(0.0);
    return sums;
  }

  /** Adds a row without missing values; the anchor is set and the count is not kept. */
  void add_valid(const F64 (&x)[Family::inputs]) {
    F64 distance[Family::inputs];
    for (int i = 0; i < Family::inputs; i++) distance[i] = x[i] - anchor[i];
    Family::add(sums, distance);
  }

  /** Adds a row of values; the first valid one becomes the anchor. */
  void add(const F64 (&x)[Family::inputs]) {
    Mask missing = is_missing(x[0]);
    for (int i = 1; i < Family::inputs; i++) missing = missing | is_missing(x[i]);
    const Mask valid = !missing;
    const Mask first = valid & (count == broadcast(0.0));
    F64 distance[Family::inputs];
    for (int i = 0; i < Family::inputs; i++) {
      anchor[i] = select(first, finite_or_zero(x[i]), anchor[i]);
      distance[i] = keep(valid, x[i] - anchor[i]);
    }
    Family::add(sums, distance);
    count = count + keep(valid, broadcast(1.0));
  }
};

/** The result of a window from its two parts. */
template <class Family, class Finish>
F64 finish_window(const RunningSums<Family>& prefix, RunningSums<Family> suffix, F64 min_count,
                  Finish finish) {
  const Mask has_prefix = broadcast(0.0) < prefix.count;
  const Mask has_suffix = broadcast(0.0) < suffix.count;
  F64 anchor[Family::inputs], shift[Family::inputs], total[Family::fields];
  for (int i = 0; i < Family::inputs; i++) {
    anchor[i] = select(has_prefix, prefix.anchor[i], suffix.anchor[i]);
    shift[i] = suffix.anchor[i] - anchor[i];
  }
  Family::move(suffix.sums, suffix.count, shift);
  for (int f = 0; f < Family::fields; f++) total[f] = prefix.sums[f] + keep(has_suffix, suffix.sums[f]);
  const F64 count = prefix.count + suffix.count;
  return select(count < min_count, broadcast(__builtin_nan("")), finish(count, anchor, total));
}

/** Loads and stores of all lanes, or of the first n. */
struct AllLanes {
  F64 get(const double* p) const { return load(p); }
  void put(double* p, F64 a) const { store(p, a); }
};
struct FirstLanes {
  std::size_t n;
  F64 get(const double* p) const { return load_first(p, n); }
  void put(double* p, F64 a) const { store_first(p, a, n); }
};

/** body(lanes, c) for every group of columns from `begin` to before `end`. */
template <class Body>
void for_columns(std::size_t begin, std::size_t end, Body body) {
  std::size_t c = begin;
  for (; c + F64::lanes <= end; c += F64::lanes) body(AllLanes{}, c);
  if (c < end) body(FirstLanes{end - c}, c);
}

/** Turns the values of the block that is complete into sums of its suffixes, and empties the prefix. */
template <class Family>
void close_block(const TwoStackState<Family>& s, std::size_t begin, std::size_t end) {
  constexpr int inputs = Family::inputs, fields = Family::fields;
  for (std::size_t slot = s.window; slot-- > 0;) {
    const bool newest = slot + 1 == s.window;
    for_columns(begin, end, [&](auto lanes, std::size_t c) {
      RunningSums<Family> suffix;
      F64 x[inputs];
      const auto after = [&](const double* p) { return newest ? broadcast(0.0) : lanes.get(p + s.cols + c); };
      suffix.count = after(s.suffix_count(slot));
      for (int f = 0; f < fields; f++) suffix.sums[f] = after(s.suffix_sum(f, slot));
      for (int i = 0; i < inputs; i++) {
        suffix.anchor[i] = lanes.get(s.suffix_anchor(i) + c);
        x[i] = lanes.get(s.value(i, slot) + c);
      }
      suffix.add(x);
      lanes.put(s.suffix_count(slot) + c, suffix.count);
      for (int f = 0; f < fields; f++) lanes.put(s.suffix_sum(f, slot) + c, suffix.sums[f]);
      for (int i = 0; i < inputs; i++) lanes.put(s.suffix_anchor(i) + c, suffix.anchor[i]);
    });
  }
  for_columns(begin, end, [&](auto lanes, std::size_t c) {
    lanes.put(s.prefix_count() + c, broadcast(0.0));
    for (int f = 0; f < fields; f++) lanes.put(s.prefix_sum(f) + c, broadcast(0.0));
  });
}

/** One row of the columns from `begin` to before `end`. */
template <class Family, class Finish>
void two_stack_row(const KernelCall& call, const TwoStackState<Family>& s, std::size_t r, std::size_t slot,
                   std::size_t begin, std::size_t end, Finish finish) {
  constexpr int inputs = Family::inputs, fields = Family::fields;
  const F64 min_count = broadcast(call.args[1]);
  const bool last = slot + 1 == s.window;
  for_columns(begin, end, [&](auto lanes, std::size_t c) {
    RunningSums<Family> prefix, suffix;
    F64 x[inputs];
    const auto after = [&](const double* p) { return last ? broadcast(0.0) : lanes.get(p + s.cols + c); };
    suffix.count = after(s.suffix_count(slot));
    for (int f = 0; f < fields; f++) suffix.sums[f] = after(s.suffix_sum(f, slot));
    prefix.count = lanes.get(s.prefix_count() + c);
    for (int f = 0; f < fields; f++) prefix.sums[f] = lanes.get(s.prefix_sum(f) + c);
    for (int i = 0; i < inputs; i++) {
      suffix.anchor[i] = lanes.get(s.suffix_anchor(i) + c);
      prefix.anchor[i] = lanes.get(s.prefix_anchor(i) + c);
      x[i] = lanes.get(call.in[i].row(r) + c);
      lanes.put(s.value(i, slot) + c, x[i]);
    }
    prefix.add(x);
    lanes.put(s.prefix_count() + c, prefix.count);
    for (int f = 0; f < fields; f++) lanes.put(s.prefix_sum(f) + c, prefix.sums[f]);
    for (int i = 0; i < inputs; i++) lanes.put(s.prefix_anchor(i) + c, prefix.anchor[i]);
    lanes.put(call.out[0].row(r) + c, finish_window(prefix, suffix, min_count, finish));
  });
}

/** The rows from `from` to before `to`, in strips of columns whose state stays in the first-level cache. */
template <class Family, class Finish>
void two_stack_panel(const KernelCall& call, const TwoStackState<Family>& s, std::size_t from, std::size_t to,
                     Finish finish) {
  constexpr std::size_t cache_values = 3072, narrowest = 2 * F64::lanes;
  const std::size_t per_column = s.window * (1 + Family::fields);
  std::size_t strip = cache_values / per_column / F64::lanes * F64::lanes;
  if (strip < narrowest) strip = narrowest;
  const std::uint64_t seen = s.rows_seen();
  for (std::size_t begin = 0; begin < s.cols; begin += strip) {
    const std::size_t end = begin + strip < s.cols ? begin + strip : s.cols;
    std::size_t slot = seen % s.window;
    for (std::size_t r = from; r < to; r++) {
      if (slot == 0 && seen + (r - from) > 0) close_block(s, begin, end);
      two_stack_row(call, s, r, slot, begin, end, finish);
      if (++slot == s.window) slot = 0;
    }
  }
  s.set_rows_seen(seen + (to - from));
}
