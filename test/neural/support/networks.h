// Networks for tests, and what they give in f64.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "kernels/dense.h"

namespace dualbus::testing {

struct Network {
  std::vector<DenseLayer> layers;
  std::vector<float> parameters;
};

/** Numbers of a normal distribution. */
inline std::vector<float> normal(std::size_t count, float scale, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; i += 2) {
    const double u = (random() + 1.0) / 4294967297.0, v = random() / 4294967296.0;
    values[i] = static_cast<float>(std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v)) * scale;
    if (i + 1 < count)
      values[i + 1] = static_cast<float>(std::sqrt(-2 * std::log(u)) * std::sin(2 * M_PI * v)) * scale;
  }
  return values;
}

/** linear, activation, linear, ..., linear, with weights of variance 1/inputs. */
inline Network network(const std::vector<std::uint32_t>& widths, DenseLayerType activation,
                       unsigned seed = 1) {
  Network result;
  for (std::size_t i = 1; i < widths.size(); i++) {
    const std::uint32_t inputs = widths[i - 1], outputs = widths[i];
    if (i > 1) result.layers.push_back({activation, inputs, inputs});
    result.layers.push_back({DenseLayerType::linear, inputs, outputs});
    const float scale = 1 / std::sqrt(static_cast<float>(inputs));
    for (const std::vector<float>& part : {normal(std::size_t{inputs} * outputs, scale, seed + 2 * i),
                                           normal(outputs, 0.1f, seed + 2 * i + 1)})
      result.parameters.insert(result.parameters.end(), part.begin(), part.end());
  }
  return result;
}

inline void activate(DenseLayerType type, std::vector<double>* row) {
  double total = 0;
  const double largest = *std::max_element(row->begin(), row->end());
  for (const double x : *row) total += std::exp(x - largest);
  for (double& x : *row) {
    switch (type) {
      case DenseLayerType::relu:
        x = std::max(x, 0.0);
        break;
      case DenseLayerType::tanh:
        x = std::tanh(x);
        break;
      case DenseLayerType::sigmoid:
        x = 1 / (1 + std::exp(-x));
        break;
      case DenseLayerType::gelu_erf:
        x *= std::erfc(-x / std::sqrt(2.0)) / 2;
        break;
      case DenseLayerType::gelu_tanh:
        x *= (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))) / 2;
        break;
      case DenseLayerType::softmax:
        x = std::exp(x - largest) / total;
        break;
      case DenseLayerType::linear:
      case DenseLayerType::count:
        break;
    }
  }
}

/** One row through the network, in f64. */
inline std::vector<double> forward(const Network& net, const float* input) {
  std::vector<double> row(input, input + net.layers.front().inputs);
  const float* p = net.parameters.data();
  for (const DenseLayer& layer : net.layers) {
    if (layer.type != DenseLayerType::linear) {
      activate(layer.type, &row);
      continue;
    }
    const float* bias = p + std::size_t{layer.inputs} * layer.outputs;
    std::vector<double> next(bias, bias + layer.outputs);
    for (std::size_t n = 0; n < layer.outputs; n++)
      for (std::size_t k = 0; k < layer.inputs; k++) next[n] += double{p[n * layer.inputs + k]} * row[k];
    p = bias + layer.outputs;
    row = std::move(next);
  }
  return row;
}

}  // namespace dualbus::testing
