// Sums over rolling windows as two stacks. What they are, the layout of the state and the order of every
// operation are told in src/compute/reference/rolling/two-stack.ts; both must give the same bits. A Family
// says how rows are summed, a Finish what becomes of a window. Lanes are instruments here, blocks of one
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

  std::uint64_t rows_seen() const { return counted_rows(state); }
  void set_rows_seen(std::uint64_t n) const { *state = static_cast<double>(n); }
};

/** What joins a suffix and a prefix: count of the suffix, its anchors less those of the prefix, whether it
 * has rows. */
template <int inputs>
struct SuffixPart {
  F64 count;
  F64 shift[inputs];
  Mask exists;
};

/** What a Finish sees: `before` counts the rows of the window before the current block, `slot` is the newest
 * row counted from its beginning. */
template <class Family>
struct RollingWindow {
  F64 count, before, slot;
  F64 anchor[Family::inputs];
  F64 sums[Family::fields];
  F64 newest[Family::inputs];
};

inline F64 finite_or_zero(F64 x) { return keep(absolute(x) < broadcast(__builtin_inf()), x); }

/** The sums of one prefix or suffix in registers. */
template <class Family>
struct RunningSums {
  static constexpr int inputs = Family::inputs;
  static constexpr int fields = Family::fields;
  F64 anchor[inputs];
  F64 count;
  F64 sums[fields];

  static RunningSums empty() {
    RunningSums running;
    running.count = broadcast(0.0);
    for (int i = 0; i < inputs; i++) running.anchor[i] = broadcast(0.0);
    for (int f = 0; f < fields; f++) running.sums[f] = Family::empty(f);
    return running;
  }

  void set_anchor(const F64 (&x)[inputs]) {
    for (int i = 0; i < inputs; i++) anchor[i] = finite_or_zero(x[i]);
  }

  /** Adds a row without missing values; the anchor is set and the count is not kept. */
  template <bool newer>
  void add_valid(const F64 (&x)[inputs], F64 slot) {
    F64 distance[inputs];
    for (int i = 0; i < inputs; i++) distance[i] = Family::anchored ? x[i] - anchor[i] : x[i];
    Family::template add<newer>(sums, distance, !is_missing(broadcast(0.0)), slot);
  }

  /** Adds a row of values; the first valid one becomes the anchor. */
  template <bool newer>
  void add(const F64 (&x)[inputs], F64 slot) {
    Mask missing = is_missing(x[0]);
    for (int i = 1; i < inputs; i++) missing = missing | is_missing(x[i]);
    const Mask valid = !missing;
    const Mask first = valid & (count == broadcast(0.0));
    F64 distance[inputs];
    for (int i = 0; i < inputs; i++) {
      if constexpr (Family::anchored) anchor[i] = select(first, finite_or_zero(x[i]), anchor[i]);
      distance[i] = Family::anchored ? keep(valid, x[i] - anchor[i]) : x[i];
    }
    Family::template add<newer>(sums, distance, valid, slot);
    count = count + keep(valid, broadcast(1.0));
  }
};

/** The result of a window from its two parts. */
template <class Family, class Finish>
F64 finish_window(const RunningSums<Family>& prefix, const RunningSums<Family>& suffix,
                  const F64 (&newest)[Family::inputs], F64 before, F64 slot, F64 min_count, Finish finish) {
  RollingWindow<Family> window;
  SuffixPart<Family::inputs> part;
  const Mask has_prefix = broadcast(0.0) < prefix.count;
  part.exists = broadcast(0.0) < suffix.count;
  part.count = suffix.count;
  for (int i = 0; i < Family::inputs; i++) {
    window.anchor[i] = select(has_prefix, prefix.anchor[i], suffix.anchor[i]);
    window.newest[i] = newest[i];
    part.shift[i] = suffix.anchor[i] - window.anchor[i];
  }
  for (int f = 0; f < Family::fields; f++) window.sums[f] = prefix.sums[f];
  Family::join(window.sums, suffix.sums, part);
  window.count = prefix.count + suffix.count;
  window.before = before;
  window.slot = slot;
  return select(window.count < min_count, broadcast(__builtin_nan("")), finish(window));
}

