#include "vpin/trade_series.h"

namespace dualbus::vpin {

TradeSeries::TradeSeries(const Settings& settings, const KernelTable& table, std::uint32_t slot, VpinRun& run,
                         const SeriesNumbers&)
    : run_(run),
      settings_(settings),
      blocks_(settings.classifier == Classifier::aggressor ? table.vpin.aggressor
              : settings.classifier == Classifier::tick    ? table.vpin.tick
                                                           : nullptr),
      account_(settings, slot, run),
      buckets_(run, account_.measure, true, account_.output),
      quote_(settings.quote_lag) {}

Fault TradeSeries::trade(const TradeBatch& batch, std::size_t i, Rows& rows) {
  const double time = batch.time[i], price = batch.price[i];
  const double weight =
      account_.weigh(time, price, batch.size[i], account_.measure.numbers().ticks_per_whole);
  if (weight < 0) return Fault::none;
  if (account_.is_inexact(weight)) return Fault::inexact_weight;
  if (buckets_.is_too_much(weight)) return Fault::too_many_buckets;
  if (weight > 0 && settings_.by_price() && batch.bid != nullptr &&
      !quote_.update(time, batch.bid[i], batch.ask[i]))
    return Fault::too_many_quotes;
  run_.rows++;
  if (!(weight > 0)) return Fault::none;
  account_.days.see(run_, time);
  const double side = classify(batch, i);
  run_.duration += TradeClock::move_to(run_.now, time, settings_.session_gap);
  if (buckets_.counting() && run_.fill > 0 && weight < run_.bucket - run_.fill) {
    run_.fill += weight;
    run_.imbalance += weight * side;
    return Fault::none;
  }
  return buckets_.add(
      weight, side, 0, [this](double) { return clock_.at(run_.now); }, rows);
}

double TradeSeries::classify(const TradeBatch& batch, std::size_t i) {
  if (settings_.classifier == Classifier::aggressor) {
    const std::int8_t side = batch.side[i];
    return (side > 0) - (side < 0);
  }
  const double price = batch.price[i];
  // As integers, since which way the price goes is not for a branch to predict.
  const int change = (price > run_.price) - (price < run_.price);
  run_.tick = change != 0 ? change : run_.tick;
  run_.price = price;
  const double by_tick = static_cast<double>(run_.tick);
  if (settings_.classifier == Classifier::tick && run_.tick != 0 && !quote_.waiting()) return by_tick;
  const double by_quote = quote_.side(batch.time[i], price);
  if (settings_.classifier == Classifier::quote) return by_quote;
  const bool quote_first = settings_.classifier == Classifier::lee_ready && by_quote != 0;
  return quote_first || run_.tick == 0 ? by_quote : by_tick;
}

void TradeSeries::move_base(std::int64_t base) {
  clock_.rebase(run_.now, base);
  quote_.shift(difference(account_.base, base));
  account_.rebase(base);
}

void TradeSeries::save(StateWriter& writer) const {
  account_.save(writer);
  buckets_.save(writer);
  account_.output.save(writer);
  if (settings_.by_price()) {
    writer.number(run_.price);
    writer.number(static_cast<double>(run_.tick));
    quote_.save(writer);
  }
  clock_.save(writer, run_.now);
}

bool TradeSeries::load(StateReader& reader, const SeriesNumbers& numbers) {
  account_.load(reader, numbers);
  buckets_.load(reader);
  account_.output.load(reader);
  if (settings_.by_price()) {
    run_.price = reader.number();
    const double tick = reader.number();
    run_.tick = (tick > 0) - (tick < 0);
    quote_.load(reader);
  }
  clock_.load(reader, run_.now);
  account_.rebase(account_.base);
  clock_.rebase(run_.now, account_.base);
  return reader.ok() && reader.at_end() && buckets_.is_sound();
}

}  // namespace dualbus::vpin
