// VPIN in C++ without Node: blocks give the state that single trades give, streams the state of the whole,
// and no state, rows or bytes, however hostile, lead outside of memory or into a loop.
#include <algorithm>
#include <random>

#include "support.h"
#include "vpin/engine.h"

namespace dualbus::testing {
namespace {

using vpin::Engine;
using vpin::Fault;
using Random = std::mt19937_64;
using Bytes = std::vector<std::uint8_t>;

/** Columns in blocks of exactly their size. */
struct Trades {
  std::vector<std::uint32_t> instrument;
  Values time, price, size, bid, ask;
  std::vector<std::int8_t> side;

  TradeBatch batch(bool quotes) const {
    TradeBatch b;
    b.length = time.size();
    b.instrument = instrument.data(), b.time = time.data(), b.price = price.data();
    b.size = size.data(), b.side = side.data();
    if (quotes) b.bid = bid.data(), b.ask = ask.data();
    return b;
  }

  Trades part(std::size_t from, std::size_t to) const {
    const auto cut = [&](const auto& all) {
      return std::remove_cvref_t<decltype(all)>(all.begin() + static_cast<std::ptrdiff_t>(from),
                                                all.begin() + static_cast<std::ptrdiff_t>(to));
    };
    return {cut(instrument), cut(time), cut(price), cut(size), cut(bid), cut(ask), cut(side)};
  }
};

double any_double(Random& random) {
  static const double special[] = {std::nan(""), INFINITY, -INFINITY,          0.0,
                                   -1.0,         0.5,      9007199254740993.0, 1e300};
  const std::uint64_t bits = random();
  return bits % 3 == 0 ? special[(bits >> 8) % 8] : std::bit_cast<double>(random());
}

Trades random_trades(Random& random, std::size_t rows, std::uint32_t instruments, unsigned odd_percent) {
  Trades t;
  double time = 0, price = 10'000;
  for (std::size_t i = 0; i < rows; i++) {
    const bool keep = i > 0 && random() % 30 != 0;
    t.instrument.push_back(keep ? t.instrument.back() : static_cast<std::uint32_t>(random() % instruments));
    time += static_cast<double>(random() % 1000);
    price += static_cast<double>(random() % 3) - 1;
    t.time.push_back(time), t.price.push_back(price), t.bid.push_back(price - 1), t.ask.push_back(price + 1);
    t.size.push_back(static_cast<double>(1 + random() % 200));
    t.side.push_back(static_cast<std::int8_t>(random()));
    if (random() % 100 >= odd_percent) continue;
    Values* columns[] = {&t.time, &t.price, &t.size, &t.bid};
    columns[random() % 4]->back() = any_double(random);
  }
  return t;
}

/** The state of a new series of bars, as the reference writes it behind the output. */
void write_fresh_bars(const vpin::Settings& settings, vpin::StateWriter& w) {
  const double bar[] = {0, 0, std::nan(""), std::nan(""), std::nan("")}, none[] = {0, 0, 0};
  const auto clock = [&w] { w.integer(0), w.text(""); };
  w.numbers(bar);
  if (settings.bulk.bar == vpin::BarKind::time)
    w.text(""), w.number(-1);
  else
    clock(), w.integer(0), w.numbers(std::span(none, 2));
  clock(), w.number(std::nan(""));
  if (settings.bulk.sigma == vpin::SigmaKind::expanding) w.numbers(none);
  if (settings.bulk.sigma == vpin::SigmaKind::rolling) w.number(0);
  if (settings.bulk.sigma == vpin::SigmaKind::ewma) w.number(std::nan(""));
}

/** The state of a new instrument, as the reference writes it. */
Bytes fresh(const vpin::Settings& settings, double bucket) {
  vpin::StateWriter w;
  const double none[] = {0, 0}, sizes[] = {bucket, std::nan("")}, open[] = {0, 0, 0, 0};
  const double output[] = {0, std::nan("")};
  w.numbers(none), w.integer(0);
  if (settings.by_value)
    w.numbers(sizes);
  else
    w.text("1"), w.text(std::to_string(static_cast<long long>(bucket)) + "/1"), w.text("");
  w.number(0), w.number(-INFINITY);
  if (settings.per_bar)
    w.number(0);
  else
    w.numbers(open), w.integer(0);
  w.numbers(output), w.number(0), w.number(0);
  if (settings.in_bulk()) {
    write_fresh_bars(settings, w);
    return w.bytes();
  }
  if (settings.by_price()) {
    for (double value : {std::nan(""), 0.0, std::nan(""), std::nan(""), 0.0}) w.number(value);
  }
  w.integer(0), w.text("");
  return w.bytes();
}

std::size_t take_none(VpinRun&, const TradeBatch&, std::size_t from, double) { return from; }
std::size_t add_none(const TradeBatch&, std::size_t from, double, double, double*) { return from; }

struct Setup {
  vpin::Settings settings;
  double bucket;
  double bar_target = 1;

