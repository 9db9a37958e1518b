#include "codec/packed_load.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace dualbus::packed {
namespace {

template <class T>
void widen(const void* data, std::uint32_t rows, std::uint64_t* x) {
  const T* values = static_cast<const T*>(data);
  for (std::uint32_t i = 0; i < rows; i++)
    x[i] = static_cast<std::uint64_t>(static_cast<std::int64_t>(values[i]));
}

void load_exact(const Column& column, const void* data, std::uint32_t rows, std::uint64_t* x) {
  switch (column.type) {
    case Type::u8:
      return widen<std::uint8_t>(data, rows, x);
    case Type::u16:
      return widen<std::uint16_t>(data, rows, x);
    case Type::u32:
    case Type::f32:
      return widen<std::uint32_t>(data, rows, x);
    case Type::i8:
      return widen<std::int8_t>(data, rows, x);
    case Type::i16:
      return widen<std::int16_t>(data, rows, x);
    case Type::i32:
      return widen<std::int32_t>(data, rows, x);
    default:
      std::memcpy(x, data, std::size_t{rows} * 8);
  }
}

std::uint32_t mark_absent(Workspace& w, std::uint64_t absent, std::uint32_t rows) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < rows; i++) count += w.x[i] == absent;
  if (count == 0 || count == rows) return count;
  for (std::uint32_t i = 0; i < rows; i++) w.holes[i] = w.x[i] == absent ? hole_absent : hole_none;
  return count;
}

Result load_numbers(const PackingTable& kernels, Workspace& w, const Column& column, const double* values,
                    std::uint32_t rows, std::uint32_t* absent) {
  *absent = 0;
  std::uint32_t i = 0;
  while (true) {
    i += static_cast<std::uint32_t>(kernels.load_numbers(values + i, rows - i, column.base, w.x.data() + i));
    if (i == rows) return {};
    const double value = values[i];
    if (!std::isnan(value)) return Result::error(Fault::inexact, "a number is no exact integer below 2^53");
    if (!column.optional) return Result::error(Fault::inexact, "NaN in a column that has no null value");
    if (*absent == 0) std::fill_n(w.holes.begin(), rows, hole_none);
    w.holes[i] = hole_absent;
    ++*absent;
    if (++i == rows) return {};
  }
}

void fill_holes(Workspace& w, std::uint32_t rows, const Keys* keys) {
  std::uint32_t last = 0;
  while (w.holes[last] != hole_none) last++;
  for (std::uint32_t i = 0; i < rows; i++) {
    if (w.holes[i] == hole_none) {
      last = i;
      continue;
    }
    const std::int32_t before = keys == nullptr ? -1 : keys->previous[i];
    w.x[i] = w.x[before < 0 ? last : static_cast<std::uint32_t>(before)];
  }
}

double float_value(const Column& column, const void* data, std::uint32_t row) {
  if (column.type == Type::f32) return static_cast<const float*>(data)[row];
  return static_cast<const double*>(data)[row];
}

int choose_decimals(const Workspace& w, const Column& column, const void* data, std::uint32_t rows,
                    bool holes) {
  const std::uint32_t sample = std::min<std::uint32_t>(32, rows);
  int best = -1;
  std::uint32_t best_hits = 0;
  for (std::uint32_t k = 0; k <= max_decimals; k++) {
    std::uint32_t hits = 0;
    for (std::uint32_t s = 0; s < sample; s++) {
      const std::uint32_t i = static_cast<std::uint32_t>(std::uint64_t{s} * rows / sample);
      std::int64_t m;
      hits += (holes && w.holes[i] == hole_absent) ||
              decimal_mantissa(float_value(column, data, i), powers_of_ten[k], column.type == Type::f32, &m);
    }
    if (hits > best_hits) best = static_cast<int>(k), best_hits = hits;
    if (hits == sample) break;
  }
  return best_hits * 8 >= sample * 7 ? best : -1;
}

/** Mantissas in place of bit patterns; false (and x as it was) when more than one row in eight is no decimal.
 */
bool load_decimals(Workspace& w, const Column& column, const void* data, std::uint32_t rows, Loaded* loaded) {
  const double power = powers_of_ten[loaded->decimals];
  const bool single = column.type == Type::f32;
  if (loaded->absent == 0) std::fill_n(w.holes.begin(), rows, hole_none);
  std::uint64_t* mantissas = w.residuals.data();
  loaded->exceptions = 0;
  for (std::uint32_t i = 0; i < rows; i++) {
    if (w.holes[i] != hole_none) continue;
    std::int64_t m;
    if (decimal_mantissa(float_value(column, data, i), power, single, &m)) {
      mantissas[i] = static_cast<std::uint64_t>(m);
    } else {
      w.holes[i] = hole_exception;
      loaded->exceptions++;
    }
  }
  if (loaded->exceptions * 8 > rows) {
    for (std::uint32_t i = 0; i < rows; i++)
      if (w.holes[i] == hole_exception) w.holes[i] = hole_none;
    loaded->exceptions = 0;
    return false;
  }
  std::copy_n(mantissas, rows, w.x.begin());
  return true;
}

}  // namespace

bool decimal_mantissa(double value, double power, bool single, std::int64_t* mantissa) {
  constexpr double limit = 9007199254740992.0;
  const double m = std::floor(value * power + 0.5);
  if (!(m < limit && m > -limit)) return false;
  const double quotient = single ? static_cast<double>(static_cast<float>(m / power)) : m / power;
  if (std::bit_cast<std::uint64_t>(quotient) != std::bit_cast<std::uint64_t>(value)) return false;
  *mantissa = static_cast<std::int64_t>(m);
  return true;
}

std::uint64_t float_bits(const Column& column, const void* data, std::uint32_t row) {
  if (column.type == Type::f32) return static_cast<const std::uint32_t*>(data)[row];
  return static_cast<const std::uint64_t*>(data)[row];
}

Result load_column(const PackingTable& kernels, Workspace& w, const Column& column, const void* data,
                   std::uint32_t rows, const Keys* keys, Loaded* loaded) {
  if (column.number) {
    const Result r =
        load_numbers(kernels, w, column, static_cast<const double*>(data), rows, &loaded->absent);
    if (r.fault != Fault::none) return r;
  } else {
    load_exact(column, data, rows, w.x.data());
    if (column.optional) loaded->absent = mark_absent(w, column.absent, rows);
  }
  if (loaded->absent == rows) return {};
  if (loaded->absent > 0) fill_holes(w, rows, keys);
  loaded->bounds = kernels.bounds(w.x.data(), rows);
  if (column.type < Type::f32 || loaded->bounds.min == loaded->bounds.max) return {};
  loaded->decimals = choose_decimals(w, column, data, rows, loaded->absent > 0);
  if (loaded->decimals < 0) return {};
  if (!load_decimals(w, column, data, rows, loaded)) {
    loaded->decimals = -1;
    return {};
  }
  if (loaded->absent + loaded->exceptions > 0) fill_holes(w, rows, keys);
  loaded->bounds = kernels.bounds(w.x.data(), rows);
  return {};
}

}  // namespace dualbus::packed
