#include "vpin/trade_engine.h"

#include <cmath>

namespace dualbus::vpin {

namespace {

/**
 * Takes a trade that is nothing but one more in the open bucket: in order of time, on the same day, whole,
 * and too small to fill the bucket. One branch decides, the rest is arithmetic. False, with nothing changed,
 * for others.
 */
template <bool by_tick>
inline bool take_plain(VpinRun& run, const TradeBatch& batch, std::size_t i, double session_gap) {
  const double time = batch.time[i], price = batch.price[i], size = batch.size[i];
  const double weight = size * run.units_per_step, gap = time - run.now;
  const std::int64_t change = by_tick ? (price > run.price) - (price < run.price) : 0;
  const std::int64_t tick = change + (change == 0) * run.tick;
  const bool whole = (size + 4503599627370496.0) - 4503599627370496.0 == size;
  const bool plain = whole & (size >= 1) & (weight < run.bucket - run.fill) & (run.fill > 0) & (gap >= 0) &
                     (time < run.midnight) & (std::fabs(price) < INFINITY) & (!by_tick | (tick != 0));
  if (!plain) return false;
  const int side = by_tick ? static_cast<int>(tick) : (batch.side[i] > 0) - (batch.side[i] < 0);
  if (by_tick) run.price = price;
  run.tick = tick;
  run.rows++;
  run.now = time;
  run.duration += gap < session_gap ? gap : 0;
  run.fill += weight;
  run.imbalance += weight * side;
  return true;
}

}  // namespace

template <bool by_tick>
std::size_t TradeEngine::take(const TradeBatch& batch, std::int64_t base, std::size_t from) {
  const bool plain = takes_plain_trades(batch);
  std::size_t i = from;
  while (i < batch.length) {
    const std::uint32_t id = batch.instrument[i];
    const std::uint32_t slot = find(id, base);
    if (slot == no_slot) return stop(Fault::unknown_instrument, i);
    VpinRun& at = run(slot);
    // A block that is no plain one is taken trade by trade, and so is the trade that blocks start behind.
    std::size_t alone = i + 1;
    do {
      if (!plain || !take_plain<by_tick>(at, batch, i, settings_.session_gap)) {
        if (const Fault why = series(slot).trade(batch, i, rows); why != Fault::none) return stop(why, i);
      }
      i++;
      if (i == alone && batch.length - i >= vpin_block && batch.instrument[i + vpin_block - 1] == id) {
        i = series(slot).blocks(batch, i);
        alone = i + vpin_block;
      }
    } while (i < batch.length && batch.instrument[i] == id);
  }
  return i;
}

std::size_t TradeEngine::trades(const TradeBatch& batch, std::int64_t base, std::size_t from) {
  begin_batch();
  return settings_.classifier == Classifier::tick ? take<true>(batch, base, from)
                                                  : take<false>(batch, base, from);
}

std::size_t TradeEngine::quotes(const TradeBatch& batch, std::int64_t base, std::size_t from) {
  begin_batch();
  for (std::size_t i = from; i < batch.length; i++) {
    const std::uint32_t slot = find(batch.instrument[i], base);
    if (slot == no_slot) return stop(Fault::unknown_instrument, i);
    if (const Fault why = series(slot).quote(batch.time[i], batch.bid[i], batch.ask[i]); why != Fault::none)
      return stop(why, i);
  }
  return batch.length;
}

}  // namespace dualbus::vpin
