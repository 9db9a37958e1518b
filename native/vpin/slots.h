#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "vpin/engine.h"

namespace dualbus::vpin {

/** The part of an engine that knows which series each instrument has: S is a TradeSeries or a BulkSeries. */
template <class S>
class SlottedEngine : public Engine {
 public:
  SlottedEngine(const Settings& settings, const KernelTable& table) : Engine(settings), table_(table) {}

  std::size_t size() const override { return series_.size(); }
  StateNumbers state(std::size_t slot) const override { return series_[slot]->state(); }
  void save(std::size_t slot, StateWriter& writer) const override { series_[slot]->save(writer); }

  bool load(std::size_t slot, std::span<const std::uint8_t> bytes, const SeriesNumbers& numbers) override {
    if (slot > series_.size() || slot >= no_slot) return false;
    if (slot / runs_in_chunk == runs_.size()) runs_.push_back(std::make_unique<VpinRun[]>(runs_in_chunk));
    const VpinRun before = run(slot);
    run(slot) = VpinRun();
    auto series =
        std::make_unique<S>(settings_, table_, static_cast<std::uint32_t>(slot), run(slot), numbers);
    StateReader reader(bytes);
    if (!series->load(reader, numbers)) {
      run(slot) = before;
      return false;
    }
    if (slot == series_.size())
      series_.push_back(std::move(series));
    else
      series_[slot] = std::move(series);
    return true;
  }

  void map(std::span<const std::uint32_t> ids, std::span<const std::uint32_t> slots) override {
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

 protected:
  static constexpr std::uint32_t no_slot = UINT32_MAX;

  void begin_batch() {
    fault = Fault::none;
    batch_++;
  }

  VpinRun& run(std::size_t slot) { return runs_[slot / runs_in_chunk][slot % runs_in_chunk]; }
  S& series(std::size_t slot) { return *series_[slot]; }

  /** The slot of an id, with its times based on the batch; `no_slot` when it is unknown. */
  std::uint32_t find(std::uint32_t id, std::int64_t base) {
    const std::uint32_t slot = id < dense_.size() ? dense_[id] : sparse_slot(id);
    if (slot != no_slot && run(slot).batch != batch_) {
      run(slot).batch = batch_;
      series_[slot]->rebase(base);
    }
    return slot;
  }

 private:
  /** Slots keep their place, and neighbours share pages: every trade may be of another instrument. */
  static constexpr std::size_t runs_in_chunk = 256;
  static constexpr std::uint32_t dense_ids = 1u << 16;

  std::uint32_t sparse_slot(std::uint32_t id) const {
    const auto found = std::lower_bound(sparse_.begin(), sparse_.end(), std::pair{id, std::uint32_t{0}});
    return found != sparse_.end() && found->first == id ? found->second : no_slot;
  }

  const KernelTable& table_;
  std::vector<std::unique_ptr<VpinRun[]>> runs_;
  std::vector<std::unique_ptr<S>> series_;
  std::uint64_t batch_ = 0;
  /** By id, for small ids; the others sorted. */
  std::vector<std::uint32_t> dense_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sparse_;
};

}  // namespace dualbus::vpin
