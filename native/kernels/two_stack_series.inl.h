// Rolling windows over one long series: lane l of a group works on block l of as many consecutive blocks. The
// block before that of lane l is in lane l - 1; before lane 0 it is the last lane of the group before.

/** Scratch of one series; specs.h reserves it. Row k is offset k in every block of the group. */
template <class Family>
struct SeriesGroup {
  static constexpr int inputs = Family::inputs, fields = Family::fields;
  static constexpr std::size_t lanes = F64::lanes;
  double* scratch;
  std::size_t window;
  /** Two vectors an input: see `suffix`. */
  double anchors[inputs][2 * lanes] = {};

  /** The values of the group, one vector a row; its results take the place of the first input. */
  double* value(int i, std::size_t k) const { return scratch + (i * window + k) * lanes; }

  /**
   * The sums from row k on, field by field, then their counts. Two vectors: the last lane of the first
   * belongs to the block before the group, the second to the group's own blocks. So a load one element before
   * the second has, in every lane, the block before that lane's.
   */
  double* suffix(int f, std::size_t k) const {
    return scratch + inputs * window * lanes + (f * window + k) * 2 * lanes + lanes;
  }
  /** Stores sums of the group's blocks, after the last of those that stood there became the block before. */
  static void push(double* place, F64 sums) {
    place[-1] = place[lanes - 1];
    store(place, sums);
  }
  static F64 before(const double* place) { return load(place - 1); }

  void load_row(F64 (&x)[inputs], std::size_t k) const {
    for (int i = 0; i < inputs; i++) x[i] = load(value(i, k));
  }
};

/** Loads the blocks that begin at `p`, lanes across them; whether a value is missing. */
inline bool load_blocks(const double* p, std::size_t window, double* tile) {
  constexpr std::size_t lanes = F64::lanes;
  Mask missing = is_missing(broadcast(0.0));
  std::size_t k = 0;
  for (; k + lanes <= window; k += lanes) {
    F64 rows[lanes];
    for (std::size_t l = 0; l < lanes; l++) {
      rows[l] = load(p + l * window + k);
      missing = missing | is_missing(rows[l]);
    }
    transpose(rows);
    for (std::size_t l = 0; l < lanes; l++) store(tile + (k + l) * lanes, rows[l]);
  }
  for (; k < window; k++) {
    for (std::size_t l = 0; l < lanes; l++) tile[k * lanes + l] = p[l * window + k];
    missing = missing | is_missing(load(tile + k * lanes));
  }
  return any(missing);
}

inline void store_blocks(double* p, std::size_t window, const double* tile) {
  constexpr std::size_t lanes = F64::lanes;
  std::size_t k = 0;
  for (; k + lanes <= window; k += lanes) {
    F64 rows[lanes];
    for (std::size_t l = 0; l < lanes; l++) rows[l] = load(tile + (k + l) * lanes);
    transpose(rows);
    for (std::size_t l = 0; l < lanes; l++) store(p + l * window + k, rows[l]);
  }
  for (; k < window; k++)
    for (std::size_t l = 0; l < lanes; l++) p[l * window + k] = tile[k * lanes + l];
}

/** A group that may have missing values. */
template <class Family, class Finish>
void roll_group(SeriesGroup<Family>& group, F64 min_count, Finish finish) {
  constexpr int inputs = Family::inputs, fields = Family::fields;
  const std::size_t window = group.window;
  F64 x[inputs];
  RunningSums<Family> suffix = RunningSums<Family>::empty();
  for (std::size_t k = window; k-- > 1;) {
    group.load_row(x, k);
    suffix.template add<false>(x, broadcast(static_cast<double>(k) - static_cast<double>(window)));
    for (int f = 0; f < fields; f++) group.push(group.suffix(f, k), suffix.sums[f]);
    group.push(group.suffix(fields, k), suffix.count);
  }
  for (int i = 0; i < inputs; i++) {
    double* place = group.anchors[i] + F64::lanes;
    group.push(place, suffix.anchor[i]);
    suffix.anchor[i] = group.before(place);
  }
  RunningSums<Family> prefix = RunningSums<Family>::empty();
  for (std::size_t k = 0; k < window; k++) {
    group.load_row(x, k);
    const F64 slot = broadcast(static_cast<double>(k));
    prefix.template add<true>(x, slot);
    const bool last = k + 1 == window;
    for (int f = 0; f < fields; f++)
      suffix.sums[f] = last ? Family::empty(f) : group.before(group.suffix(f, k + 1));
    suffix.count = last ? broadcast(0.0) : group.before(group.suffix(fields, k + 1));
    const F64 before = broadcast(static_cast<double>(window - 1 - k));
    store(group.value(0, k), finish_window(prefix, suffix, x, before, slot, min_count, finish));
  }
}

