/** Whether all 16 rows are of the instrument of the row before them. */
inline bool one_instrument(const std::uint32_t* rows) {
  std::uint32_t differ = 0;
  for (std::size_t i = 0; i < vpin_block; i++) differ |= rows[i] ^ rows[-1];
  return differ == 0;
}

/**
 * Bits of the trades that the tick rule calls buys: a change upwards, or no change since one. `buying` says
 * so of the trade before the block. A carry runs up each gap of unchanged prices and stops at the next
 * change.
 */
inline std::uint32_t tick_buys(std::uint32_t up, std::uint32_t down, bool buying) {
  const std::uint32_t same = ~(up | down) & 0xffff;
  const std::uint32_t starts = ((up << 1) | (buying ? 1u : 0u)) & same;
  return up | (same & ~(same + starts));
}

/** Whole sizes of at least 1 and finite prices. Adding 2^52 rounds: what comes back unchanged was whole. */
inline Mask plain_amounts(F64 size, F64 price) {
  const F64 whole = broadcast(4503599627370496.0);
  const Mask whole_size = (((size + whole) - whole) == size) & (broadcast(1.0) <= size);
  return whole_size & (absolute(price) < broadcast(__builtin_inf()));
}

/**
 * The checks that need all rows, over `lanes` of them at a time. Times may be negative, so 1.5 * 2^52 rounds
 * them.
 */
inline Mask plain_rows(const TradeBatch& b, std::size_t i, F64 size, F64 price, F64 session_gap) {
  const F64 time = load(b.time + i), gap = time - load(b.time + i - 1);
  const F64 whole_signed = broadcast(6755399441055744.0);
  const Mask in_order = (broadcast(0.0) <= gap) & (gap < session_gap);
  const Mask whole_time = ((time + whole_signed) - whole_signed) == time;
  return in_order & whole_time & plain_amounts(size, price);
}

inline double sum_of_lanes(F64 a) {
  double lanes[F64::lanes];
  store(lanes, a);
  double sum = 0;
  for (double lane : lanes) sum += lane;
  return sum;
}

template <bool by_tick>
inline std::size_t vpin_blocks(VpinRun& run, const TradeBatch& batch, std::size_t from, double session_gap) {
  constexpr std::size_t steps = vpin_block / F64::lanes;
  constexpr double limit = 2251799813685248.0;  // 2^51: within it the tests for whole numbers hold
  VpinRun at = run;
  const double now_back = batch.time[from - 1];
  if (at.now != now_back || !(at.now > -limit) || !(at.now < limit) || __builtin_floor(at.now) != at.now ||
      !(at.duration < limit) || __builtin_floor(at.duration) != at.duration || !(at.fill > 0))
    return from;
  if (by_tick && (at.price != batch.price[from - 1] || at.tick == 0)) return from;
  const F64 units = broadcast(at.units_per_step), gap = broadcast(session_gap);
  std::size_t row = from;
  for (; batch.length - row >= vpin_block; row += vpin_block) {
    if (!one_instrument(batch.instrument + row)) break;
    F64 total = broadcast(0.0), signed_total = broadcast(0.0);
    F64 weights[steps];
    Mask plain = broadcast(0.0) == broadcast(0.0);
    std::uint32_t up = 0, down = 0;
    for (std::size_t k = 0; k < steps; k++) {
      const std::size_t i = row + k * F64::lanes;
      const F64 size = load(batch.size + i), price = load(batch.price + i);
      plain = plain & plain_rows(batch, i, size, price, gap);
      weights[k] = size * units;
      total = total + weights[k];
      if (by_tick) {
        const F64 before = load(batch.price + i - 1);
        up |= bit_mask(before < price) << (k * F64::lanes);
        down |= bit_mask(price < before) << (k * F64::lanes);
      } else {
        signed_total = signed_total + weights[k] * load_signs(batch.side + i);
      }
    }
    const double weight = sum_of_lanes(total), last = batch.time[row + vpin_block - 1];
    if (any(!plain) || !(weight < at.bucket - at.fill) || last >= at.midnight || !(last < limit)) break;
    double imbalance = 0;
    if (by_tick) {
      const std::uint32_t buys = tick_buys(up, down, at.tick > 0);
      for (std::size_t k = 0; k < steps; k++)
        signed_total = signed_total + keep(lanes_of(buys >> (k * F64::lanes)), weights[k]);
      imbalance = 2 * sum_of_lanes(signed_total) - weight;
      at.tick = (buys >> (vpin_block - 1)) & 1 ? 1 : -1;
    } else {
      imbalance = sum_of_lanes(signed_total);
    }
    at.fill += weight;
    at.imbalance += imbalance;
    at.duration += last - at.now;
    at.now = last;
  }
  if (by_tick) at.price = batch.price[row - 1];
  run = at;
  return row;
}

inline std::size_t vpin_bar_blocks(const TradeBatch& batch, std::size_t from, double end,
                                   double units_per_step, double* weight) {
  const F64 units = broadcast(units_per_step), limit = broadcast(end), start = broadcast(-__builtin_inf());
  std::size_t row = from;
  for (; batch.length - row >= vpin_block && one_instrument(batch.instrument + row); row += vpin_block) {
    F64 total = broadcast(0.0);
    Mask plain = broadcast(0.0) == broadcast(0.0);
    for (std::size_t i = row; i < row + vpin_block; i += F64::lanes) {
      const F64 size = load(batch.size + i), time = load(batch.time + i);
      plain = plain & plain_amounts(size, load(batch.price + i)) & (start < time) & (time < limit);
      total = total + size * units;
    }
    const double sum = *weight + sum_of_lanes(total);
    if (any(!plain) || !(sum < 9007199254740992.0)) break;
    *weight = sum;
  }
  return row;
}

inline constexpr VpinTable vpin_table = {vpin_blocks<false>, vpin_blocks<true>, vpin_bar_blocks, vpin_normal,
                                         vpin_student_t};
