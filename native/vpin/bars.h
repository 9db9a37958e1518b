#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "kernels/vpin_blocks.h"
#include "vpin/rows.h"
#include "vpin/settings.h"
#include "vpin/state_bytes.h"

namespace dualbus::vpin {

/** A time within a piece of volume: `at(0)` when it began to trade, `at(1)` when it ended. */
class PieceClock {
 public:
  virtual ~PieceClock() = default;
  virtual std::int64_t at(double fraction) const = 0;
};

/** What one bar tells the classification (src/analytics/vpin/bars/bars.ts). */
struct Bar {
  double weight, change;
  /** Whether the change belongs to the sample of sigma. */
  bool counts;
  /** Trading time, ns. */
  double duration;
};

/** Takes bars as they close. */
class BarSink {
 public:
  virtual ~BarSink() = default;
  virtual Fault bar(const Bar& bar, const PieceClock& clock) = 0;
  /** `count` bars without trades, lasting `duration` ns together. */
  virtual void empty(double count, double duration) = 0;
};

/** Cuts the trades of one instrument into bars. */
class Bars {
 public:
  virtual ~Bars() = default;
  /** Units in the bar that has not closed. */
  virtual double open_weight() const = 0;
  /** Adds row i, which weighs more than 0. */
  virtual Fault add(const TradeBatch& batch, std::size_t i, double weight, BarSink& sink) = 0;
  /** Adds rows from `from` on in blocks, as far as that goes: those before `midnight`, of weights in whole
   * units. */
  virtual std::size_t blocks(const TradeBatch& /*batch*/, std::size_t from, double /*midnight*/,
                             double /*units_per_step*/) {
    return from;
  }
  /** Closes the open bar. */
  virtual Fault close(BarSink& sink) = 0;
  virtual void rebase(std::int64_t base) = 0;
  virtual void save(StateWriter& writer) const = 0;
  virtual void load(StateReader& reader) = 0;
};

/** @param gap ns without trades from which on the time is not trading time */
std::unique_ptr<Bars> make_bars(const BulkSettings& settings, double gap, const SeriesNumbers& numbers,
                                VpinBarBlocks blocks);

}  // namespace dualbus::vpin