  vpin::SeriesNumbers numbers() const { return {bucket, std::nan(""), 1, 1, 1, 100, bar_target, 0.02}; }

  std::unique_ptr<Engine> open(const KernelTable& table, std::uint32_t instruments) const {
    auto engine = Engine::make(settings, table);
    std::vector<std::uint32_t> ids;
    for (std::uint32_t i = 0; i < instruments; i++) {
      CHECK(engine->load(i, fresh(settings, bucket), numbers()), "a fresh state");
      ids.push_back(i);
    }
    engine->map(ids, ids);
    engine->rows.limit = 100'000;
    return engine;
  }
};

void set_any_bars(Random& random, Setup& s) {
  vpin::BulkSettings& bulk = s.settings.bulk;
  bulk.bar = static_cast<vpin::BarKind>(random() % 4);
  bulk.bar_length = random() % 2 ? 40'000 : 900;
  bulk.from_midnight = random() % 2;
  bulk.close_to_close = random() % 2;
  bulk.count_empty = random() % 2;
  bulk.sigma = static_cast<vpin::SigmaKind>(random() % 4);
  bulk.sigma_bars = 2 + random() % 20;
  bulk.decay = 0.9;
  bulk.df = random() % 2 ? 0.25 : 5000;
  bulk.inverse_beta = 0.11;
  s.settings.per_bar = random() % 4 == 0;
  if (s.settings.per_bar) s.settings.by_value = false;
  s.bar_target = bulk.bar == vpin::BarKind::ticks ? 7 : 3000;
}

Setup any_setup(Random& random) {
  Setup s;
  s.settings.classifier = static_cast<vpin::Classifier>(random() % 6);
  s.settings.by_value = random() % 5 == 0;
  s.settings.window = 1 + random() % 8;
  s.settings.cdf_window = random() % 3 == 0 ? 0 : 1 + random() % 600;
  s.settings.session_gap = 500 + static_cast<double>(random() % 600);
  s.settings.quote_lag = random() % 2 ? 0 : 700;
  if (s.settings.in_bulk()) set_any_bars(random, s);
  s.bucket = static_cast<double>(random() % 2 ? 700 : 20'000) * (s.settings.by_value ? 100 : 1);
  return s;
}

std::vector<Bytes> states(const Engine& engine) {
  std::vector<Bytes> all;
  for (std::size_t slot = 0; slot < engine.size(); slot++) {
    vpin::StateWriter writer;
    engine.save(slot, writer);
    all.push_back(writer.bytes());
  }
  return all;
}

bool same_rows(const vpin::Rows& a, const vpin::Rows& b) {
  if (a.list.size() != b.list.size()) return false;
  for (std::size_t i = 0; i < a.list.size(); i++) {
    const vpin::BucketRow &x = a.list[i], &y = b.list[i];
    if (x.slot != y.slot || x.index != y.index || x.start != y.start || x.end != y.end ||
        !agrees(x.duration, y.duration) || !agrees(x.imbalance, y.imbalance) || !agrees(x.vpin, y.vpin) ||
        !agrees(x.cdf, y.cdf))
      return false;
  }
  return true;
}

/** Pushes everything; rows that are refused with a fault are left out. */
void push(Engine& engine, const Trades& trades, bool quotes) {
  const TradeBatch batch = trades.batch(quotes);
  for (std::size_t row = 0; row < batch.length;) {
    row = engine.trades(batch, 1'700'000'000'000'000'000, row);
    if (engine.fault == Fault::none) break;
    row++;
  }
}

/** The same columns as finished bars. */
void push_bars(Engine& engine, const Trades& trades) {
  vpin::BarBatch batch;
  batch.length = trades.time.size();
  batch.instrument = trades.instrument.data(), batch.time = trades.time.data();
  batch.open = trades.bid.data(), batch.close = trades.price.data(), batch.volume = trades.size.data();
  for (std::size_t row = 0; row < batch.length;) {
    row = engine.bars(batch, 1'700'000'000'000'000'000, row);
    if (engine.fault == Fault::none || engine.fault == Fault::wrong_kind) break;
    row++;
  }
}

void check_blocks(const KernelTable& table) {
  Random random(table.name.size());
  KernelTable single = table;
  single.vpin.aggressor = single.vpin.tick = take_none;
  single.vpin.bar = add_none;
  for (int round = 0; round < 240; round++) {
    const Setup setup = any_setup(random);
    const std::uint32_t instruments = 1 + random() % 3;
    const Trades trades = random_trades(random, random() % 700, instruments, round % 3 == 0 ? 0 : round % 9);
    const bool quotes = random() % 4 == 0;
    const auto whole = setup.open(table, instruments), alone = setup.open(single, instruments),
               cut = setup.open(table, instruments);
    push(*whole, trades, quotes);
    push(*alone, trades, quotes);
    for (std::size_t at = 0; at < trades.time.size();) {
      const std::size_t to = std::min(trades.time.size(), at + 1 + random() % 100);
      push(*cut, trades.part(at, to), quotes);
      at = to;
    }
    for (Engine* engine : {whole.get(), alone.get(), cut.get()}) engine->close();
    CHECK(states(*whole) == states(*alone) && same_rows(whole->rows, alone->rows), "blocks, round ", round);
    CHECK(states(*whole) == states(*cut) && same_rows(whole->rows, cut->rows), "cut, round ", round);
  }
}

void check_hostile(const KernelTable& table) {
  Random random(99);
  for (int round = 0; round < 800; round++) {
    const Setup setup = any_setup(random);
    const auto engine = setup.open(table, 2);
    push(*engine, random_trades(random, 200, 3, 100), true);
    push(*engine, random_trades(random, 200, 2, 10), round % 2 == 0);
    push_bars(*engine, random_trades(random, 100, 3, 50));
    Bytes bytes = states(*engine)[0];
    for (unsigned flips = random() % 5; flips > 0; flips--)
      bytes[random() % bytes.size()] ^= 1u << random() % 8;
    if (random() % 3 == 0) bytes.resize(random() % bytes.size());
    if (engine->load(random() % 4, bytes, setup.numbers())) {
      push(*engine, random_trades(random, 200, 2, 10), true);
      push_bars(*engine, random_trades(random, 100, 2, 10));
    }
    if (engine->close() != engine->size()) CHECK(engine->fault != Fault::none, "stopped without a fault");
  }
}

/** The row that cannot be written down is named; what fits stays. */
void check_limit(const KernelTable& table) {
  Random random(3);
  const Setup setup = {{}, 100};
  const auto engine = setup.open(table, 1);
  engine->rows.limit = 3;
  const Trades trades = random_trades(random, 50, 1, 0);
  const std::size_t row = engine->trades(trades.batch(false), 0, 0);
  CHECK(engine->fault == Fault::too_many_rows && row < 10, "stopped at row ", row);
  CHECK(engine->rows.list.size() == 3, "rows ", engine->rows.list.size());
}

/** The distributions of bulk classification at places whose values are known (mpmath, 30 digits). */
void check_distributions(const KernelTable& table) {
  const auto normal = table.vpin.normal;
  const auto t = table.vpin.student_t;
  CHECK(agrees(normal(-3), 0.0013498980316300946, 1e-18), "normal at -3: ", normal(-3));
  CHECK(agrees(normal(0.5), 0.69146246127401310, 2e-16), "normal at 0.5: ", normal(0.5));
  CHECK(normal(40) == 1 && normal(-40) == 0 && normal(-INFINITY) == 0 && std::isnan(normal(std::nan(""))),
        "the ends of the normal");
  // 1 / B(1/2, 1/2) = 1 / pi: Cauchy's distribution, 1/2 + atan(z) / pi.
  for (double z : {-1e200, -7.0, -0.5, 0.5, 3.0, 1e9, 1e308}) {
    const double expected = 0.5 + std::atan(z) / M_PI;
    CHECK(agrees(t(z, 1, 1 / M_PI), expected, 1e-15), "t at ", z, ": ", t(z, 1, 1 / M_PI));
  }
  CHECK(agrees(t(1.5, 1e12, 0), normal(1.5), 1e-12), "t of many degrees of freedom");
  CHECK(t(INFINITY, 0.25, 1) == 1 && t(-INFINITY, 0.25, 1) == 0 && std::isnan(t(std::nan(""), 0.25, 1)),
        "the ends of t");
}

/** Against a plain count over the past. */
void check_cdf(const KernelTable&) {
  Random random(5);
  for (std::size_t window : {1, 2, 300, 5000}) {
    vpin::EmpiricalCdf cdf(window);
    std::vector<double> past;
    for (int i = 0; i < 6000; i++) {
      const double x = static_cast<double>(random() % 2000);
      const std::size_t from = past.size() > window ? past.size() - window : 0;
      std::size_t below = 0;
      for (std::size_t k = from; k < past.size(); k++) below += past[k] <= x;
      const double expected = static_cast<double>(below) / static_cast<double>(past.size() - from);
      const double actual = cdf.update(x);
      if (!agrees(actual, expected)) CHECK(false, "window ", window, " value ", i, ": ", actual);
      past.push_back(x);
    }
  }
}

}  // namespace

void register_vpin() {
  for_each_implementation("vpin: blocks and pieces", check_blocks);
  for_each_implementation("vpin: hostile rows and states", check_hostile);
  for_each_implementation("vpin: cdf", check_cdf);
  for_each_implementation("vpin: distributions", check_distributions);
  for_each_implementation("vpin: limit of rows", check_limit);
}

}  // namespace dualbus::testing
