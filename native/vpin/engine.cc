#include "vpin/engine.h"

#include <algorithm>

namespace dualbus::vpin {

bool Engine::load(std::size_t slot, std::span<const std::uint8_t> bytes, const MeasureNumbers& numbers) {
  if (slot > series_.size() || slot >= no_slot) return false;
  auto series = std::make_unique<Series>(settings_, static_cast<std::uint32_t>(slot));
  StateReader reader(bytes);
  if (!series->load(reader, numbers)) return false;
  if (slot == series_.size())
    series_.push_back(std::move(series));
  else
    series_[slot] = std::move(series);
  return true;
}

void Engine::map(std::span<const std::uint32_t> ids, std::span<const std::uint32_t> slots) {
  dense_.clear();
  sparse_.clear();
  for (std::size_t i = 0; i < ids.size() && i < slots.size(); i++) {
    if (slots[i] >= series_.size()) continue;
    if (ids[i] >= dense_ids) {
      sparse_.emplace_back(ids[i], slots[i]);
      continue;
    }
    if (ids[i] >= dense_.size()) dense_.resize(ids[i] + 1, no_slot);
    dense_[ids[i]] = slots[i];
  }
  std::sort(sparse_.begin(), sparse_.end());
}

std::uint32_t Engine::sparse_slot(std::uint32_t id) const {
  const auto found = std::lower_bound(sparse_.begin(), sparse_.end(), std::pair{id, std::uint32_t{0}});
  return found != sparse_.end() && found->first == id ? found->second : no_slot;
}

std::size_t Engine::trades(const TradeBatch& batch, std::int64_t base, std::size_t from) {
  fault = Fault::none;
  batch_++;
  std::size_t i = from;
  while (i < batch.length) {
    const std::uint32_t id = batch.instrument[i];
    Series* series = find(id, base);
    if (series == nullptr) return stop(Fault::unknown_instrument, i);
    // A block that is no plain one is taken trade by trade, and so is the trade that blocks start behind.
    std::size_t alone = i + 1;
    do {
      if (const Fault why = series->trade(batch, i, rows); why != Fault::none) return stop(why, i);
      i++;
      if (i == alone && blocks_ != nullptr && batch.length - i >= vpin_block &&
          batch.instrument[i + vpin_block - 1] == id) {
        i = series->blocks(batch, i, blocks_);
        alone = i + vpin_block;
      }
    } while (i < batch.length && batch.instrument[i] == id);
  }
  return i;
}

std::size_t Engine::quotes(const TradeBatch& batch, std::int64_t base, std::size_t from) {
  fault = Fault::none;
  batch_++;
  for (std::size_t i = from; i < batch.length; i++) {
    Series* series = find(batch.instrument[i], base);
    if (series == nullptr) return stop(Fault::unknown_instrument, i);
    if (const Fault why = series->quote(batch.time[i], batch.bid[i], batch.ask[i]); why != Fault::none)
      return stop(why, i);
  }
  return batch.length;
}

}  // namespace dualbus::vpin
