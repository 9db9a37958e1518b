#pragma once

#include "vpin/open_bar.h"
#include "vpin/time.h"

namespace dualbus::vpin {

/** Bars that close with the trade by which they reach an amount (src/analytics/vpin/bars/amount-bars.ts). */
class AmountBars final : public Bars, public PieceClock {
 public:
  AmountBars(const BulkSettings& settings, double gap, const SeriesNumbers& numbers)
      : open_(settings.close_to_close, numbers.ticks_per_whole),
        numbers_(numbers),
        kind_(settings.bar),
        session_gap_(gap) {}

  double open_weight() const override { return open_.weight; }

  Fault add(const TradeBatch& batch, std::size_t i, double weight, BarSink& sink) override {
    duration_ += TradeClock::move_to(now_, batch.time[i], session_gap_);
    if (open_.trades == 0) start_ = clock_.at(now_);
    open_.add(weight, batch.price[i]);
    collected_ += amount_of(batch, i);
    return collected_ >= numbers_.bar_target ? close(sink) : Fault::none;
  }

  Fault close(BarSink& sink) override;
  std::int64_t at(double fraction) const override;
  void rebase(std::int64_t base) override { clock_.rebase(now_, base); }
  void save(StateWriter& writer) const override;
  void load(StateReader& reader) override;

 private:
  double amount_of(const TradeBatch& batch, std::size_t i) const {
    if (kind_ == BarKind::ticks) return 1;
    if (kind_ == BarKind::volume) return batch.size[i];
    return (batch.size[i] / numbers_.steps_per_whole) * (batch.price[i] / numbers_.ticks_per_whole);
  }

  OpenBar open_;
  SeriesNumbers numbers_;
  BarKind kind_;
  double session_gap_;
  TradeClock clock_;
  double now_ = -INFINITY;
  double collected_ = 0;
  std::int64_t start_ = 0;
  double duration_ = 0;
};

}  // namespace dualbus::vpin
