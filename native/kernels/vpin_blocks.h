#pragma once

#include <cstddef>
#include <cstdint>

namespace dualbus {

/** Trades as they come from JavaScript (src/market/columns.ts); `side`, `bid` and `ask` may be missing. */
struct TradeBatch {
  std::size_t length = 0;
  const std::uint32_t* instrument = nullptr;
  const double* time = nullptr;
  const double* price = nullptr;
  const double* size = nullptr;
  const std::int8_t* side = nullptr;
  const double* bid = nullptr;
  const double* ask = nullptr;
};

/** Of one instrument: what every trade reads and changes. Weights are counted in units (src/analytics/vpin).
 */
struct alignas(64) VpinRun {
  /** Latest time seen, ns from the batch's base. */
  double now = -__builtin_inf();
  /** Where the day with the latest trade ends, ns from the batch's base. */
  double midnight = -__builtin_inf();
  double fill = 0;
  double bucket = 0;
  double imbalance = 0;
  double duration = 0;
  double units_per_step = 0;
  /** Of the tick rule: the last price, and the direction of the last change. */
  double price = __builtin_nan("");
  std::int64_t tick = 0;
  /** Trades taken, and the last batch that the times were based on. */
  double rows = 0;
  std::uint64_t batch = 0;
};

inline constexpr std::size_t vpin_block = 16;

/**
 * Takes trades in blocks of 16, from row `from` on, as long as a block consists of plain trades of this
 * instrument, in order of time, that all fit into the open bucket. Row from - 1 must be the instrument's
 * latest trade, and imbalances must be counted in units. Returns the row where it stopped; everything up to
 * there has exactly the effect of one trade after the other, since all sums are of whole numbers below 2^53.
 */
using VpinBlocks = std::size_t (*)(VpinRun& run, const TradeBatch& batch, std::size_t from,
                                   double session_gap);

/**
 * Adds trades to the open bar in blocks of 16, from row `from` on, as long as a block consists of plain
 * trades of this instrument before the time `end`, and the bar's weight stays below 2^53. Row from - 1 must
 * be the instrument's. Returns the row where it stopped.
 */
using VpinBarBlocks = std::size_t (*)(const TradeBatch& batch, std::size_t from, double end,
                                      double units_per_step, double* weight);

struct VpinTable {
  VpinBlocks aggressor;
  VpinBlocks tick;
  VpinBarBlocks bar;
  /** The distributions of bulk classification; `inverse_beta` is 1 / B(df/2, 1/2). */
  double (*normal)(double z);
  double (*student_t)(double z, double df, double inverse_beta);
};

}  // namespace dualbus
