#include "vpin/bulk_engine.h"

namespace dualbus::vpin {

std::size_t BulkEngine::trades(const TradeBatch& batch, std::int64_t base, std::size_t from) {
  begin_batch();
  for (std::size_t i = from; i < batch.length;) {
    const std::uint32_t id = batch.instrument[i];
    const std::uint32_t slot = find(id, base);
    if (slot == no_slot) return stop(Fault::unknown_instrument, i);
    BulkSeries& own = series(slot);
    // A block that is no plain one is taken trade by trade, and so is the trade that blocks start behind.
    std::size_t alone = i + 1;
    do {
      if (const Fault why = own.trade(batch, i, rows); why != Fault::none) return stop(why, i);
      i++;
      if (i == alone && batch.length - i >= vpin_block && batch.instrument[i + vpin_block - 1] == id) {
        i = own.blocks(batch, i);
        alone = i + vpin_block;
      }
    } while (i < batch.length && batch.instrument[i] == id);
  }
  return batch.length;
}

std::size_t BulkEngine::bars(const BarBatch& batch, std::int64_t base, std::size_t from) {
  begin_batch();
  for (std::size_t i = from; i < batch.length; i++) {
    const std::uint32_t slot = find(batch.instrument[i], base);
    if (slot == no_slot) return stop(Fault::unknown_instrument, i);
    if (const Fault why = series(slot).bar(batch, i, rows); why != Fault::none) return stop(why, i);
  }
  return batch.length;
}

std::size_t BulkEngine::close() {
  fault = Fault::none;
  for (std::size_t slot = 0; slot < size(); slot++) {
    if (const Fault why = series(slot).close(rows); why != Fault::none) return stop(why, slot);
  }
  return size();
}

}  // namespace dualbus::vpin
