#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernels.h"
#include "vpin/account.h"
#include "vpin/quote.h"
#include "vpin/volume_buckets.h"

namespace dualbus::vpin {

/** The VPIN of one instrument whose trades are classified one by one. */
class TradeSeries {
 public:
  /** @param run a new one, of this instrument alone, that outlives the series */
  TradeSeries(const Settings& settings, const KernelTable& table, std::uint32_t slot, VpinRun& run,
              const SeriesNumbers& numbers);

  /** Offsets of the next rows refer to `base`. */
  void rebase(std::int64_t base) {
    if (base != account_.base) move_base(base);
  }

  /** Takes row i. On a fault it took nothing, or (too many rows) what could be written down. */
  Fault trade(const TradeBatch& batch, std::size_t i, Rows& rows);
  /** Takes rows from `from` on in blocks, as far as that goes; row from - 1 was this instrument's. */
  std::size_t blocks(const TradeBatch& batch, std::size_t from) {
    if (blocks_ == nullptr || !buckets_.counting() || (batch.bid != nullptr && settings_.by_price()) ||
        quote_.waiting())
      return from;
    const std::size_t to = blocks_(run_, batch, from, settings_.session_gap);
    run_.rows += static_cast<double>(to - from);
    return to;
  }
  Fault quote(double time, double bid, double ask) {
    return quote_.update(time, bid, ask) ? Fault::none : Fault::too_many_quotes;
  }

  StateNumbers state() const { return account_.state(buckets_.open_share(), buckets_.interim(), 0); }
  /** The bytes that the reference writes for this instrument. */
  void save(StateWriter& writer) const;
  /** Takes over a state; false when the bytes are no state of these settings. Only on a new series. */
  bool load(StateReader& reader, const SeriesNumbers& numbers);

 private:
  double classify(const TradeBatch& batch, std::size_t i);
  void move_base(std::int64_t base);

  VpinRun& run_;
  TradeClock clock_;
  const Settings& settings_;
  VpinBlocks blocks_;
  Account account_;
  VolumeBuckets buckets_;
  PrevailingQuote quote_;
};

}  // namespace dualbus::vpin
