#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/vpin_blocks.h"
#include "vpin/state_bytes.h"

// The clocks of src/analytics/vpin/time.ts. Times since the epoch are int64 ns and wrap.

namespace dualbus::vpin {

inline constexpr double ns_per_day = 86'400e9;

/** For what 64 bits do not hold. */
using Wide = __int128;

inline constexpr Wide whole_day = 86'400'000'000'000;

inline std::int64_t wrap(Wide a) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(a)); }

/** @param b above 0 */
inline Wide floor_divide(Wide a, Wide b) { return a / b - (a % b < 0 ? 1 : 0); }

inline std::int64_t wrapping_add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

/** The nearest double of a - b, which may need 65 bits. */
inline double difference(std::int64_t a, std::int64_t b) { return static_cast<double>(Wide{a} - b); }

/** A whole double as ns; what no int64 holds becomes its nearest one. */
inline std::int64_t to_ns(double whole) {
  if (!(whole > -9.2e18)) return INT64_MIN;
  return whole < 9.2e18 ? static_cast<std::int64_t>(whole) : INT64_MAX;
}

/** As Math.round: halves go up. */
inline double round_up(double x) {
  const double below = std::floor(x);
  return x - below >= 0.5 ? below + 1 : below;
}

/**
 * The clock of single trades; its hand `now` is kept by the owner. Time never runs back: a trade that comes
 * late counts as of the latest time seen.
 */
class TradeClock {
 public:
  /** Moves to the time of a trade; returns the trading time that passed, ns. */
  static double move_to(double& now, double offset, double session_gap) {
    if (!(offset > now)) return 0;
    const double gap = offset - now;
    now = offset;
    return gap < session_gap ? gap : 0;
  }

  std::int64_t at(double now) const {
    return now == held_now_ ? held_ : wrapping_add(base_, to_ns(std::floor(now)));
  }

  void rebase(double& now, std::int64_t base) {
    const bool started = now != -INFINITY;
    const std::int64_t time = started ? at(now) : 0;
    base_ = base;
    if (started) hold(now, time);
  }

  void save(StateWriter& writer, double now) const {
    writer.integer(base_);
    writer.text(now == -INFINITY ? std::string() : std::to_string(at(now)));
  }

  void load(StateReader& reader, double& now) {
    base_ = reader.integer();
    const std::string time = reader.text();
    if (!time.empty()) hold(now, reader.to_integer(time));
  }

 private:
  /** A time too far from the base for an exact offset stays exact. */
  void hold(double& now, std::int64_t time) {
    held_ = time;
    now = held_now_ = difference(time, base_);
  }

  std::int64_t base_ = 0;
  std::int64_t held_ = 0;
  double held_now_ = NAN;
};

/** Counts the UTC days that have trades; `run.midnight` is where the latest one ends. */
class TradingDays {
 public:
  void see(VpinRun& run, double offset) {
    if (!(offset >= run.midnight)) return;
    day_ = base_day_ + std::floor((base_time_ + offset) / ns_per_day);
    count_++;
    set_midnight(run);
  }

  void rebase(VpinRun& run, std::int64_t base) {
    const Wide whole = floor_divide(base, whole_day);
    base_day_ = static_cast<double>(whole);
    base_time_ = static_cast<double>(base - whole * whole_day);
    set_midnight(run);
  }

  double count() const { return count_; }

  void save(StateWriter& writer) const {
    writer.number(count_);
    writer.number(day_);
  }

  void load(StateReader& reader, VpinRun& run) {
    count_ = reader.number();
    day_ = reader.number();
    set_midnight(run);
  }

 private:
  void set_midnight(VpinRun& run) const { run.midnight = (day_ + 1 - base_day_) * ns_per_day - base_time_; }

  double count_ = 0;
  double day_ = -INFINITY;
  double base_day_ = 0;
  double base_time_ = 0;
};

}  // namespace dualbus::vpin
