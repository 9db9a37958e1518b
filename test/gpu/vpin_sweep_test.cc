// Sweeps against buckets filled trade by trade in whole numbers: boundaries exact, VPIN within 1e-6.
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <string>

#include "support/device.h"
#include "support/oracle.h"

using namespace dualbus::testing;
using dualbus::gpu::BatchCall;
using dualbus::gpu::Element;
using dualbus::gpu::Slot;

namespace {

struct Set {
  std::uint64_t bucket, scale;
  std::uint32_t window, classifier;
};

struct Trades {
  std::vector<std::uint64_t> volumes;
  Panel sides;  // a row per classifier
};

struct Sweep {
  std::vector<float> imbalances, vpin;
  std::vector<std::uint32_t> starts;
  std::string failure;
};

Trades trades_of(std::uint32_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  Trades trades;
  for (std::uint32_t i = 0; i < count; i++)
    trades.volumes.push_back(random() % 17 == 0 ? random() % 5'000 : random() % 300);
  trades.sides = panel_of(3, count, [&](std::uint32_t row, std::uint32_t) {
    if (random() % 50 == 0) return missing_value(random());
    if (row == 0) return random() % 2 == 0 ? 1.0f : -1.0f;
    if (row == 1) return static_cast<float>(random() % 3) - 1.0f;
    return static_cast<float>(random()) / 2147483648.0f - 1.0f;
  });
  return trades;
}

Sweep swept(const Trades& trades, const std::vector<Set>& sets, std::size_t buckets) {
  const auto count = static_cast<std::uint32_t>(trades.volumes.size()),
             cols = static_cast<std::uint32_t>(buckets);
  Sweep sweep = {std::vector<float>(buckets, -9), std::vector<float>(buckets, -9),
                 std::vector<std::uint32_t>(buckets), ""};
  const std::vector<Slot> slots = {
      {Element::u64, count, 1, Slot::Host::u64, 1, trades.volumes.data(), nullptr},
      input_of(trades.sides),
      {Element::f32, 1, cols, Slot::Host::f32, cols, nullptr, sweep.imbalances.data()},
      {Element::u32, 1, cols, Slot::Host::u32, cols, nullptr, sweep.starts.data()},
      {Element::f32, 1, cols, Slot::Host::f32, cols, nullptr, sweep.vpin.data()},
  };
  BatchCall call = {"vpin_sweep", {}, {}, {0, 1}, {2, 3, 4}};
  for (const Set& set : sets)
    for (const std::uint64_t word : {set.bucket, set.bucket >> 32, set.scale, set.scale >> 32,
                                     std::uint64_t{set.window}, std::uint64_t{set.classifier}})
      call.args.push_back(static_cast<std::uint32_t>(word));
  const auto ran = session().run({&call, 1}, slots);
  if (!ran) sweep.failure = ran.error().message;
  return sweep;
}

/** Fills buckets one trade after the other; signed volume in long double. */
Sweep filled(const Trades& trades, const Set& set) {
  Sweep want;
  std::uint64_t open = 0;
  long double signed_volume = 0;
  std::uint32_t start = 0;
  std::vector<double> shares;
  for (std::uint32_t i = 0; i < trades.volumes.size(); i++) {
    const float side = trades.sides.at(set.classifier, i);
    for (std::uint64_t left = trades.volumes[i] * set.scale; left > 0;) {
      if (open == 0) start = i;
      const std::uint64_t piece = std::min(left, set.bucket - open);
      open += piece;
      left -= piece;
      if (!std::isnan(side)) signed_volume += static_cast<long double>(piece) * side;
      if (open < set.bucket) continue;
      shares.push_back(std::fabs(static_cast<double>(signed_volume / static_cast<long double>(set.bucket))));
      want.imbalances.push_back(static_cast<float>(signed_volume / static_cast<long double>(set.bucket)));
      want.starts.push_back(start);
      open = 0;
      signed_volume = 0;
      double vpin = none;
      if (shares.size() >= set.window) {
        vpin = 0;
        for (std::size_t k = shares.size() - set.window; k < shares.size(); k++)
          vpin += shares[k] / set.window;
      }
      want.vpin.push_back(static_cast<float>(vpin));
    }
  }
  return want;
}

void compare(const Trades& trades, const std::vector<Set>& sets) {
  std::vector<Sweep> wants;
  std::size_t buckets = 0;
  for (const Set& set : sets) buckets += wants.emplace_back(filled(trades, set)).starts.size();
  const Sweep got = swept(trades, sets, buckets);
  CHECK(got.failure.empty(), got.failure);
  std::size_t at = 0;
  for (const Sweep& want : wants)
    for (std::size_t j = 0; j < want.starts.size(); j++, at++) {
      CHECK(got.starts[at] == want.starts[j], "bucket ", j, " starts at ", got.starts[at], " not ",
            want.starts[j]);
      CHECK(std::fabs(got.imbalances[at] - want.imbalances[j]) <= 1e-6, "bucket ", j);
      CHECK(close(got.vpin[at], want.vpin[j], 1e-6), "bucket ", j, " got ", got.vpin[at], " want ",
            want.vpin[j]);
    }
}

const std::vector<Set> sets = {{1000, 1, 5, 0},        {333, 1, 50, 1},     {701, 3, 1, 2},
                               {900'000'000, 1, 5, 0}, {100'000, 7, 20, 2}, {50'001, 1, 3, 1}};

/** The trades that trades.mjs wrote; none without that file. */
Trades real_trades() {
  const char* path = std::getenv("DUALBUS_TRADES");
  std::ifstream file(path ? path : "", std::ios::binary);
  std::uint64_t count = 0;
  const auto read = [&](void* to, std::size_t bytes) {
    file.read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
  };
  read(&count, sizeof(count));
  Trades trades;
  if (!file) return trades;
  trades.volumes.resize(count);
  trades.sides = {1, static_cast<std::uint32_t>(count), std::vector<float>(count)};
  read(trades.volumes.data(), count * sizeof(std::uint64_t));
  read(trades.sides.values.data(), count * sizeof(float));
  return trades;
}

}  // namespace

TEST("vpin_sweep: many parameter sets over one series") {
  in_every_order([] {
    for (const std::uint32_t count : {1u, 2u, 999u}) {
      std::vector<Set> smaller = {{1, 1, 2, 0}};
      compare(trades_of(count, count + 1), count < 10 ? smaller : sets);
    }
  });
}

TEST("vpin_sweep: totals beyond what a float or 32 bits can count") {
  Trades trades = trades_of(3000, 9);
  for (std::uint64_t& volume : trades.volumes) volume = volume * 1'000'003 + 1;
  in_every_order([&] {
    compare(trades, {{3'000'000'017, 1, 50, 0}, {50'000'000'021, 1, 10, 2}, {1'000'000'007, 50, 30, 1}});
  });
}

TEST("vpin_sweep: refuses volumes that overflow and a wrong number of buckets") {
  Trades trades = trades_of(10, 1);
  CHECK(swept(trades, {{1000, 1, 5, 0}}, 1'000'000).failure.find("close another number") !=
        std::string::npos);
  CHECK(swept(trades, {{1000, 1, 5, 3}}, 1).failure.find("classifier") != std::string::npos);
  CHECK(swept(trades, {{0, 1, 5, 0}}, 1).failure.find("at least 1") != std::string::npos);
  CHECK(swept(trades, {{1, std::uint64_t{1} << 52, 5, 0}}, 1).failure.find("parameter set 0") !=
        std::string::npos);
  trades.volumes[4] = std::uint64_t{1} << 53;
  CHECK(swept(trades, {{1000, 1, 5, 0}}, 1).failure.find("at trade 4") != std::string::npos);
}

TEST("vpin_sweep: every boundary of all BAC trades is exact") {
  const Trades trades = real_trades();
  if (trades.volumes.empty()) {
    std::printf("skipped: DUALBUS_TRADES names no file of trades\n");
    return;
  }
  const std::uint64_t total = std::accumulate(trades.volumes.begin(), trades.volumes.end(), std::uint64_t{0});
  CHECK(trades.volumes.size() > 500'000 && total > (std::uint64_t{1} << 24), trades.volumes.size(), " ",
        total);
  // A 250th and a 7th of all volume close exactly so many buckets, of a size that is no whole number of
  // shares.
  compare(trades, {{total, 250, 50, 0}, {total, 7, 3, 0}, {5'000, 1, 50, 0}, {123'457, 1, 20, 0}});
}
