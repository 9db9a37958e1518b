#include <napi.h>

#include <cstring>

#include "napi/arguments.h"
#include "napi/bindings.h"
#include "napi/environment.h"
#include "napi/vpin_settings.h"
#include "vpin/engine.h"

namespace dualbus {
namespace {

using vpin::Engine;
using vpin::Fault;

constexpr napi_type_tag engine_tag = {0x6475616c62757356, 0x50494e2d656e6731};

/** Runs when JavaScript drops the handle, and when its environment ends. */
void drop(napi_env, void* engine, void*) { delete static_cast<Engine*>(engine); }

struct Arguments {
  napi_value v[12];
  std::size_t count = 12;

  Arguments(napi_env env, napi_callback_info info) {
    if (napi_get_cb_info(env, info, &count, v, nullptr, nullptr) != napi_ok) count = 0;
  }
};

napi_value wrong(napi_env env, const char* argument, const char* problem) {
  throw_error(env, "DUALBUS_INVALID_ARGUMENT", argument, problem);
  return nullptr;
}

/** The engine of a handle, or null with an exception pending. */
Engine* engine_of(napi_env env, napi_value handle) {
  bool tagged = false;
  void* engine = nullptr;
  napi_valuetype type;
  if (napi_typeof(env, handle, &type) == napi_ok && type == napi_external &&
      napi_check_object_type_tag(env, handle, &engine_tag, &tagged) == napi_ok && tagged &&
      napi_get_value_external(env, handle, &engine) == napi_ok)
    return static_cast<Engine*>(engine);
  wrong(env, "engine", "is no VPIN engine");
  return nullptr;
}

napi_value number(napi_env env, double value) {
  napi_value result = nullptr;
  napi_create_double(env, value, &result);
  return result;
}

/** vpinOpen(settings): a handle. */
napi_value open(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  std::span<double> numbers;
  if (!read_array(env, a.v[0], &numbers)) return wrong(env, "settings", "must be a Float64Array");
  vpin::Settings settings;
  if (const char* problem = read_vpin_settings(numbers, &settings); problem != nullptr)
    return wrong(env, "settings", problem);
  Engine* engine = Engine::make(settings, *Environment::of(env).table).release();
  napi_value handle = nullptr;
  if (napi_create_external(env, engine, drop, nullptr, &handle) != napi_ok) {
    delete engine;
    return nullptr;
  }
  napi_type_tag_object(env, handle, &engine_tag);
  return handle;
}

/** vpinLoad(handle, slot, bytes, [bucket, next, unitsPerStep, unitsPerWhole, stepsPerWhole, ticksPerWhole,
 * barTarget, sigma]). */
napi_value load(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Engine* engine = engine_of(env, a.v[0]);
  if (engine == nullptr) return nullptr;
  std::uint32_t slot = 0;
  std::span<std::uint8_t> bytes;
  std::span<double> n;
  if (napi_get_value_uint32(env, a.v[1], &slot) != napi_ok || !read_array(env, a.v[2], &bytes) ||
      !read_array(env, a.v[3], &n) || n.size() != 8)
    return wrong(env, "state", "must be a slot, octets and eight numbers");
  // A bucket of no size would never close.
  if (!(n[0] > 0) || n[1] <= 0) return wrong(env, "state", "has no bucket size");
  if (!engine->load(slot, bytes, {n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]}))
    return wrong(env, "state", "does not belong to these settings");
  return nullptr;
}

/** vpinMap(handle, ids, slots). */
napi_value map(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Engine* engine = engine_of(env, a.v[0]);
  if (engine == nullptr) return nullptr;
  std::span<std::uint32_t> ids, slots;
  if (!read_array(env, a.v[1], &ids) || !read_array(env, a.v[2], &slots) || ids.size() != slots.size())
    return wrong(env, "slots", "must be as many as ids");
  engine->map(ids, slots);
  return nullptr;
}

/** A column of at least the batch's length; false with an exception pending. */
template <class T>
bool read_column(napi_env env, napi_value value, std::size_t length, const T** out) {
  std::span<T> values;
  if (!read_array(env, value, &values) || values.size() < length) {
    wrong(env, "columns", "must be typed arrays of at least the batch's length");
    return false;
  }
  *out = values.data();
  return true;
}

bool is_undefined(napi_env env, napi_value value) {
  napi_valuetype type;
  return napi_typeof(env, value, &type) == napi_ok && type == napi_undefined;
}

/** How many closed buckets may wait. */
std::size_t row_limit(double limit) {
  if (!(limit > 0)) return 0;
  return limit < 1e15 ? static_cast<std::size_t>(limit) : SIZE_MAX;
}

/** Where a batch is to be read from: the arguments behind the handle. */
struct Place {
  std::uint32_t from = 0, length = 0;
  std::int64_t base = 0;
  double limit = 0;
};

bool read_place(napi_env env, const napi_value* v, Place* place) {
  bool lossless = false;
  if (napi_get_value_uint32(env, v[0], &place->from) == napi_ok &&
      napi_get_value_uint32(env, v[1], &place->length) == napi_ok && place->from <= place->length &&
      napi_get_value_bigint_int64(env, v[2], &place->base, &lossless) == napi_ok && lossless &&
      napi_get_value_double(env, v[3], &place->limit) == napi_ok)
    return true;
  wrong(env, "batch", "must have a first row, a length, a time base within 64 bits and a limit");
  return false;
}

/** What trades, quotes and bars begin with: the engine, the place, and the columns of instruments and times.
 */
template <class Batch>
Engine* read_batch(napi_env env, const Arguments& a, Place* place, Batch* batch) {
  Engine* engine = engine_of(env, a.v[0]);
  if (engine == nullptr || !read_place(env, a.v + 1, place)) return nullptr;
  batch->length = place->length;
  const bool read = read_column(env, a.v[5], place->length, &batch->instrument) &&
                    read_column(env, a.v[6], place->length, &batch->time);
  if (!read) return nullptr;
  engine->rows.limit = row_limit(place->limit);
  return engine;
}

/** vpinTrades(handle, from, length, base, limit, instrument, time, price, size, side, bid?, ask?): next row.
 */
napi_value trades(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Place place;
  TradeBatch batch;
  Engine* engine = read_batch(env, a, &place, &batch);
  if (engine == nullptr) return nullptr;
  if (!read_column(env, a.v[7], place.length, &batch.price) ||
      !read_column(env, a.v[8], place.length, &batch.size) ||
      !read_column(env, a.v[9], place.length, &batch.side))
    return nullptr;
  if (!is_undefined(env, a.v[10]) && (!read_column(env, a.v[10], place.length, &batch.bid) ||
                                      !read_column(env, a.v[11], place.length, &batch.ask)))
    return nullptr;
  return number(env, static_cast<double>(engine->trades(batch, place.base, place.from)));
}

/** vpinQuotes(handle, from, length, base, limit, instrument, time, bid, ask): next row. */
napi_value quotes(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Place place;
  TradeBatch batch;
  Engine* engine = read_batch(env, a, &place, &batch);
  if (engine == nullptr) return nullptr;
  if (!read_column(env, a.v[7], place.length, &batch.bid) ||
      !read_column(env, a.v[8], place.length, &batch.ask))
    return nullptr;
  return number(env, static_cast<double>(engine->quotes(batch, place.base, place.from)));
}

/** vpinBars(handle, from, length, base, limit, instrument, time, open, close, volume): next row. */
napi_value bars(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Place place;
  vpin::BarBatch batch;
  Engine* engine = read_batch(env, a, &place, &batch);
  if (engine == nullptr) return nullptr;
  if (!read_column(env, a.v[7], place.length, &batch.open) ||
      !read_column(env, a.v[8], place.length, &batch.close) ||
      !read_column(env, a.v[9], place.length, &batch.volume))
    return nullptr;
  return number(env, static_cast<double>(engine->bars(batch, place.base, place.from)));
}

/** vpinClose(handle, limit): the slot where it stopped. */
napi_value close(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Engine* engine = engine_of(env, a.v[0]);
  double limit = 0;
  if (engine == nullptr) return nullptr;
  if (napi_get_value_double(env, a.v[1], &limit) != napi_ok) return wrong(env, "limit", "must be a number");
  engine->rows.limit = row_limit(limit);
  return number(env, static_cast<double>(engine->close()));
}

/** vpinOutcome(handle, [fault, rows]). */
napi_value outcome(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Engine* engine = engine_of(env, a.v[0]);
  std::span<double> out;
  if (engine == nullptr) return nullptr;
  if (!read_array(env, a.v[1], &out) || out.size() != 2) return wrong(env, "out", "must hold two numbers");
  out[0] = static_cast<double>(engine->fault);
  out[1] = static_cast<double>(engine->rows.list.size());
  return nullptr;
}

/**
 * vpinTake(handle, at, instrument, start, end, reals): moves the closed buckets to rows from `at` on; `reals`
 * are nine columns of equal length, one after the other.
 */
napi_value take(napi_env env, napi_callback_info info) {
  Arguments a(env, info);
  Engine* engine = engine_of(env, a.v[0]);
  std::uint32_t at = 0;
  if (engine == nullptr) return nullptr;
  auto& list = engine->rows.list;
  const std::size_t end = list.size();
  std::span<std::uint32_t> instrument;
  std::span<std::int64_t> times[2];
  std::span<double> reals;
  if (napi_get_value_uint32(env, a.v[1], &at) != napi_ok || !read_array(env, a.v[2], &instrument) ||
      !read_array(env, a.v[3], &times[0]) || !read_array(env, a.v[4], &times[1]) ||
      !read_array(env, a.v[5], &reals) || instrument.size() < at + end || times[0].size() < at + end ||
      times[1].size() < at + end || reals.size() / 9 < at + end)
    return wrong(env, "rows", "must have room for the closed buckets");
  const std::size_t rows = reals.size() / 9;
  for (std::size_t i = 0; i < end; i++) {
    const vpin::BucketRow& row = list[i];
    instrument[at + i] = row.slot;
    times[0][at + i] = row.start;
    times[1][at + i] = row.end;
    const double values[9] = {row.index,     row.duration, row.volume,      row.buy_volume, row.sell_volume,
                              row.imbalance, row.vpin,     row.signed_vpin, row.cdf};
    for (std::size_t column = 0; column < 9; column++) reals[column * rows + at + i] = values[column];
  }
  list.clear();
  return nullptr;
}

/** vpinState(handle, slot, out): see StateNumbers. */
napi_value state(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Engine* engine = engine_of(env, a.v[0]);
  std::uint32_t slot = 0;
  std::span<double> out;
  if (engine == nullptr) return nullptr;
  if (napi_get_value_uint32(env, a.v[1], &slot) != napi_ok || slot >= engine->size() ||
      !read_array(env, a.v[2], &out) || out.size_bytes() != sizeof(vpin::StateNumbers))
    return wrong(env, "slot", "is none of the engine, or the room for the numbers is of another size");
  const vpin::StateNumbers numbers = engine->state(slot);
  std::memcpy(out.data(), &numbers, sizeof numbers);
  return nullptr;
}

/** vpinSave(handle, slot): octets. */
napi_value save(napi_env env, napi_callback_info info) {
  const Arguments a(env, info);
  Engine* engine = engine_of(env, a.v[0]);
  std::uint32_t slot = 0;
  if (engine == nullptr) return nullptr;
  if (napi_get_value_uint32(env, a.v[1], &slot) != napi_ok || slot >= engine->size())
    return wrong(env, "slot", "is none of the engine");
  vpin::StateWriter writer;
  engine->save(slot, writer);
  void* data = nullptr;
  napi_value buffer, array = nullptr;
  const std::size_t length = writer.bytes().size();
  if (napi_create_arraybuffer(env, length, &data, &buffer) != napi_ok ||
      napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array) != napi_ok)
    return nullptr;
  std::memcpy(data, writer.bytes().data(), length);
  return array;
}

}  // namespace

void export_vpin(Napi::Env env, Napi::Object exports) {
  const std::pair<const char*, napi_callback> functions[] = {
      {"vpinOpen", open},     {"vpinLoad", load}, {"vpinMap", map},         {"vpinTrades", trades},
      {"vpinQuotes", quotes}, {"vpinBars", bars}, {"vpinClose", close},     {"vpinTake", take},
      {"vpinState", state},   {"vpinSave", save}, {"vpinOutcome", outcome},
  };
  for (const auto& [name, callback] : functions) {
    napi_value function;
    if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function) == napi_ok)
      exports.Set(name, Napi::Value(env, function));
  }
}

}  // namespace dualbus
