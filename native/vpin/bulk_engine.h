#pragma once

#include "vpin/bulk_series.h"
#include "vpin/slots.h"

namespace dualbus::vpin {

/** Trades are gathered in bars, or bars come finished; bars are classified in bulk. */
class BulkEngine final : public SlottedEngine<BulkSeries> {
 public:
  using SlottedEngine::SlottedEngine;

  std::size_t trades(const TradeBatch& batch, std::int64_t base, std::size_t from) override;
  /** They change nothing. */
  std::size_t quotes(const TradeBatch& batch, std::int64_t, std::size_t) override {
    return stop(Fault::none, batch.length);
  }
  std::size_t bars(const BarBatch& batch, std::int64_t base, std::size_t from) override;
  std::size_t close() override;
};

}  // namespace dualbus::vpin
