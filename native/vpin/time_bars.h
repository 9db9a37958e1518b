#pragma once

#include "vpin/open_bar.h"
#include "vpin/time.h"

namespace dualbus::vpin {

/** Bars of equal time on a grid (src/analytics/vpin/bars/time-bars.ts). */
class TimeBars final : public Bars, public PieceClock {
 public:
  TimeBars(const BulkSettings& settings, double ticks_per_whole, VpinBarBlocks blocks)
      : open_(settings.close_to_close, ticks_per_whole),
        blocks_(blocks),
        length_(settings.bar_length),
        from_midnight_(settings.from_midnight) {}

  double open_weight() const override { return open_.weight; }

  Fault add(const TradeBatch& batch, std::size_t i, double weight, BarSink& sink) override {
    const double time = batch.time[i];
    if (time >= end_) {
      if (const Fault why = move_to(time, sink); why != Fault::none) return why;
    }
    open_.add(weight, batch.price[i]);
    return Fault::none;
  }

  std::size_t blocks(const TradeBatch& batch, std::size_t from, double midnight,
                     double units_per_step) override;
  Fault close(BarSink& sink) override { return open_.trades > 0 ? finish(sink) : Fault::none; }
  std::int64_t at(double fraction) const override {
    return wrap(wide_start(index_) + to_ns(round_up(fraction * length_)));
  }
  void rebase(std::int64_t base) override;
  void save(StateWriter& writer) const override;
  void load(StateReader& reader) override;

 private:
  Fault move_to(double offset, BarSink& sink);
  Fault finish(BarSink& sink) { return open_.finish(length_, *this, sink); }
  void start(double offset);
  void place();
  void set_end() { end_ = (index_ + 1 - base_index_) * length_ - base_rest_; }
  void skip(double index, double skipped, BarSink& sink) const;
  Wide wide_start(double index) const { return origin_ + Wide{to_ns(index)} * wide_length(); }
  Wide day_of(double index) const { return floor_divide(wide_start(index), whole_day); }
  double first_bar_of(Wide day) const;
  Wide wide_length() const { return to_ns(length_); }

  /** Where the open bar ends, ns from the time base. */
  double end_ = -INFINITY;
  OpenBar open_;
  VpinBarBlocks blocks_;
  double length_;
  bool from_midnight_;
  /** Whether the first trade has set the origin: ns since the epoch at which bar 0 starts. */
  bool started_ = false;
  std::int64_t origin_ = 0;
  /** The open bar; -1 before the first trade. */
  double index_ = -1;
  /** The batch's time base, and the same on the grid: whole bars and the rest, ns. */
  std::int64_t base_ = 0;
  double base_index_ = 0;
  double base_rest_ = 0;
};

}  // namespace dualbus::vpin
