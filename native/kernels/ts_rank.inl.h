// Specified by src/compute/reference/rolling/ts-rank.ts.

/** How many rows are less than x plus how many are at most x, and how many are valid. */
struct RankCounts {
  F64 below = broadcast(0.0), valid = broadcast(0.0);

  template <bool complete>
  void add(F64 x, F64 other) {
    const F64 one = broadcast(1.0);
    below = below + (keep(other < x, one) + keep(other <= x, one));
    if constexpr (!complete) valid = valid + keep(!is_missing(other), one);
  }
};

inline void ts_rank(const KernelCall& call) {
  const RankScale scale = static_cast<RankScale>(call.args[2]);
  const F64 min_count = broadcast(call.args[1]), half = broadcast(0.5);
  ring_windows(call, [=](const auto& window, std::size_t n) {
    constexpr bool complete = std::remove_reference_t<decltype(window)>::complete;
    // Counts may be taken in any order: several chains run side by side.
    constexpr std::size_t chains = 4;
    const F64 x = window(n - 1);
    RankCounts counts[chains];
    std::size_t i = 0;
    for (; i + chains <= n; i += chains)
      for (std::size_t k = 0; k < chains; k++) counts[k].template add<complete>(x, window(i + k));
    for (; i < n; i++) counts[0].template add<complete>(x, window(i));
    const F64 below = (counts[0].below + counts[1].below) + (counts[2].below + counts[3].below);
    const F64 valid = complete ? broadcast(static_cast<double>(n))
                               : (counts[0].valid + counts[1].valid) + (counts[2].valid + counts[3].valid);
    F64 rank = (below + broadcast(1.0)) * half;
    if (scale == RankScale::centred) rank = rank - half;
    if (scale != RankScale::rank) rank = rank / valid;
    return select(is_missing(x) | (valid < min_count), missing_value(), rank);
  });
}
