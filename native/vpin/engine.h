#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/kernels.h"
#include "vpin/series.h"

namespace dualbus::vpin {

/** VPIN of any number of instruments: what one Vpin of JavaScript owns. */
class Engine {
 public:
  Engine(const Settings& settings, const KernelTable& table)
      : settings_(settings),
        blocks_(settings.classifier == Classifier::aggressor ? table.vpin.aggressor
                : settings.classifier == Classifier::tick    ? table.vpin.tick
                                                             : nullptr) {}
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const Settings& settings() const { return settings_; }
  std::size_t size() const { return series_.size(); }
  const Series& series(std::size_t slot) const { return *series_[slot]; }

  /** Replaces a slot, or adds the next one. False, with nothing changed, when the bytes are no such state. */
  bool load(std::size_t slot, std::span<const std::uint8_t> bytes, const MeasureNumbers& numbers);
  /** Which slot each instrument id means from now on. */
  void map(std::span<const std::uint32_t> ids, std::span<const std::uint32_t> slots);

  /**
   * Takes the rows from `from` on. Returns the row it stopped at: the length, or that of the fault, before
   * which all have been taken. After an unknown instrument was added the call goes on from there.
   */
  std::size_t trades(const TradeBatch& batch, std::int64_t base, std::size_t from);
  std::size_t quotes(const TradeBatch& batch, std::int64_t base, std::size_t from);

  Rows rows;
  Fault fault = Fault::none;

 private:
  /** Slots keep their place, and neighbours share pages: every trade may be of another instrument. */
  static constexpr std::size_t runs_in_chunk = 256;
  VpinRun& run(std::size_t slot) { return runs_[slot / runs_in_chunk][slot % runs_in_chunk]; }

  /** The slot of an id, with its times based on the batch; `no_slot` when it is unknown. */
  std::uint32_t find(std::uint32_t id, std::int64_t base) {
    const std::uint32_t slot = id < dense_.size() ? dense_[id] : sparse_slot(id);
    if (slot != no_slot && run(slot).batch != batch_) {
      run(slot).batch = batch_;
      series_[slot]->rebase(base);
    }
    return slot;
  }
  bool takes_plain_trades(const TradeBatch& batch) const {
    if (settings_.by_value) return false;
    return settings_.classifier == Classifier::aggressor ||
           (settings_.classifier == Classifier::tick && settings_.quote_lag == 0 && batch.bid == nullptr);
  }
  template <bool by_tick>
  std::size_t take(const TradeBatch& batch, std::int64_t base, std::size_t from);
  std::uint32_t sparse_slot(std::uint32_t id) const;
  std::size_t stop(Fault why, std::size_t row) {
    fault = why;
    return row;
  }

  static constexpr std::uint32_t no_slot = UINT32_MAX;
  static constexpr std::uint32_t dense_ids = 1u << 16;

  Settings settings_;
  VpinBlocks blocks_;
  std::vector<std::unique_ptr<VpinRun[]>> runs_;
  std::vector<std::unique_ptr<Series>> series_;
  std::uint64_t batch_ = 0;
  /** By id, for small ids; the others sorted. */
  std::vector<std::uint32_t> dense_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sparse_;
};

}  // namespace dualbus::vpin
