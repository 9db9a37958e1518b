#include "kernels/dense.h"

namespace dualbus {
namespace {

bool is_width(std::uint32_t width) { return width >= 1 && width <= max_dense_width; }

}  // namespace

Status read_dense_layers(std::span<const std::uint32_t> codes, DenseLayers* layers) {
  layers->count = 0;
  if (codes.size() < 3 || codes[1] != static_cast<std::uint32_t>(DenseLayerType::linear))
    return {"layers", "must start with the number of inputs and a linear layer"};
  std::uint32_t width = codes[0];
  if (!is_width(width)) return {"layers", "a layer takes 1 to 16384 inputs"};
  for (std::size_t i = 1; i < codes.size();) {
    if (layers->count == max_dense_layers) return {"layers", "there are more than 64"};
    if (codes[i] >= static_cast<std::uint32_t>(DenseLayerType::count)) return {"layers", "a type is unknown"};
    DenseLayer layer = {static_cast<DenseLayerType>(codes[i++]), width, width};
    if (layer.type == DenseLayerType::linear) {
      if (i == codes.size() || !is_width(codes[i]))
        return {"layers", "a linear layer gives 1 to 16384 outputs"};
      layer.outputs = width = codes[i++];
    }
    layers->items[layers->count++] = layer;
  }
  return {};
}

std::uint64_t dense_parameters(std::span<const DenseLayer> layers) {
  std::uint64_t total = 0;
  for (const DenseLayer& layer : layers)
    if (layer.type == DenseLayerType::linear) total += (std::uint64_t{layer.inputs} + 1) * layer.outputs;
  return total;
}

}  // namespace dualbus
