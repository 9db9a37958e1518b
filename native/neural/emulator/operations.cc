#include "neural/emulator/operations.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace dualbus::neural {
namespace {

using Shapes = std::vector<Shape>;
using Tensors = std::vector<const Tensor*>;

Error refusal(const Operands& op, const std::string& problem) {
  return {Fault::bad_package, op.operation.type + " " + op.operation.output + ": " + problem};
}

/** A sum of products as a device makes it. */
class Sum {
 public:
  explicit Sum(Accumulation accumulation) : halves_(accumulation == Accumulation::f16) {}

  void add(float a, float b) {
    if (halves_)
      total_ = round_to_half(total_ + round_to_half(a * b));
    else
      total_ += a * b;
  }
  float rounded(float bias = 0) const { return round_to_half(total_ + bias); }

 private:
  bool halves_;
  float total_ = 0;
};

bool holds(const Constant* constant, std::initializer_list<float> values) {
  return constant != nullptr &&
         std::equal(constant->numbers.begin(), constant->numbers.end(), values.begin(), values.end());
}

Result<Shape> infer_conv(const Operands& op, const Shapes& in) {
  const Constant* weight = op.constant("weight");
  const Constant* bias = op.constant("bias");
  const Constant* pad_type = op.constant("pad_type");
  if (weight == nullptr || weight->type.shape.size() != 4)
    return refusal(op, "it has no weights of four dimensions");
  const auto& shape = weight->type.shape;
  if (shape[2] != 1 || shape[3] != 1) return refusal(op, "its kernel is not 1x1");
  if (shape[1] != in[0][1])
    return refusal(
        op, "its weights take " + std::to_string(shape[1]) + " channels, x has " + std::to_string(in[0][1]));
  if (bias != nullptr && bias->type.shape != std::vector{shape[0]})
    return refusal(op, "its bias has another length");
  if (pad_type == nullptr || pad_type->text != "valid" || !holds(op.constant("pad"), {0, 0, 0, 0}) ||
      !holds(op.constant("strides"), {1, 1}) || !holds(op.constant("dilations"), {1, 1}) ||
      !holds(op.constant("groups"), {1}))
    return refusal(op, "it is no plain 1x1 convolution");
  return Shape{in[0][0], shape[0], in[0][2], in[0][3]};
}

void run_conv(const Operands& op, const Tensors& in, Accumulation accumulation, Tensor* out) {
  const std::vector<float>& weight = op.constant("weight")->numbers;
  const Constant* bias = op.constant("bias");
  const std::size_t channels = in[0]->shape[1], columns = std::size_t{in[0]->shape[2]} * in[0]->shape[3];
  for (std::size_t o = 0; o < out->shape[1]; o++) {
    for (std::size_t s = 0; s < columns; s++) {
      Sum sum(accumulation);
      for (std::size_t c = 0; c < channels; c++)
        sum.add(weight[o * channels + c], in[0]->values[c * columns + s]);
      out->values[o * columns + s] = sum.rounded(bias == nullptr ? 0 : bias->numbers[o]);
    }
  }
}

Result<Shape> infer_matmul(const Operands& op, const Shapes& in) {
  const bool tx = op.number("transpose_x", 0) != 0, ty = op.number("transpose_y", 0) != 0;
  const std::uint32_t rows = in[0][tx ? 3 : 2], shared = in[0][tx ? 2 : 3], cols = in[1][ty ? 2 : 3];
  if (in[0][0] != 1 || in[0][1] != 1 || in[1][0] != 1 || in[1][1] != 1) return refusal(op, "it has batches");
  if (shared != in[1][ty ? 3 : 2]) return refusal(op, "its operands do not meet");
  return Shape{1, 1, rows, cols};
}

void run_matmul(const Operands& op, const Tensors& in, Accumulation accumulation, Tensor* out) {
  const bool tx = op.number("transpose_x", 0) != 0, ty = op.number("transpose_y", 0) != 0;
  const std::size_t rows = out->shape[2], cols = out->shape[3], shared = in[0]->shape[tx ? 2 : 3];
  for (std::size_t r = 0; r < rows; r++) {
    for (std::size_t c = 0; c < cols; c++) {
      Sum sum(accumulation);
      for (std::size_t k = 0; k < shared; k++)
        sum.add(in[0]->values[tx ? k * rows + r : r * shared + k],
                in[1]->values[ty ? c * shared + k : k * cols + c]);
      out->values[r * cols + c] = sum.rounded();
    }
  }
}

Result<Shape> infer_same(const Operands&, const Shapes& in) { return in[0]; }

template <float (*function)(float)>
void run_elementwise(const Operands&, const Tensors& in, Accumulation, Tensor* out) {
  for (std::size_t i = 0; i < out->values.size(); i++)
    out->values[i] = round_to_half(function(in[0]->values[i]));
}

float relu(float x) { return x < 0 ? 0 : x; }
float tanh_of(float x) { return std::tanh(x); }
float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }
float gelu_exact(float x) { return 0.5f * x * (1 + std::erf(x / std::numbers::sqrt2_v<float>)); }
float gelu_tanh(float x) {
  const float inner = std::sqrt(2 * std::numbers::inv_pi_v<float>) * (x + 0.044715f * x * x * x);
  return 0.5f * x * (1 + std::tanh(inner));
}

