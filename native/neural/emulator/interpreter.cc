#include "neural/emulator/interpreter.h"

#include <algorithm>
#include <utility>

namespace dualbus::neural {
namespace {

Error refusal(const std::string& problem) { return {Fault::bad_package, problem}; }

std::string show(std::span<const std::uint32_t> shape) {
  std::string text = "(";
  for (const std::uint32_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + ")";
}

bool same(const Shape& shape, const std::vector<std::uint32_t>& declared) {
  return std::equal(shape.begin(), shape.end(), declared.begin(), declared.end());
}

std::size_t elements(const Shape& s) { return std::size_t{s[0]} * s[1] * s[2] * s[3]; }

}  // namespace

Result<Interpreter> Interpreter::prepare(MilModel model) {
  Interpreter result;
  if (model.version != format::specification_version) return refusal("the specification version is not 7");
  if (model.input_type.type != format::float16 || model.input_feature.type != format::feature_float16 ||
      model.output_feature.type != format::feature_float16)
    return refusal("an input or output is not f16");
  if (model.input_type.shape.size() != 4 || model.input_feature.shape != model.input_type.shape)
    return refusal("the input has " + show(model.input_type.shape) + " in the program and " +
                   show(model.input_feature.shape) + " in the description");
  std::copy_n(model.input_type.shape.begin(), 4, result.input_shape_.begin());
  result.model_ = std::move(model);
  std::vector<std::string> names = {result.model_.input};
  for (std::size_t i = 0; i < result.model_.operations.size(); i++)
    if (auto step = result.infer_step(i, &names); !step) return step.error();
  if (names.back() != result.model_.output) return refusal("the last operation does not give the output");
  result.output_shape_ = result.shape_of(names.size() - 1);
  if (!same(result.output_shape_, result.model_.output_feature.shape))
    return refusal("the output has " + show(result.output_shape_) + ", described as " +
                   show(result.model_.output_feature.shape));
  return result;
}

Outcome Interpreter::infer_step(std::size_t index, std::vector<std::string>* names) {
  const Operation& operation = model_.operations[index];
  const OperationRule* rule = find_rule(operation.type);
  if (rule == nullptr) return refusal("operation \"" + operation.type + "\" is unknown");
  std::vector<Shape> shapes;
  std::vector<std::size_t> reads;
  for (const std::string& parameter : rule->tensors) {
    const auto operand = operation.operands.find(parameter);
    const auto found = operand == operation.operands.end()
                           ? names->end()
                           : std::find(names->begin(), names->end(), operand->second);
    if (found == names->end())
      return refusal(operation.output + ": its operand " + parameter + " was never computed");
    reads.push_back(static_cast<std::size_t>(found - names->begin()));
    shapes.push_back(shape_of(reads.back()));
  }
  const auto shape = rule->infer({operation, model_.constants}, shapes);
  if (!shape) return shape.error();
  if (operation.declared.type != format::float16 || !same(*shape, operation.declared.shape))
    return refusal(operation.output + ": declared as " + show(operation.declared.shape) + ", inferred as " +
                   show(*shape));
  if (std::find(names->begin(), names->end(), operation.output) != names->end())
    return refusal(operation.output + ": computed twice");
  steps_.push_back({index, rule, std::move(reads), *shape});
  names->push_back(operation.output);
  return Done{};
}

std::vector<Half> Interpreter::run(std::span<const Half> input, Accumulation accumulation) const {
  std::vector<Tensor> tensors(steps_.size() + 1);
  tensors[0].shape = input_shape_;
  tensors[0].values.resize(input.size());
  std::transform(input.begin(), input.end(), tensors[0].values.begin(), from_half);
  for (std::size_t i = 0; i < steps_.size(); i++) {
    const Step& step = steps_[i];
    std::vector<const Tensor*> operands;
    for (const std::size_t tensor : step.reads) operands.push_back(&tensors[tensor]);
    tensors[i + 1].shape = step.shape;
    tensors[i + 1].values.resize(elements(step.shape));
    step.rule->run({model_.operations[step.operation], model_.constants}, operands, accumulation,
                   &tensors[i + 1]);
  }
  const std::vector<float>& result = tensors.back().values;
  std::vector<Half> halves(result.size());
  std::transform(result.begin(), result.end(), halves.begin(), to_half);
  return halves;
}

}  // namespace dualbus::neural