/** The same operations where nothing is missing, here and in the block before: all counts are known. */
template <class Family, class Finish>
void roll_complete_group(SeriesGroup<Family>& group, Finish finish) {
  constexpr int inputs = Family::inputs, fields = Family::fields;
  const std::size_t window = group.window;
  RollingWindow<Family> w;
  SuffixPart<inputs> part;
  RunningSums<Family> prefix = RunningSums<Family>::empty(), suffix = prefix;
  group.load_row(w.newest, 0);
  prefix.set_anchor(w.newest);
  group.load_row(w.newest, window - 1);
  suffix.set_anchor(w.newest);
  for (int i = 0; i < inputs; i++) {
    double* place = group.anchors[i] + F64::lanes;
    group.push(place, suffix.anchor[i]);
    w.anchor[i] = prefix.anchor[i];
    part.shift[i] = group.before(place) - prefix.anchor[i];
  }
  for (std::size_t k = window; k-- > 1;) {
    group.load_row(w.newest, k);
    suffix.template add_valid<false>(w.newest,
                                     broadcast(static_cast<double>(k) - static_cast<double>(window)));
    for (int f = 0; f < fields; f++) group.push(group.suffix(f, k), suffix.sums[f]);
  }
  w.count = broadcast(static_cast<double>(window));
  for (std::size_t k = 0; k < window; k++) {
    group.load_row(w.newest, k);
    w.slot = broadcast(static_cast<double>(k));
    prefix.template add_valid<true>(w.newest, w.slot);
    for (int f = 0; f < fields; f++) w.sums[f] = prefix.sums[f];
    w.before = part.count = broadcast(static_cast<double>(window - 1 - k));
    part.exists = broadcast(0.0) < part.count;
    if (k + 1 < window) {
      for (int f = 0; f < fields; f++) suffix.sums[f] = group.before(group.suffix(f, k + 1));
      Family::join(w.sums, suffix.sums, part);
    }
    store(group.value(0, k), finish(w));
  }
}

/** Hands the last block of the state over to the group as the block before it. */
template <class Family>
void take_block_before(const TwoStackState<Family>& s, SeriesGroup<Family>& group) {
  close_block(s, 0, 1);
  for (std::size_t k = 1; k < s.window; k++) {
    for (int f = 0; f < Family::fields; f++) group.suffix(f, k)[F64::lanes - 1] = *s.suffix_sum(f, k);
    group.suffix(Family::fields, k)[F64::lanes - 1] = *s.suffix_count(k);
  }
  for (int i = 0; i < Family::inputs; i++) group.anchors[i][2 * F64::lanes - 1] = *s.suffix_anchor(i);
}

/** As many whole groups as there are from row `from` on, where a block begins; returns the first row not
 * taken. */
template <class Family, class Finish>
std::size_t two_stack_series(const KernelCall& call, const TwoStackState<Family>& s, std::size_t from,
                             Finish finish) {
  const std::size_t window = s.window, group_rows = window * F64::lanes;
  SeriesGroup<Family> group{call.scratch, window};
  take_block_before(s, group);
  bool missing_before = true, counts_stored = true;
  std::size_t r = from;
  for (; r + group_rows <= call.rows; r += group_rows) {
    bool missing = false;
    for (int i = 0; i < Family::inputs; i++)
      missing |= load_blocks(call.in[i].data + r, window, group.value(i, 0));
    if (missing || missing_before || call.args[1] > window) {
      for (std::size_t k = 1; k < window && !counts_stored; k++)
        group.suffix(Family::fields, k)[F64::lanes - 1] = static_cast<double>(window - k);
      roll_group(group, broadcast(call.args[1]), finish);
      counts_stored = true;
    } else {
      roll_complete_group(group, finish);
      counts_stored = false;
    }
    missing_before = missing;
    store_blocks(call.out[0].data + r, window, group.value(0, 0));
  }
  for (int i = 0; i < Family::inputs; i++)
    for (std::size_t k = 0; k < window; k++) *s.value(i, k) = call.in[i].data[r - window + k];
  s.set_rows_seen(s.rows_seen() + (r - from));
  return r;
}

/** The rows before the first block that has one before it. */
template <class Family>
std::size_t rows_to_second_block(const TwoStackState<Family>& s) {
  const std::uint64_t seen = s.rows_seen();
  if (seen < s.window) return s.window - seen;
  return (s.window - seen % s.window) % s.window;
}

/** The step of every kernel of this family. */
template <class Family, class Finish>
void two_stack(const KernelCall& call, Finish finish) {
  const TwoStackState<Family> s(call);
  std::size_t r = 0;
  if (call.cols == 1 && call.scratch != nullptr) {
    bool dense = call.out[0].stride == 1;
    for (int i = 0; i < Family::inputs; i++) dense &= call.in[i].stride == 1;
    const std::size_t head = rows_to_second_block(s);
    if (dense && head + s.window * F64::lanes <= call.rows) {
      two_stack_panel(call, s, 0, head, finish);
      r = two_stack_series(call, s, head, finish);
    }
  }
  two_stack_panel(call, s, r, call.rows, finish);
}
