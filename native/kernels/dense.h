#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

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

/** The layers of a network, without memory of their own. */
struct DenseLayers {
  std::array<DenseLayer, max_dense_layers> items;
  std::size_t count = 0;

  std::span<const DenseLayer> span() const { return {items.data(), count}; }
};

/**
 * Reads the layers from `codes`: the width of the inputs, then for each layer its type, and for a linear one
 * its outputs.
 */
Status read_dense_layers(std::span<const std::uint32_t> codes, DenseLayers* layers);

/** How many weights and biases all layers have. */
std::uint64_t dense_parameters(std::span<const DenseLayer> layers);

/**
 * Columns of a panel: 64 bytes of T. The CPU kernels take the parameters of a linear layer in panels of so
 * many outputs, filled up with zeros: the biases of the panel, then for each input its weights to the panel's
 * outputs.
 */
template <class T>
inline constexpr std::size_t dense_panel = 64 / sizeof(T);

template <class T>
constexpr std::size_t padded_width(std::size_t width) {
  return (width + dense_panel<T> - 1) / dense_panel<T> * dense_panel<T>;
}

/** How many elements the parameters of all layers take in panels. */
template <class T>
std::uint64_t packed_parameters(std::span<const DenseLayer> layers) {
  std::uint64_t total = 0;
  for (const DenseLayer& layer : layers)
    if (layer.type == DenseLayerType::linear)
      total += (std::uint64_t{layer.inputs} + 1) * padded_width<T>(layer.outputs);
  return total;
}

/** Rows that our own kernels take through all layers together, so that they stay in the cache. */
inline constexpr std::size_t dense_block = 64;

/** A linear layer on a block of rows: y = W x + b, with y as wide as its panels. */
template <class T>
struct LinearCall {
  std::size_t rows, inputs, outputs;
  const T* x;
  std::size_t x_stride;
  const T* panels;
  T* y;
  std::size_t y_stride;
};

/** A network on any number of rows. Lengths have been checked; the contents may be anything. */
template <class T>
struct DenseCall {
  std::span<const DenseLayer> layers;
  const T* panels;
  const T* x;
  T* out;
  std::size_t rows;
  /** Room for dense_scratch<T>(layers, block) elements. */
  T* scratch;
  /** The platform's own way to run a linear layer, or null. */
  void (*linear)(const LinearCall<T>&) = nullptr;
  std::size_t block = dense_block;
};

/** Two blocks of rows of the widest layer. */
template <class T>
std::size_t dense_scratch(std::span<const DenseLayer> layers, std::size_t block = dense_block) {
  std::size_t widest = 0;
  for (const DenseLayer& layer : layers) widest = layer.outputs > widest ? layer.outputs : widest;
  return 2 * block * padded_width<T>(widest);
}

/** The dense kernels of one implementation. */
struct DenseTable {
  void (*f64)(const DenseCall<double>&);
  void (*f32)(const DenseCall<float>&);
};

}  // namespace dualbus
