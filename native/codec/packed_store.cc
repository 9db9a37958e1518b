#include "codec/packed_store.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace dualbus::packed {
namespace {

template <class T>
void narrow(const std::uint64_t* x, std::uint32_t rows, void* data) {
  T* values = static_cast<T*>(data);
  for (std::uint32_t i = 0; i < rows; i++) values[i] = static_cast<T>(x[i]);
}

void store_exact(const Column& column, void* data, std::uint32_t rows, const std::uint64_t* x) {
  switch (element_size(column)) {
    case 1:
      return narrow<std::uint8_t>(x, rows, data);
    case 2:
      return narrow<std::uint16_t>(x, rows, data);
    case 4:
      return narrow<std::uint32_t>(x, rows, data);
    default:
      std::memcpy(data, x, std::size_t{rows} * 8);
  }
}

void store_decimals(const Column& column, void* data, std::uint32_t rows, const std::uint64_t* x,
                    int decimals) {
  const double power = powers_of_ten[decimals];
  for (std::uint32_t i = 0; i < rows; i++) {
    const double value = static_cast<double>(static_cast<std::int64_t>(x[i])) / power;
    if (column.type == Type::f32)
      static_cast<float*>(data)[i] = static_cast<float>(value);
    else
      static_cast<double*>(data)[i] = value;
  }
}

Result store_numbers(const PackingTable& kernels, const Column& column, double* values, std::uint32_t rows,
                     const std::uint64_t* x) {
  std::uint32_t i = 0;
  while (true) {
    i += static_cast<std::uint32_t>(kernels.store_numbers(x + i, rows - i, column.base, values + i));
    if (i == rows) return {};
    if (!column.optional || x[i] != column.absent)
      return Result::error(Fault::inexact, "a number is 2^53 or more away from its base");
    values[i] = std::numeric_limits<double>::quiet_NaN();
    if (++i == rows) return {};
  }
}

/** One row; false when a number has no exact form. */
bool store_one(const Column& column, void* data, std::uint32_t row, std::uint64_t value) {
  if (column.number) {
    double* target = static_cast<double*>(data) + row;
    if (column.optional && value == column.absent) {
      *target = std::numeric_limits<double>::quiet_NaN();
      return true;
    }
    constexpr std::uint64_t limit = (std::uint64_t{1} << 53) - 1;
    const std::uint64_t offset = value - column.base;
    if (offset + limit > 2 * limit) return false;
    *target = static_cast<double>(static_cast<std::int64_t>(offset));
    return true;
  }
  const std::size_t size = element_size(column);
  std::memcpy(static_cast<std::uint8_t*>(data) + row * size, &value, size);
  return true;
}

}  // namespace

Result store_column(const PackingTable& kernels, const Column& column, void* data, std::uint32_t rows,
                    const std::uint64_t* x, int decimals) {
  if (column.number) return store_numbers(kernels, column, static_cast<double*>(data), rows, x);
  if (decimals >= 0)
    store_decimals(column, data, rows, x, decimals);
  else
    store_exact(column, data, rows, x);
  return {};
}

Result store_constant(const PackingTable& kernels, const Column& column, void* data, std::uint32_t rows,
                      std::uint64_t value, int decimals) {
  if (decimals >= 0) {
    if (const Result r = store_column(kernels, column, data, 1, &value, decimals); r.fault != Fault::none)
      return r;
  } else if (!store_one(column, data, 0, value)) {
    return Result::error(Fault::inexact, "a number is 2^53 or more away from its base");
  }
  std::uint8_t* octets = static_cast<std::uint8_t*>(data);
  const std::size_t total = rows * element_size(column);
  for (std::size_t done = element_size(column); done < total; done *= 2)
    std::memcpy(octets + done, octets, std::min(done, total - done));
  return {};
}

const char* store_rows(const Column& column, void* data, std::uint32_t rows, const std::uint8_t* positions,
                       std::uint32_t count, const std::uint8_t* patterns, std::uint64_t value,
                       bool* inexact) {
  std::uint32_t done = 0;
  const auto put = [&](std::uint32_t row) {
    if (patterns != nullptr) std::memcpy(&value, patterns + 8 * std::size_t{done}, 8);
    if (!store_one(column, data, row, value)) *inexact = true;
    done++;
  };
  if (16 * count < rows) {
    for (std::uint32_t k = 0; k < count; k++) {
      std::uint16_t row;
      std::memcpy(&row, positions + 2 * k, 2);
      if (row >= rows) return "a hole outside the rows";
      put(row);
    }
    return nullptr;
  }
  for (std::uint32_t i = 0; i < rows; i++) {
    if ((positions[i / 8] >> (i % 8) & 1) == 0) continue;
    if (done == count) return "more holes than announced";
    put(i);
  }
  return done == count ? nullptr : "fewer holes than announced";
}

}  // namespace dualbus::packed
