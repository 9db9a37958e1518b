#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "kernels/kernels.h"
#include "vpin/account.h"
#include "vpin/bar_buckets.h"
#include "vpin/bars.h"
#include "vpin/given_bars.h"
#include "vpin/sigma.h"
#include "vpin/volume_buckets.h"

namespace dualbus::vpin {

/** The VPIN of one instrument whose bars are classified in bulk (src/analytics/vpin/flow/bulk-flow.ts). */
class BulkSeries final : private BarSink {
 public:
  /** @param run a new one, of this instrument alone, that outlives the series */
  BulkSeries(const Settings& settings, const KernelTable& table, std::uint32_t slot, VpinRun& run,
             const SeriesNumbers& numbers);

  /** Offsets of the next rows refer to `base`. */
  void rebase(std::int64_t base) {
    if (base != account_.base) move_base(base);
  }

  /** Takes row i. On a fault of its weight it took nothing. */
  Fault trade(const TradeBatch& batch, std::size_t i, Rows& rows);
  /** Takes rows from `from` on in blocks, as far as that goes; row from - 1 was this instrument's. */
  std::size_t blocks(const TradeBatch& batch, std::size_t from) {
    if (!account_.measure.exact) return from;
    const std::size_t to = bars_->blocks(batch, from, run_.midnight, run_.units_per_step);
    run_.rows += static_cast<double>(to - from);
    return to;
  }
  Fault bar(const BarBatch& batch, std::size_t i, Rows& rows);
  /** Closes the open bar. */
  Fault close(Rows& rows);

  StateNumbers state() const;
  /** The bytes that the reference writes for this instrument. */
  void save(StateWriter& writer) const;
  /** Takes over a state; false when the bytes are no state of these settings. Only on a new series. */
  bool load(StateReader& reader, const SeriesNumbers& numbers);

 private:
  Fault bar(const Bar& bar, const PieceClock& clock) override;
  void empty(double count, double duration) override;
  /** The share of buys minus the share of sells (src/analytics/vpin/classify/bulk.ts). */
  double side_of(double change, double sigma) const;
  void move_base(std::int64_t base);

  VpinRun& run_;
  const Settings& settings_;
  const VpinTable& table_;
  Account account_;
  VolumeBuckets buckets_;
  BarBuckets bar_buckets_;
  std::unique_ptr<Bars> bars_;
  GivenBars given_;
  std::unique_ptr<Sigma> sigma_;
  /** Of the call in work. */
  Rows* rows_ = nullptr;
};

}  // namespace dualbus::vpin
