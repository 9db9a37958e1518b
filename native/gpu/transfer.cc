#include "gpu/transfer.h"

#include <cmath>
#include <cstring>

namespace dualbus::gpu {

namespace {

constexpr double exact_limit = 9007199254740992.0;  // 2^53

/** Calls `copy(device row, caller's row)` for each row. */
template <class Device, class Host, class Copy>
void rows_of(const Slot& slot, Device* device, Host* host, Copy copy) {
  for (std::uint32_t row = 0; row < slot.rows; row++)
    copy(device + std::size_t{row} * slot.cols, host + row * slot.stride);
}

template <class T>
void copy_rows_in(const Slot& slot, const Region& to) {
  rows_of(slot, to.data<T>(), static_cast<const T*>(slot.source),
          [&](T* device, const T* host) { std::memcpy(device, host, slot.cols * sizeof(T)); });
}

template <class T>
void copy_rows_out(const Region& from, const Slot& slot) {
  rows_of(slot, from.data<T>(), static_cast<T*>(slot.target),
          [&](T* device, T* host) { std::memcpy(host, device, slot.cols * sizeof(T)); });
}

Outcome round_rows_in(const Slot& slot, const Region& to) {
  rows_of(slot, to.data<float>(), static_cast<const double*>(slot.source),
          [&](float* device, const double* host) {
            for (std::uint32_t col = 0; col < slot.cols; col++) device[col] = static_cast<float>(host[col]);
          });
  return Done{};
}

Outcome whole_rows_in(const Slot& slot, const Region& to) {
  const double* source = static_cast<const double*>(slot.source);
  for (std::uint32_t row = 0; row < slot.rows; row++)
    for (std::uint32_t col = 0; col < slot.cols; col++) {
      const double value = source[row * slot.stride + col];
      if (!(value >= 0 && value < exact_limit && value == std::floor(value)))
        return Error{Fault::invalid, "row " + std::to_string(row) + ", column " + std::to_string(col) +
                                         ": not a whole number from 0 to 2^53 - 1"};
      to.data<std::uint64_t>()[std::size_t{row} * slot.cols + col] = static_cast<std::uint64_t>(value);
    }
  return Done{};
}

}  // namespace

Outcome copy_in(const Slot& slot, const Region& to) {
  const bool whole = slot.element == Element::u64;
  if (slot.host == Slot::Host::f64) return whole ? whole_rows_in(slot, to) : round_rows_in(slot, to);
  if (whole)
    copy_rows_in<std::uint64_t>(slot, to);
  else
    copy_rows_in<std::uint32_t>(slot, to);
  return Done{};
}

void copy_out(const Region& from, const Slot& slot) {
  if (slot.host == Slot::Host::f64 && slot.element == Element::f32)
    rows_of(slot, from.data<float>(), static_cast<double*>(slot.target), [&](float* device, double* host) {
      for (std::uint32_t col = 0; col < slot.cols; col++) host[col] = device[col];
    });
  else if (slot.host == Slot::Host::f64)
    rows_of(slot, from.data<std::uint64_t>(), static_cast<double*>(slot.target),
            [&](std::uint64_t* device, double* host) {
              for (std::uint32_t col = 0; col < slot.cols; col++)
                host[col] = static_cast<double>(device[col]);
            });
  else if (slot.element == Element::u64)
    copy_rows_out<std::uint64_t>(from, slot);
  else
    copy_rows_out<std::uint32_t>(from, slot);
}

}  // namespace dualbus::gpu
