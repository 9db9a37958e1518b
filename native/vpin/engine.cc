#include "vpin/engine.h"

#include "vpin/bulk_engine.h"
#include "vpin/trade_engine.h"

namespace dualbus::vpin {

std::unique_ptr<Engine> Engine::make(const Settings& settings, const KernelTable& table) {
  if (settings.in_bulk()) return std::make_unique<BulkEngine>(settings, table);
  return std::make_unique<TradeEngine>(settings, table);
}

}  // namespace dualbus::vpin
