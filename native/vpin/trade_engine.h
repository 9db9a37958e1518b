#pragma once

#include "vpin/slots.h"
#include "vpin/trade_series.h"

namespace dualbus::vpin {

/** Every trade is classified on its own. */
class TradeEngine final : public SlottedEngine<TradeSeries> {
 public:
  using SlottedEngine::SlottedEngine;

  std::size_t trades(const TradeBatch& batch, std::int64_t base, std::size_t from) override;
  std::size_t quotes(const TradeBatch& batch, std::int64_t base, std::size_t from) override;
  std::size_t bars(const BarBatch&, std::int64_t, std::size_t from) override {
    return stop(Fault::wrong_kind, from);
  }
  std::size_t close() override { return stop(Fault::none, size()); }

 private:
  bool takes_plain_trades(const TradeBatch& batch) const {
    if (settings_.by_value) return false;
    return settings_.classifier == Classifier::aggressor ||
           (settings_.classifier == Classifier::tick && settings_.quote_lag == 0 && batch.bid == nullptr);
  }
  template <bool by_tick>
  std::size_t take(const TradeBatch& batch, std::int64_t base, std::size_t from);
};

}  // namespace dualbus::vpin
