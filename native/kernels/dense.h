#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/status.h"

namespace dualbus {

// Dense networks as they come from JavaScript (src/compute/dense.ts): the same numbers stand there.

enum class DenseLayerType : std::uint32_t {
  linear,
  relu,
  tanh,
  sigmoid,
  gelu_erf,
  gelu_tanh,
  softmax,
  count
};

inline constexpr std::uint32_t max_dense_width = 16384;
inline constexpr std::uint32_t max_dense_layers = 64;

struct DenseLayer {
  DenseLayerType type;
  std::uint32_t inputs;
  /** The same as `inputs` but for linear layers. */
  std::uint32_t outputs;
};

/**
 * Reads the layers from `codes`: the width of the inputs, then for each layer its type, and for a linear one
 * its outputs.
 */
Status read_dense_layers(std::span<const std::uint32_t> codes, std::vector<DenseLayer>* layers);

/** How many weights and biases all layers have. */
std::uint64_t dense_parameters(std::span<const DenseLayer> layers);

}  // namespace dualbus
