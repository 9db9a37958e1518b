#pragma once

#include <cmath>

#include "vpin/bars.h"
#include "vpin/measure.h"

namespace dualbus::vpin {

/** The bar being built (src/analytics/vpin/bars/open-bar.ts). */
class OpenBar {
 public:
  OpenBar(bool close_to_close, double ticks_per_whole)
      : ticks_per_whole_(ticks_per_whole), close_to_close_(close_to_close) {}

  double weight = 0;
  double trades = 0;

  void add(double more, double price) {
    if (trades == 0) first_ = price;
    last_ = price;
    trades++;
    weight += more;
  }

  /** The same of `count` trades that follow others, together. */
  void add_block(double whole_weight, double price, double count) {
    last_ = price;
    trades += count;
    weight = whole_weight;
  }

  /** Hands the finished bar to the sink; the next one is empty. */
  Fault finish(double duration, const PieceClock& clock, BarSink& sink) {
    if (weight >= exact_limit) return Fault::inexact_bar;
    const bool chained = close_to_close_ && !std::isnan(previous_);
    const double from = chained ? previous_ : first_;
    const Bar bar = {weight, (last_ - from) / ticks_per_whole_, chained || !close_to_close_, duration};
    previous_ = last_;
    weight = trades = 0;
    return sink.bar(bar, clock);
  }

  void save(StateWriter& writer) const {
    const double numbers[] = {weight, trades, first_, last_, previous_};
    writer.numbers(numbers);
  }

  void load(StateReader& reader) {
    double numbers[5];
    reader.numbers(numbers);
    weight = numbers[0], trades = numbers[1];
    first_ = numbers[2], last_ = numbers[3], previous_ = numbers[4];
  }

 private:
  double first_ = NAN, last_ = NAN, previous_ = NAN;
  double ticks_per_whole_;
  bool close_to_close_;
};

}  // namespace dualbus::vpin
