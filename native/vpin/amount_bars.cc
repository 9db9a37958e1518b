#include "vpin/amount_bars.h"

namespace dualbus::vpin {

Fault AmountBars::close(BarSink& sink) {
  if (open_.trades == 0) return Fault::none;
  if (const Fault why = open_.finish(duration_, *this, sink); why != Fault::none) return why;
  collected_ = duration_ = 0;
  return Fault::none;
}

std::int64_t AmountBars::at(double fraction) const {
  const double length = difference(clock_.at(now_), start_);
  return wrapping_add(start_, to_ns(round_up(length * fraction)));
}

void AmountBars::save(StateWriter& writer) const {
  open_.save(writer);
  clock_.save(writer, now_);
  writer.integer(start_);
  const double numbers[] = {collected_, duration_};
  writer.numbers(numbers);
}

void AmountBars::load(StateReader& reader) {
  open_.load(reader);
  clock_.load(reader, now_);
  start_ = reader.integer();
  double numbers[2];
  reader.numbers(numbers);
  collected_ = numbers[0], duration_ = numbers[1];
}

}  // namespace dualbus::vpin
