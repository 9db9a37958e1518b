#include <algorithm>

#include "codec/packed_choose.h"
#include "codec/packed_load.h"
#include "codec/packed_sequence.h"

namespace dualbus::packed {
namespace {

/** One call of pack(). */
struct Encoder {
  const PackingTable& kernels;
  Workspace& w;
  std::uint32_t rows;
  Writer out;
  const Keys* keys = nullptr;

  Result column(const Column& c, const void* data, bool is_key);
  Result values(const Column& c, const void* data, bool is_key, std::uint8_t* scheme);
  void constant(std::uint64_t value);
  void parameters(const Choice& choice, std::uint8_t scheme, const Loaded& loaded, const Column& c);
  void positions(std::uint32_t count, Hole kind);
  void holes(const Loaded& loaded, const Column& c, const void* data);
  void sequences(const Choice& choice);
  void remember_keys(std::uint32_t count);
};

Result Encoder::column(const Column& c, const void* data, bool is_key) {
  const std::size_t start = out.at;
  out.take(column_header_bytes);
  std::uint8_t scheme = 0;
  if (is_key) w.keys.count = 0;
  if (data == nullptr) {
    constant(c.absent);
  } else if (const Result r = values(c, data, is_key, &scheme); r.fault != Fault::none) {
    return r;
  }
  out.put_at(start, static_cast<std::uint32_t>(out.at - start));
  out.put_at(start + 4, c.field);
  out.put_at(start + 6, static_cast<std::uint8_t>(static_cast<std::uint8_t>(c.type) | c.lane << 4));
  out.put_at(start + 7, scheme);
  return {};
}

void Encoder::constant(std::uint64_t value) {
  out.signed_varint(value);
  out.align();
}

Result Encoder::values(const Column& c, const void* data, bool is_key, std::uint8_t* octet) {
  Loaded loaded;
  if (const Result r = load_column(kernels, w, c, data, rows, keys, &loaded); r.fault != Fault::none)
    return r;
  if (loaded.absent == rows) {
    constant(c.absent);
    return {};
  }
  Choice choice;
  std::uint64_t divisor = 1;
  const std::uint64_t min = static_cast<std::uint64_t>(loaded.bounds.min);
  const std::uint64_t range = static_cast<std::uint64_t>(loaded.bounds.max) - min;
  const std::uint64_t first = w.x[0];
  if (range == 0) {
    choice.scheme = Scheme::constant;
  } else {
    if (min != 0) kernels.subtract(w.x.data(), rows, min);
    if (bit_length(range) <= 53 && !is_key) divisor = common_divisor(w, rows);
    if (divisor > 1) {
      // Exact quotients below 2^53; doubles divide several times faster than 64-bit integers.
      const double by = static_cast<double>(static_cast<std::int64_t>(divisor));
      for (std::uint32_t i = 0; i < rows; i++)
        w.x[i] = static_cast<std::uint64_t>(
            static_cast<std::int64_t>(static_cast<double>(static_cast<std::int64_t>(w.x[i])) / by));
    }
    if (is_key && choose_dictionary(w, rows, &choice))
      remember_keys(choice.entries);
    else
      choice = choose_scheme(kernels, w, rows, bit_length(range / divisor), keys);
  }
  const std::uint8_t scheme =
      static_cast<std::uint8_t>(static_cast<std::uint8_t>(choice.scheme) | (choice.zigzag ? flag_zigzag : 0) |
                                (loaded.absent > 0 ? flag_absent : 0) |
                                (loaded.decimals >= 0 ? flag_decimal : 0) | (divisor > 1 ? flag_scaled : 0));
  *octet = scheme;
  out.signed_varint(choice.scheme == Scheme::delta ? first : min);
  if (divisor > 1) out.varint(divisor);
  parameters(choice, scheme, loaded, c);
  holes(loaded, c, data);
  if (choice.scheme != Scheme::constant) sequences(choice);
  return {};
}

void Encoder::remember_keys(std::uint32_t count) {
  w.keys.count = count;
  std::int32_t last[max_dictionary];
  std::fill_n(last, count, -1);
  for (std::uint32_t i = 0; i < rows; i++) {
    const std::uint16_t code = w.codes[i];
    w.keys.codes[i] = code;
    w.keys.previous[i] = last[code];
    last[code] = static_cast<std::int32_t>(i);
  }
}

void Encoder::parameters(const Choice& choice, std::uint8_t scheme, const Loaded& loaded, const Column& c) {
  const bool differs = choice.scheme == Scheme::delta || choice.scheme == Scheme::keyed;
  if (differs && !choice.zigzag) out.signed_varint(choice.reference);
  if (choice.scheme == Scheme::dictionary) out.varint(choice.entries);
  if (scheme & flag_absent) {
    out.varint(c.absent);
    out.varint(loaded.absent);
  }
  if (scheme & flag_decimal) {
    out.byte(static_cast<std::uint8_t>(loaded.decimals));
    out.varint(loaded.exceptions);
  }
  out.align();
}

void Encoder::positions(std::uint32_t count, Hole kind) {
  if (16 * count < rows) {
    for (std::uint32_t i = 0; i < rows; i++)
      if (w.holes[i] == kind) out.put(static_cast<std::uint16_t>(i));
  } else {
    for (std::uint32_t i = 0; i < rows; i += 8) {
      std::uint8_t octet = 0;
      for (std::uint32_t b = 0; b < 8 && i + b < rows; b++)
        if (w.holes[i + b] == kind) octet = static_cast<std::uint8_t>(octet | 1 << b);
      out.byte(octet);
    }
  }
  out.align();
}

void Encoder::holes(const Loaded& loaded, const Column& c, const void* data) {
  if (loaded.absent > 0) positions(loaded.absent, hole_absent);
  if (loaded.exceptions == 0) return;
  positions(loaded.exceptions, hole_exception);
  for (std::uint32_t i = 0; i < rows; i++)
    if (w.holes[i] == hole_exception) out.put(float_bits(c, data, i));
}

void Encoder::sequences(const Choice& choice) {
  if (choice.scheme == Scheme::dictionary) encode_sequence(kernels, out, w.entries.data(), choice.entries);
  if (choice.scheme == Scheme::keyed) {
    for (std::uint32_t i = 0; i < rows; i++)
      if (keys->previous[i] < 0) w.heads[keys->codes[i]] = w.x[i];
    encode_sequence(kernels, out, w.heads.data(), keys->count);
  }
  encode_sequence(kernels, out, choice.scheme == Scheme::offset ? w.x.data() : w.residuals.data(), rows);
}

}  // namespace

Result pack(const PackingTable& kernels, Workspace& w, std::span<const std::int32_t> plan, int key,
            std::span<const Array> arrays, std::uint32_t rows, std::span<std::uint8_t> target) {
  const std::size_t count = plan.size() / plan_stride;
  if (rows < 1 || rows > max_rows) return Result::error(Fault::invalid_argument, "rows");
  if (count < 1 || count > max_columns || plan.size() % plan_stride != 0 || arrays.size() != count)
    return Result::error(Fault::invalid_argument, "plan");
  if (key < -1 || key >= static_cast<int>(count)) return Result::error(Fault::invalid_argument, "key");
  Encoder encoder{kernels, w, rows, Writer(target)};
  encoder.out.take(body_header_bytes);
  std::uint16_t key_field = 0;
  for (int c = key < 0 ? 0 : -1; c < static_cast<int>(count); c++) {
    if (c >= 0 && c == key) continue;
    const std::size_t index = static_cast<std::size_t>(c < 0 ? key : c);
    Column column;
    if (!read_column(&plan[index * plan_stride], &column))
      return Result::error(Fault::invalid_argument, "plan");
    const Array& array = arrays[index];
    if (array.data != nullptr && array.length < rows) return Result::error(Fault::invalid_argument, "arrays");
    if (const Result r = encoder.column(column, array.data, c < 0); r.fault != Fault::none) return r;
    if (c >= 0) continue;
    key_field = column.field;
    if (w.keys.count > 1) encoder.keys = &w.keys;
  }
  Writer& out = encoder.out;
  if (out.failed) return {out.at, Fault::overflow, "the target is too short"};
  out.put_at(0, rows);
  out.put_at(4, static_cast<std::uint32_t>(out.at));
  out.put_at(8, static_cast<std::uint16_t>(count));
  out.put_at(10, key_field);
  out.put_at(12, std::uint32_t{format_version});
  return {out.at, Fault::none, ""};
}

}  // namespace dualbus::packed
