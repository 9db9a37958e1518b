#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "kernels/kernels.h"
#include "vpin/account.h"
#include "vpin/given_bars.h"
#include "vpin/rows.h"
#include "vpin/settings.h"
#include "vpin/state_bytes.h"

namespace dualbus::vpin {

/** VPIN of any number of instruments: what one Vpin of JavaScript owns. */
class Engine {
 public:
  static std::unique_ptr<Engine> make(const Settings& settings, const KernelTable& table);

  explicit Engine(const Settings& settings) : settings_(settings) {}
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  virtual std::size_t size() const = 0;
  virtual StateNumbers state(std::size_t slot) const = 0;
  /** The bytes that the reference writes for the instrument of a slot. */
  virtual void save(std::size_t slot, StateWriter& writer) const = 0;
  /** Replaces a slot, or adds the next one. False, with nothing changed, when the bytes are no such state. */
  virtual bool load(std::size_t slot, std::span<const std::uint8_t> bytes, const SeriesNumbers& numbers) = 0;
  /** Which slot each instrument id means from now on. */
  virtual void map(std::span<const std::uint32_t> ids, std::span<const std::uint32_t> slots) = 0;

  /**
   * Takes the rows from `from` on. Returns the row it stopped at: the length, or that of the fault, before
   * which all have been taken. After an unknown instrument was added the call goes on from there.
   */
  virtual std::size_t trades(const TradeBatch& batch, std::int64_t base, std::size_t from) = 0;
  virtual std::size_t quotes(const TradeBatch& batch, std::int64_t base, std::size_t from) = 0;
  virtual std::size_t bars(const BarBatch& batch, std::int64_t base, std::size_t from) = 0;
  /** Closes the open bars. Returns the slot it stopped at. */
  virtual std::size_t close() = 0;

  Rows rows;
  Fault fault = Fault::none;

 protected:
  std::size_t stop(Fault why, std::size_t at) {
    fault = why;
    return at;
  }

  Settings settings_;
};

}  // namespace dualbus::vpin
