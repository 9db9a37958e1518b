#include "vpin/bulk_series.h"

namespace dualbus::vpin {

BulkSeries::BulkSeries(const Settings& settings, const KernelTable& table, std::uint32_t slot, VpinRun& run,
                       const SeriesNumbers& numbers)
    : run_(run),
      settings_(settings),
      table_(table.vpin),
      account_(settings, slot, run),
      buckets_(run, account_.measure, false, account_.output),
      bar_buckets_(account_.measure, account_.output),
      bars_(make_bars(settings.bulk, settings.session_gap, numbers, table.vpin.bar)),
      given_(settings.bulk.close_to_close, settings.session_gap),
      sigma_(make_sigma(settings.bulk, numbers.sigma)) {}

Fault BulkSeries::trade(const TradeBatch& batch, std::size_t i, Rows& rows) {
  const double time = batch.time[i];
  const double weight =
      account_.weigh(time, batch.price[i], batch.size[i], account_.measure.numbers().ticks_per_whole);
  if (weight < 0) return Fault::none;
  if (account_.is_inexact(weight)) return Fault::inexact_weight;
  run_.rows++;
  if (!(weight > 0)) return Fault::none;
  account_.days.see(run_, time);
  rows_ = &rows;
  return bars_->add(batch, i, weight, *this);
}

Fault BulkSeries::bar(const BarBatch& batch, std::size_t i, Rows& rows) {
  const double time = batch.time[i];
  // The prices of bars are prices, not ticks.
  const double weight = account_.weigh(time, batch.close[i], batch.volume[i], 1);
  if (weight < 0) return Fault::none;
  if (account_.is_inexact(weight)) return Fault::inexact_weight;
  run_.rows++;
  if (weight > 0) account_.days.see(run_, time);
  rows_ = &rows;
  return given_.add(batch, i, weight, *this);
}

Fault BulkSeries::close(Rows& rows) {
  rows_ = &rows;
  return bars_->close(*this);
}

Fault BulkSeries::bar(const Bar& bar, const PieceClock& clock) {
  if (bar.counts) sigma_->update(bar.change);
  const double side = side_of(bar.change, sigma_->value());
  if (settings_.per_bar) return bar_buckets_.add(bar, side, clock, *rows_);
  if (buckets_.is_too_much(bar.weight)) return Fault::too_many_buckets;
  const auto at = [&clock](double fraction) { return clock.at(fraction); };
  return buckets_.add(bar.weight, side, bar.duration, at, *rows_);
}

void BulkSeries::empty(double count, double duration) {
  if (settings_.bulk.count_empty) sigma_->zeros(count);
  if (settings_.per_bar)
    bar_buckets_.wait(duration);
  else
    run_.duration += duration;
}

double BulkSeries::side_of(double change, double sigma) const {
  // A bar that is a bucket stays unclassified until sigma is known, instead of distorting n windows.
  if (settings_.per_bar && std::isnan(sigma)) return NAN;
  if (change == 0 || std::isnan(change)) return change;
  if (!(sigma > 0)) return change > 0 ? 1 : -1;
  const double z = change / sigma;
  const double buys = settings_.classifier == Classifier::bulk_normal
                          ? table_.normal(z)
                          : table_.student_t(z, settings_.bulk.df, settings_.bulk.inverse_beta);
  return 2 * buys - 1;
}

void BulkSeries::move_base(std::int64_t base) {
  bars_->rebase(base);
  given_.rebase(base);
  account_.rebase(base);
}

StateNumbers BulkSeries::state() const {
  if (settings_.per_bar) return account_.state(0, NAN, bars_->open_weight());
  return account_.state(buckets_.open_share(), buckets_.interim(), bars_->open_weight());
}

void BulkSeries::save(StateWriter& writer) const {
  account_.save(writer);
  if (settings_.per_bar)
    bar_buckets_.save(writer);
  else
    buckets_.save(writer);
  account_.output.save(writer);
  bars_->save(writer);
  given_.save(writer);
  sigma_->save(writer);
}

bool BulkSeries::load(StateReader& reader, const SeriesNumbers& numbers) {
  account_.load(reader, numbers);
  if (settings_.per_bar)
    bar_buckets_.load(reader);
  else
    buckets_.load(reader);
  account_.output.load(reader);
  bars_->load(reader);
  given_.load(reader);
  sigma_->load(reader);
  move_base(account_.base);
  return reader.ok() && reader.at_end() && buckets_.is_sound();
}

}  // namespace dualbus::vpin