Result<Shape> infer_gelu(const Operands& op, const Shapes& in) {
  const Constant* mode = op.constant("mode");
  if (mode == nullptr || (mode->text != "EXACT" && mode->text != "TANH_APPROXIMATION"))
    return refusal(op, "its mode is neither EXACT nor TANH_APPROXIMATION");
  return in[0];
}

void run_gelu(const Operands& op, const Tensors& in, Accumulation accumulation, Tensor* out) {
  if (op.constant("mode")->text == "EXACT")
    run_elementwise<gelu_exact>(op, in, accumulation, out);
  else
    run_elementwise<gelu_tanh>(op, in, accumulation, out);
}

Result<Shape> infer_softmax(const Operands& op, const Shapes& in) {
  if (op.number("axis", -1) != 1) return refusal(op, "its axis is not that of the channels");
  return in[0];
}

void run_softmax(const Operands&, const Tensors& in, Accumulation accumulation, Tensor* out) {
  const std::size_t channels = out->shape[1], columns = std::size_t{out->shape[2]} * out->shape[3];
  for (std::size_t s = 0; s < columns; s++) {
    float largest = -INFINITY;
    for (std::size_t c = 0; c < channels; c++) largest = std::fmax(largest, in[0]->values[c * columns + s]);
    Sum total(accumulation);
    for (std::size_t c = 0; c < channels; c++) {
      const float e = round_to_half(std::exp(in[0]->values[c * columns + s] - largest));
      out->values[c * columns + s] = e;
      total.add(e, 1);
    }
    for (std::size_t c = 0; c < channels; c++)
      out->values[c * columns + s] = round_to_half(out->values[c * columns + s] / total.rounded());
  }
}

}  // namespace

const Constant* Operands::constant(const std::string& parameter) const {
  const auto operand = operation.operands.find(parameter);
  if (operand == operation.operands.end()) return nullptr;
  const auto constant = constants.find(operand->second);
  return constant == constants.end() ? nullptr : &constant->second;
}

float Operands::number(const std::string& parameter, float otherwise) const {
  const Constant* given = constant(parameter);
  return given == nullptr || given->numbers.empty() ? otherwise : given->numbers[0];
}

const OperationRule* find_rule(std::string_view type) {
  static const std::vector<OperationRule> rules = {
      {"conv", {"x"}, infer_conv, run_conv},
      {"matmul", {"x", "y"}, infer_matmul, run_matmul},
      {"relu", {"x"}, infer_same, run_elementwise<relu>},
      {"tanh", {"x"}, infer_same, run_elementwise<tanh_of>},
      {"sigmoid", {"x"}, infer_same, run_elementwise<sigmoid>},
      {"gelu", {"x"}, infer_gelu, run_gelu},
      {"softmax", {"x"}, infer_softmax, run_softmax},
  };
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.type == type; });
  return rule == rules.end() ? nullptr : &*rule;
}

}  // namespace dualbus::neural
