#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "kernels/vpin_blocks.h"
#include "vpin/quote.h"
#include "vpin/rows.h"
#include "vpin/settings.h"
#include "vpin/sorted_values.h"
#include "vpin/state_bytes.h"
#include "vpin/time.h"
#include "vpin/window.h"

namespace dualbus::vpin {

/** What is known between two batches; the order stands in src/compute/native/vpin.ts too. */
struct StateNumbers {
  double buckets, rows, rejected, days, bucket, fill, open_share, vpin, signed_vpin, cdf, interim;
};

/** The VPIN of one instrument whose trades are classified one by one (src/analytics/vpin/series.ts). */
class Series {
 public:
  /** @param run a new one, of this instrument alone, that outlives the Series */
  Series(const Settings& settings, std::uint32_t slot, VpinRun& run);

  /** Offsets of the next rows refer to `base`. */
  void rebase(std::int64_t base) {
    if (base != base_) move_base(base);
  }

  /** Takes row i. On a fault it took nothing, or (too many rows) what could be written down. */
  Fault trade(const TradeBatch& batch, std::size_t i, Rows& rows);
  /** Takes rows from `from` on in blocks, as far as that goes; row from - 1 was this instrument's. */
  std::size_t blocks(const TradeBatch& batch, std::size_t from, VpinBlocks take) {
    if (!counting_ || (batch.bid != nullptr && settings_.by_price()) || quote_.waiting()) return from;
    const std::size_t to = take(run_, batch, from, settings_.session_gap);
    run_.rows += static_cast<double>(to - from);
    return to;
  }
  Fault quote(double time, double bid, double ask) {
    return quote_.update(time, bid, ask) ? Fault::none : Fault::too_many_quotes;
  }

  StateNumbers state() const;
  /** The bytes that the reference writes for this instrument. */
  void save(StateWriter& writer) const;
  /** Takes over a state; false when the bytes are no state of these settings. Only on a new Series. */
  bool load(StateReader& reader, const MeasureNumbers& numbers);

 private:
  double weigh(double size, double price) const;
  double classify(const TradeBatch& batch, std::size_t i);
  Fault add(double weight, double side, Rows& rows);
  void take(double part, double side);
  bool close(std::int64_t end, Rows& rows);
  void move_base(std::int64_t base);
  double open_share() const;

  VpinRun& run_;
  TradeClock clock_;
  TradingDays days_;
  const Settings& settings_;
  MeasureNumbers measure_;
  bool counting_;
  std::uint32_t slot_;
  double rejected_ = 0;
  std::int64_t base_ = 0;
  std::int64_t start_ = 0;
  double correction_ = 0;
  PrevailingQuote quote_;
  double buckets_ = 0;
  double cdf_value_ = NAN;
  BucketWindow window_;
  EmpiricalCdf cdf_;
  /** How the reference writes the measure: units in a volume of 1, the size, the next size. */
  std::string units_text_, size_text_, next_text_;
};

}  // namespace dualbus::vpin
