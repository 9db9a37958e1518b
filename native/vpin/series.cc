#include "vpin/series.h"

#include <cmath>

namespace dualbus::vpin {
namespace {

constexpr double exact_limit = 9007199254740992.0;  // 2^53

/** Adding 2^52 rounds to a whole number, without a call of floor; from 2^52 on there are only whole ones. */
bool is_trade(double time, double price, double steps) {
  return (std::fabs(time) < INFINITY) & (std::fabs(price) < INFINITY) & (steps >= 0) & (steps < INFINITY) &
         ((((steps + 4503599627370496.0) - 4503599627370496.0) == steps) | (steps >= 4503599627370496.0));
}

}  // namespace

Series::Series(const Settings& settings, std::uint32_t slot, VpinRun& run)
    : run_(run),
      settings_(settings),
      counting_(!settings.by_value),
      slot_(slot),
      quote_(settings.quote_lag),
      window_(settings.window),
      cdf_(settings.cdf_window) {}

double Series::weigh(double size, double price) const {
  if (counting_) return size * run_.units_per_step;
  return (size / measure_.steps_per_whole) * (price / measure_.ticks_per_whole);
}

Fault Series::trade(const TradeBatch& batch, std::size_t i, Rows& rows) {
  const double time = batch.time[i], price = batch.price[i], size = batch.size[i];
  const double weight = weigh(size, price);
  if (!is_trade(time, price, size) || !(weight >= 0)) {
    rejected_++;
    return Fault::none;
  }
  if (counting_ && weight >= exact_limit) return Fault::inexact_weight;
  if (weight > max_buckets_per_piece * run_.bucket) return Fault::too_many_buckets;
  if (weight > 0 && settings_.by_price() && batch.bid != nullptr &&
      !quote_.update(time, batch.bid[i], batch.ask[i]))
    return Fault::too_many_quotes;
  run_.rows++;
  if (!(weight > 0)) return Fault::none;
  days_.see(run_, time);
  const double side = classify(batch, i);
  run_.duration += TradeClock::move_to(run_, time, settings_.session_gap);
  if (counting_ && run_.fill > 0 && weight < run_.bucket - run_.fill) {
    run_.fill += weight;
    run_.imbalance += weight * side;
    return Fault::none;
  }
  return add(weight, side, rows);
}

double Series::classify(const TradeBatch& batch, std::size_t i) {
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

/** Splits a piece of volume at the borders of buckets; a bucket that is exactly full closes at once. */
Fault Series::add(double weight, double side, Rows& rows) {
  double rest = weight;
  while (rest > 0) {
    if (run_.fill == 0) start_ = clock_.at(run_);
    const double room = run_.bucket - run_.fill;
    const double part = rest < room ? rest : room;
    take(part, side);
    rest -= part;
    if (part != room)
      run_.fill += part;
    else if (!close(clock_.at(run_), rows))
      return Fault::too_many_rows;
  }
  return Fault::none;
}

/** In units, exactly; or as shares of the bucket in a compensated sum (Neumaier 1974). */
void Series::take(double part, double side) {
  if (counting_) {
    run_.imbalance += part * side;
    return;
  }
  const double term = (part / run_.bucket) * side;
  const double sum = run_.imbalance + term;
  correction_ += std::fabs(run_.imbalance) >= std::fabs(term) ? run_.imbalance - sum + term
                                                              : term - sum + run_.imbalance;
  run_.imbalance = sum;
}

double Series::open_share() const {
  return counting_ ? run_.imbalance / run_.bucket : run_.imbalance + correction_;
}

bool Series::close(std::int64_t end, Rows& rows) {
  if (rows.list.size() >= rows.limit) return false;
  const double bucket = run_.bucket, whole = measure_.units_per_whole, imbalance = run_.imbalance;
  const double volume = bucket / whole, share = open_share();
  BucketRow row;
  row.slot = slot_;
  row.index = buckets_++;
  row.start = start_;
  row.end = end;
  row.duration = run_.duration / 1e9;
  row.volume = volume;
  row.buy_volume = counting_ ? (bucket + imbalance) / 2 / whole : (volume * (1 + share)) / 2;
  row.sell_volume = counting_ ? (bucket - imbalance) / 2 / whole : (volume * (1 - share)) / 2;
  row.imbalance = counting_ ? imbalance / whole : volume * share;
  run_.fill = run_.imbalance = run_.duration = correction_ = 0;
  if (!std::isnan(measure_.next)) {
    run_.bucket = measure_.next;
    measure_.next = NAN;
    size_text_.swap(next_text_);
    next_text_.clear();
  }
  window_.push(share, 1);
  row.vpin = window_.vpin;
  row.signed_vpin = window_.signed_vpin;
  row.cdf = cdf_value_ = cdf_.update(window_.vpin);
  rows.list.push_back(row);
  return true;
}

void Series::move_base(std::int64_t base) {
  days_.rebase(run_, base);
  clock_.rebase(run_, base);
  quote_.shift(difference(base_, base));
  base_ = base;
}

StateNumbers Series::state() const {
  const double share = open_share();
  return {buckets_,
          run_.rows,
          rejected_,
          days_.count(),
          run_.bucket,
          run_.fill,
          share,
          window_.vpin,
          window_.signed_vpin,
          cdf_value_,
          window_.interim(share, run_.fill / run_.bucket)};
}

void Series::save(StateWriter& writer) const {
  const double counts[] = {run_.rows, rejected_};
  writer.numbers(counts);
  writer.integer(base_);
  if (counting_) {
    for (const std::string* text : {&units_text_, &size_text_, &next_text_}) writer.text(*text);
  } else {
    const double sizes[] = {run_.bucket, measure_.next};
    writer.numbers(sizes);
  }
  days_.save(writer);
  const double open[] = {run_.fill, run_.imbalance, correction_, run_.duration};
  writer.numbers(open);
  writer.integer(start_);
  const double output[] = {buckets_, cdf_value_};
  writer.numbers(output);
  window_.save(writer);
  cdf_.save(writer);
  if (settings_.by_price()) {
    writer.number(run_.price);
    writer.number(static_cast<double>(run_.tick));
    quote_.save(writer);
  }
  clock_.save(writer, run_);
}

bool Series::load(StateReader& reader, const MeasureNumbers& numbers) {
  measure_ = numbers;
  run_.bucket = numbers.bucket;
  run_.units_per_step = numbers.units_per_step;
  double two[2], four[4];
  reader.numbers(two);
  run_.rows = two[0], rejected_ = two[1];
  base_ = reader.integer();
  if (counting_) {
    for (std::string* text : {&units_text_, &size_text_, &next_text_}) *text = reader.text();
  } else {
    reader.numbers(two);
  }
  days_.load(reader, run_);
  reader.numbers(four);
  run_.fill = four[0], run_.imbalance = four[1], correction_ = four[2], run_.duration = four[3];
  start_ = reader.integer();
  reader.numbers(two);
  buckets_ = two[0], cdf_value_ = two[1];
  window_.load(reader);
  cdf_.load(reader);
  if (settings_.by_price()) {
    run_.price = reader.number();
    const double tick = reader.number();
    run_.tick = (tick > 0) - (tick < 0);
    quote_.load(reader);
  }
  clock_.load(reader, run_);
  days_.rebase(run_, base_);
  clock_.rebase(run_, base_);
  // A fill beyond the bucket would never end.
  return reader.ok() && reader.at_end() && run_.fill >= 0 && run_.fill < run_.bucket;
}

}  // namespace dualbus::vpin
