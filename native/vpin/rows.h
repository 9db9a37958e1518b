#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dualbus::vpin {

/** A bucket that closed: the row of src/analytics/vpin/bucket-rows.ts. Times in ns, `duration` in seconds. */
struct BucketRow {
  std::uint32_t slot;
  double index;
  std::int64_t start, end;
  double duration, volume, buy_volume, sell_volume, imbalance, vpin, signed_vpin, cdf;
};

/** The most buckets that one trade or bar may fill. */
inline constexpr double max_buckets_per_piece = 1048576;

/** What stops a call. The numbers stand in src/compute/native/vpin.ts too. */
enum class Fault : std::uint32_t {
  none,
  unknown_instrument,
  inexact_weight,
  too_many_buckets,
  too_many_rows,
  too_many_quotes,
  inexact_bar,
  wrong_kind,
};

/** Closed buckets that JavaScript has not taken yet. */
struct Rows {
  std::vector<BucketRow> list;
  std::size_t limit = 0;

  bool is_full() const { return list.size() >= limit; }
};

}  // namespace dualbus::vpin