template <class Family>
void empty_prefix(const TwoStackState<Family>& s, std::size_t begin, std::size_t end) {
  for_columns(begin, end, [&](auto lanes, std::size_t c) {
    lanes.put(s.prefix_count() + c, broadcast(0.0));
    for (int f = 0; f < Family::fields; f++) lanes.put(s.prefix_sum(f) + c, Family::empty(f));
  });
}

/** Turns the values of the block that is complete into sums of its suffixes. */
template <class Family>
void close_block(const TwoStackState<Family>& s, std::size_t begin, std::size_t end) {
  constexpr int inputs = Family::inputs, fields = Family::fields;
  for (std::size_t slot = s.window; slot-- > 0;) {
    const bool newest = slot + 1 == s.window;
    const F64 place = broadcast(static_cast<double>(slot) - static_cast<double>(s.window));
    for_columns(begin, end, [&](auto lanes, std::size_t c) {
      RunningSums<Family> suffix = RunningSums<Family>::empty();
      F64 x[inputs];
      if (!newest) {
        suffix.count = lanes.get(s.suffix_count(slot + 1) + c);
        for (int f = 0; f < fields; f++) suffix.sums[f] = lanes.get(s.suffix_sum(f, slot + 1) + c);
      }
      for (int i = 0; i < inputs; i++) {
        suffix.anchor[i] = lanes.get(s.suffix_anchor(i) + c);
        x[i] = lanes.get(s.value(i, slot) + c);
      }
      suffix.template add<false>(x, place);
      lanes.put(s.suffix_count(slot) + c, suffix.count);
      for (int f = 0; f < fields; f++) lanes.put(s.suffix_sum(f, slot) + c, suffix.sums[f]);
      for (int i = 0; i < inputs; i++) lanes.put(s.suffix_anchor(i) + c, suffix.anchor[i]);
    });
  }
}

/** One row of the columns from `begin` to before `end`; `before` rows of its window lie before the current
 * block. */
template <class Family, class Finish>
void two_stack_row(const KernelCall& call, const TwoStackState<Family>& s, std::size_t r, std::size_t slot,
                   std::size_t before, std::size_t begin, std::size_t end, Finish finish) {
  constexpr int inputs = Family::inputs, fields = Family::fields;
  const F64 min_count = broadcast(call.args[1]);
  const F64 place = broadcast(static_cast<double>(slot)),
            rows_before = broadcast(static_cast<double>(before));
  const bool last = slot + 1 == s.window;
  for_columns(begin, end, [&](auto lanes, std::size_t c) {
    RunningSums<Family> prefix, suffix = RunningSums<Family>::empty();
    F64 x[inputs];
    if (!last) {
      suffix.count = lanes.get(s.suffix_count(slot + 1) + c);
      for (int f = 0; f < fields; f++) suffix.sums[f] = lanes.get(s.suffix_sum(f, slot + 1) + c);
    }
    prefix.count = lanes.get(s.prefix_count() + c);
    for (int f = 0; f < fields; f++) prefix.sums[f] = lanes.get(s.prefix_sum(f) + c);
    for (int i = 0; i < inputs; i++) {
      suffix.anchor[i] = lanes.get(s.suffix_anchor(i) + c);
      prefix.anchor[i] = lanes.get(s.prefix_anchor(i) + c);
      x[i] = lanes.get(call.in[i].row(r) + c);
      lanes.put(s.value(i, slot) + c, x[i]);
    }
    prefix.template add<true>(x, place);
    lanes.put(s.prefix_count() + c, prefix.count);
    for (int f = 0; f < fields; f++) lanes.put(s.prefix_sum(f) + c, prefix.sums[f]);
    for (int i = 0; i < inputs; i++) lanes.put(s.prefix_anchor(i) + c, prefix.anchor[i]);
    lanes.put(call.out[0].row(r) + c,
              finish_window(prefix, suffix, x, rows_before, place, min_count, finish));
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
      const std::uint64_t before_this = seen + (r - from);
      if (slot == 0) {
        if (before_this > 0) close_block(s, begin, end);
        empty_prefix(s, begin, end);
      }
      const std::size_t before = before_this < s.window ? 0 : s.window - 1 - slot;
      two_stack_row(call, s, r, slot, before, begin, end, finish);
      if (++slot == s.window) slot = 0;
    }
  }
  s.set_rows_seen(seen + (to - from));
}
