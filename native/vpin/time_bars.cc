#include "vpin/time_bars.h"

namespace dualbus::vpin {

std::size_t TimeBars::blocks(const TradeBatch& batch, std::size_t from, double midnight,
                             double units_per_step) {
  if (!(open_.trades > 0)) return from;
  double weight = open_.weight;
  const std::size_t to = blocks_(batch, from, end_ < midnight ? end_ : midnight, units_per_step, &weight);
  if (to > from) open_.add_block(weight, batch.price[to - 1], static_cast<double>(to - from));
  return to;
}

/** Finishes the open bar and opens the one that holds the time `offset`. */
Fault TimeBars::move_to(double offset, BarSink& sink) {
  if (!started_) start(offset);
  const double index = base_index_ + std::floor((base_rest_ + offset) / length_);
  if (index_ >= 0) {
    if (const Fault why = finish(sink); why != Fault::none) return why;
    const double skipped = index - index_ - 1;
    if (skipped > 0) skip(index, skipped, sink);
  }
  index_ = index;
  set_end();
  return Fault::none;
}

void TimeBars::start(double offset) {
  const std::int64_t time = wrapping_add(base_, to_ns(std::floor(offset)));
  started_ = true;
  origin_ = from_midnight_ ? wrap(floor_divide(time, whole_day) * whole_day) : time;
  place();
}

void TimeBars::rebase(std::int64_t base) {
  base_ = base;
  if (started_) place();
}

void TimeBars::place() {
  const Wide from_origin = Wide{base_} - origin_;
  const Wide bars = floor_divide(from_origin, wide_length());
  base_index_ = static_cast<double>(bars);
  base_rest_ = static_cast<double>(from_origin - bars * wide_length());
  if (index_ >= 0) set_end();
}

/** Only within days that have trades: the rest of the day of the last bar, and the day of the next one before
 * it. */
void TimeBars::skip(double index, double skipped, BarSink& sink) const {
  const Wide day = day_of(index), previous_day = day_of(index_);
  const double count = day == previous_day
                           ? skipped
                           : first_bar_of(previous_day + 1) - index_ - 1 + (index - first_bar_of(day));
  if (count > 0) sink.empty(count, count * length_);
}

/** The first bar that starts on the day or later. */
double TimeBars::first_bar_of(Wide day) const {
  return static_cast<double>(-floor_divide(origin_ - day * whole_day, wide_length()));
}

void TimeBars::save(StateWriter& writer) const {
  open_.save(writer);
  writer.text(started_ ? std::to_string(origin_) : std::string());
  writer.number(index_);
}

void TimeBars::load(StateReader& reader) {
  open_.load(reader);
  const std::string origin = reader.text();
  started_ = !origin.empty();
  if (started_) origin_ = reader.to_integer(origin);
  index_ = reader.number();
}

}  // namespace dualbus::vpin
