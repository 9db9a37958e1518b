#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "neural/half.h"
#include "neural/protobuf.h"
#include "neural/weight_file.h"

namespace dualbus::neural {

/** Channels first: (1, channels, 1, batch), or (1, 1, rows, columns) of a matrix. */
using Shape = std::array<std::uint32_t, 4>;

// Numbers of Apple's published format (coremltools, mlmodel/format: Model.proto, MIL.proto,
// FeatureTypes.proto), shared by the writer and the reader of the emulated model.
namespace format {
inline constexpr std::uint32_t specification_version = 7;  // macOS 13: f16 inputs and outputs
inline constexpr std::string_view opset = "CoreML6";
inline constexpr std::string_view weight_file = "@model_path/weights/weight.bin";
inline constexpr std::uint32_t feature_float16 = 65552;
enum Type : std::uint32_t { boolean = 1, string = 2, float16 = 10, int32 = 23 };
}  // namespace format

/** A tensor of f16 inside a program. */
struct Value {
  std::string name;
  Shape shape;
};

/**
 * Builds a Core ML ML Program with one f16 input and one f16 output, operation by operation. Shapes are
 * inferred here; callers pass operands that fit (a layer's inputs are the channels of its operand).
 */
class MilProgram {
 public:
  explicit MilProgram(const Shape& input_shape) : input_{"x", input_shape} {}

  const Value& input() const { return input_; }

  /** y = W x + b over the channels, as a 1x1 convolution. `weight` is (outputs, inputs). */
  Value linear(const Value& x, std::span<const Half> weight, std::span<const Half> bias);
  /** An operation whose only operand is x: relu, tanh, sigmoid. */
  Value elementwise(std::string_view type, const Value& x);
  /** mode: EXACT or TANH_APPROXIMATION. */
  Value gelu(std::string_view mode, const Value& x);
  /** Over the channels. */
  Value softmax(const Value& x);
  /** x'x of the matrix in the last two axes. */
  Value gram(const Value& x);

  /** The whole model file, with `output` as its result. */
  std::string model(const Value& output) const;
  const std::string& weights() const { return weights_.bytes(); }

 private:
  using Sizes = std::span<const std::uint32_t>;
  /** The name of a parameter and of the tensor or constant given for it. */
  using Operand = std::pair<std::string_view, std::string>;

  std::string next_name(std::string_view type);
  Value operation(std::string_view type, std::string name, std::span<const Operand> operands,
                  const Shape& shape);
  template <class Write>
  Operand constant(std::string_view of, std::string_view role, format::Type type, Sizes shape,
                   Write write_value);
  Operand weight(std::string_view of, std::string_view role, Sizes shape, std::span<const Half> values);
  Operand integers(std::string_view of, std::string_view role, Sizes shape, Sizes values);
  Operand text(std::string_view of, std::string_view role, std::string_view value);
  Operand truth(std::string_view of, std::string_view role, bool value);

  Value input_;
  std::uint32_t named_ = 0;
  ProtobufWriter operations_;  // fields 3 of a Block
  WeightFile weights_;
};

}  // namespace dualbus::neural
