#pragma once

#include "vpin/bars.h"
#include "vpin/time.h"

namespace dualbus::vpin {

/** Bars as they come from JavaScript (src/market/columns.ts). */
struct BarBatch {
  std::size_t length = 0;
  const std::uint32_t* instrument = nullptr;
  const double* time = nullptr;
  const double* open = nullptr;
  const double* close = nullptr;
  const double* volume = nullptr;
};

/** Bars that come finished (src/analytics/vpin/bars/given-bars.ts). */
class GivenBars final : public PieceClock {
 public:
  GivenBars(bool close_to_close, double session_gap)
      : session_gap_(session_gap), close_to_close_(close_to_close) {}

  /** Adds row i, which weighs at least 0. */
  Fault add(const BarBatch& batch, std::size_t i, double weight, BarSink& sink) {
    const double duration = TradeClock::move_to(now_, batch.time[i], session_gap_);
    if (weight == 0) {
      sink.empty(1, duration);
      return Fault::none;
    }
    const bool chained = close_to_close_ && !std::isnan(previous_);
    const double start = chained ? previous_ : batch.open[i];
    const double change = std::isnan(start) ? 0 : batch.close[i] - start;
    const Fault why = sink.bar({weight, change, chained || !close_to_close_, duration}, *this);
    if (why == Fault::none) previous_ = batch.close[i];
    return why;
  }

  std::int64_t at(double) const override { return clock_.at(now_); }

  void rebase(std::int64_t base) { clock_.rebase(now_, base); }

  void save(StateWriter& writer) const {
    clock_.save(writer, now_);
    writer.number(previous_);
  }

  void load(StateReader& reader) {
    clock_.load(reader, now_);
    previous_ = reader.number();
  }

 private:
  TradeClock clock_;
  double now_ = -INFINITY;
  double previous_ = NAN;
  double session_gap_;
  bool close_to_close_;
};

}  // namespace dualbus::vpin
