#include "neural/programs.h"

#include <vector>

namespace dualbus::neural {
namespace {

/** Takes parameters from the front, rounded to f16. */
class Parameters {
 public:
  explicit Parameters(std::span<const float> left) : left_(left) {}

  Result<std::vector<Half>> take(std::size_t count, std::size_t layer, const char* role) {
    std::vector<Half> halves(count);
    for (std::size_t i = 0; i < count; i++) {
      if (!fits_half(left_[i])) {
        return Error{Fault::half_range, "layers[" + std::to_string(layer) + "]." + role + "[" +
                                            std::to_string(i) + "] is " + std::to_string(left_[i]) +
                                            ": f16 ends at 65504"};
      }
      halves[i] = to_half(left_[i]);
    }
    left_ = left_.subspan(count);
    return halves;
  }

 private:
  std::span<const float> left_;
};

Value activation(MilProgram* program, DenseLayerType type, const Value& x) {
  switch (type) {
    case DenseLayerType::relu:
      return program->elementwise("relu", x);
    case DenseLayerType::tanh:
      return program->elementwise("tanh", x);
    case DenseLayerType::sigmoid:
      return program->elementwise("sigmoid", x);
    case DenseLayerType::gelu_erf:
      return program->gelu("EXACT", x);
    case DenseLayerType::gelu_tanh:
      return program->gelu("TANH_APPROXIMATION", x);
    case DenseLayerType::softmax:
      return program->softmax(x);
    case DenseLayerType::linear:
    case DenseLayerType::count:
      break;
  }
  return x;
}

}  // namespace

Result<Package> dense_package(std::span<const DenseLayer> layers, std::span<const float> parameters,
                              std::uint32_t batch) {
  if (layers.empty() || batch == 0 || batch > max_dense_width || batch % batch_multiple != 0)
    return Error{Fault::bad_package, "a batch is a multiple of 32 rows, at most 16384"};
  if (dense_parameters(layers) != parameters.size() || parameters.size() > max_parameters)
    return Error{Fault::bad_package, "the layers have another number of parameters, or more than 2^28"};
  Parameters rest(parameters);
  MilProgram program({1, layers.front().inputs, 1, batch});
  Value value = program.input();
  for (std::size_t i = 0; i < layers.size(); i++) {
    if (layers[i].type != DenseLayerType::linear) {
      value = activation(&program, layers[i].type, value);
      continue;
    }
    const auto weight = rest.take(std::size_t{layers[i].inputs} * layers[i].outputs, i, "weight");
    if (!weight) return weight.error();
    const auto bias = rest.take(layers[i].outputs, i, "bias");
    if (!bias) return bias.error();
    value = program.linear(value, *weight, *bias);
  }
  return Package{program.model(value), program.weights(), program.input().shape, value.shape};
}

Result<Package> gram_package(std::uint32_t rows, std::uint32_t cols) {
  if (rows == 0 || rows > max_dense_width || cols == 0 || cols > max_dense_width)
    return Error{Fault::bad_package, "a matrix has 1 to 16384 rows and columns"};
  MilProgram program({1, 1, rows, cols});
  const Value gram = program.gram(program.input());
  return Package{program.model(gram), program.weights(), program.input().shape, gram.shape};
}

}  // namespace dualbus::neural
