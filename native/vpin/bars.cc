#include "vpin/bars.h"

#include "vpin/amount_bars.h"
#include "vpin/time_bars.h"

namespace dualbus::vpin {

std::unique_ptr<Bars> make_bars(const BulkSettings& settings, double gap, const SeriesNumbers& numbers,
                                VpinBarBlocks blocks) {
  if (settings.bar == BarKind::time)
    return std::make_unique<TimeBars>(settings, numbers.ticks_per_whole, blocks);
  return std::make_unique<AmountBars>(settings, gap, numbers);
}

}  // namespace dualbus::vpin
