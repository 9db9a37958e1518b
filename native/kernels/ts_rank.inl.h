// Specified by src/compute/reference/rolling/ts-rank.ts.

/** Among `others`, how many are less than x plus how many are at most x, and how many are valid. */
struct RankCounts {
  F64 below = broadcast(0.0), valid = broadcast(0.0);

  template <bool may_miss>
  void add(F64 x, F64 other) {
    const F64 one = broadcast(1.0);
    below = below + keep(other < x, one) + keep(other <= x, one);
    if constexpr (may_miss) valid = valid + keep(!is_missing(other), one);
  }
};

struct RankScaling {
  RankScale scale;
  F64 min_count;

  F64 operator()(F64 x, const RankCounts& counts) const {
    F64 rank = (counts.below + broadcast(1.0)) * broadcast(0.5);
    if (scale == RankScale::centred) rank = rank - broadcast(0.5);
    if (scale != RankScale::rank) rank = rank / counts.valid;
    return select(is_missing(x) | (counts.valid < min_count), missing_value(), rank);
  }
};

/** Rows from `from` to before `to` through the ring, lanes across columns. */
inline void ts_rank_rows(const KernelCall& call, const RowRing& ring, std::size_t from, std::size_t to,
                         RankScaling scaling) {
  constexpr std::size_t cache_values = 3072, narrowest = 2 * F64::lanes;
  std::size_t strip = cache_values / ring.length / F64::lanes * F64::lanes;
  if (strip < narrowest) strip = narrowest;
  for (std::size_t begin = 0; begin < call.cols; begin += strip) {
    const std::size_t end = begin + strip < call.cols ? begin + strip : call.cols;
    for (std::size_t r = from; r < to; r++) {
      const std::uint64_t known = ring.seen + r + 1;
      const std::size_t kept = known < ring.length ? known : ring.length;
      for_columns(begin, end, [&](auto lanes, std::size_t c) {
        const F64 x = lanes.get(call.in[0].row(r) + c);
        lanes.put(ring.at(r) + c, x);
        RankCounts counts;
        for (std::size_t slot = 0; slot < kept; slot++)
          counts.add<true>(x, lanes.get(ring.rows + slot * ring.cols + c));
        lanes.put(call.out[0].row(r) + c, scaling(x, counts));
      });
    }
  }
}

/** `groups` vectors of consecutive rows of one series at once; all their windows lie in it. */
template <int groups, bool may_miss>
void ts_rank_block(const double* x, double* out, std::size_t window, RankScaling scaling) {
  F64 value[groups];
  RankCounts counts[groups];
  for (int g = 0; g < groups; g++) value[g] = load(x + g * F64::lanes);
  for (std::size_t j = 0; j < window; j++)
    for (int g = 0; g < groups; g++) counts[g].template add<may_miss>(value[g], load(x + g * F64::lanes - j));
  for (int g = 0; g < groups; g++) {
    if constexpr (!may_miss) counts[g].valid = broadcast(static_cast<double>(window));
    store(out + g * F64::lanes, scaling(value[g], counts[g]));
  }
}

inline bool any_missing(const double* x, std::size_t n) {
  Mask missing = is_missing(broadcast(0.0));
  std::size_t i = 0;
  for (; i + F64::lanes <= n; i += F64::lanes) missing = missing | is_missing(load(x + i));
  if (i < n) missing = missing | is_missing(load_first(x + i, n - i));
  return any(missing);
}

/** As many blocks of one series as there are from row `r` on; returns the first row not taken. */
inline std::size_t ts_rank_series(const KernelCall& call, std::size_t window, std::size_t r,
                                  RankScaling scaling) {
  constexpr int groups = 4;
  constexpr std::size_t block = groups * F64::lanes, blocks = 16;
  const double* x = call.in[0].data;
  double* out = call.out[0].data;
  for (; r + block * blocks <= call.rows; r += block * blocks) {
    const bool missing = any_missing(x + r + 1 - window, window - 1 + block * blocks);
    for (std::size_t i = r; i < r + block * blocks; i += block) {
      if (missing)
        ts_rank_block<groups, true>(x + i, out + i, window, scaling);
      else
        ts_rank_block<groups, false>(x + i, out + i, window, scaling);
    }
  }
  return r;
}

inline void ts_rank(const KernelCall& call) {
  const std::size_t window = call.args[0];
  const RankScaling scaling{static_cast<RankScale>(call.args[2]), broadcast(call.args[1])};
  const RowRing ring(call, window);
  std::size_t r = 0;
  if (call.cols == 1 && is_dense(call, 1) && window <= call.rows) {
    ts_rank_rows(call, ring, 0, window - 1, scaling);
    r = ts_rank_series(call, window, window - 1, scaling);
    // What the series passed by, the ring has to know.
    const std::size_t first = r - (window - 1 < r ? window - 1 : r);
    for (std::size_t i = first; i < r; i++) *ring.at(i) = call.in[0].data[i];
  }
  ts_rank_rows(call, ring, r, call.rows, scaling);
  *call.state = static_cast<double>(ring.seen + call.rows);
}
