// One call of a kernel inside a batch, as the device sees it.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "gpu/device.h"

namespace dualbus::gpu {

enum class Element : std::uint8_t { f32, u32, u64 };

constexpr std::size_t bytes_of(Element element) { return element == Element::u64 ? 8 : 4; }

/** A dense time-major panel in device memory. The region is empty while only the shape is asked about. */
struct Operand {
  Element element = Element::f32;
  std::uint32_t rows = 0, cols = 0;
  Region region;

  std::uint64_t count() const { return std::uint64_t{rows} * cols; }
  std::size_t bytes() const { return count() * bytes_of(element); }
};

struct Call {
  std::string_view kernel;
  std::span<const std::uint32_t> args;
  std::span<const double> reals;
  std::span<const Operand> inputs;
  std::span<const Operand> outputs;
};

}  // namespace dualbus::gpu
