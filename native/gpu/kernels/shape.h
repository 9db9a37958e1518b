// Checks and sizes that several kernels share.
#pragma once
#include <algorithm>

#include "gpu/call.h"

namespace dualbus::gpu {

constexpr std::uint32_t groups_for(std::uint64_t count, std::uint32_t threads) {
  return static_cast<std::uint32_t>((count + threads - 1) / threads);
}

/** Shaders index with 32 bits. */
constexpr std::uint64_t max_elements = 0xffffffffu;

inline bool is_panel(const Operand& operand, std::uint32_t rows, std::uint32_t cols) {
  return operand.element == Element::f32 && operand.rows == rows && operand.cols == cols &&
         operand.count() <= max_elements && operand.count() > 0;
}

/** `inputs` panels and one output panel, all of the same shape. */
inline const char* refuse_panels(const Call& call, std::size_t inputs) {
  if (call.inputs.size() != inputs) return "the number of inputs is wrong";
  if (call.outputs.size() != 1) return "there is one output";
  const auto [rows, cols] = std::pair(call.outputs[0].rows, call.outputs[0].cols);
  for (const Operand& input : call.inputs)
    if (!is_panel(input, rows, cols))
      return "inputs and output are f32 panels of one shape, at most 2^32 - 1 values";
  return is_panel(call.outputs[0], rows, cols) ? nullptr : "the output is an f32 panel";
}

}  // namespace dualbus::gpu
