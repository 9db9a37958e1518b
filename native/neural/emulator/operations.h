#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "neural/emulator/mil_reader.h"

namespace dualbus::neural {

/** In what a device may add up the products of a matrix product. Results are rounded to f16 either way. */
enum class Accumulation { f16, f32 };

/** Values that f16 can hold, in f32. */
struct Tensor {
  Shape shape = {};
  std::vector<float> values;
};

/** What an operation works on: tensors that were computed, and the constants of the program. */
struct Operands {
  const Operation& operation;
  const std::map<std::string, Constant>& constants;

  /** The constant given for a parameter, or null. */
  const Constant* constant(const std::string& parameter) const;
  float number(const std::string& parameter, float otherwise) const;
};

/** One kind of operation. Shapes first: `run` is called only with operands whose shape was inferred. */
struct OperationRule {
  std::string_view type;
  /** The parameters that are tensors; the others are constants. */
  std::vector<std::string> tensors;
  /** The shape of the result, or what is wrong with the operands. */
  Result<Shape> (*infer)(const Operands&, const std::vector<Shape>&);
  void (*run)(const Operands&, const std::vector<const Tensor*>&, Accumulation, Tensor*);
};

/** The rule of a type of operation, or null for one that the emulated model does not know. */
const OperationRule* find_rule(std::string_view type);

}  // namespace dualbus::neural
