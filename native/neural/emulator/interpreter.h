#pragma once

#include <span>
#include <string>
#include <vector>

#include "neural/emulator/mil_reader.h"
#include "neural/emulator/operations.h"

namespace dualbus::neural {

/** Runs a program as an f16 device would: every tensor is rounded to f16 after every operation. */
class Interpreter {
 public:
  /** Refuses a model whose names, types or shapes do not fit, as our own shape inference finds them. */
  static Result<Interpreter> prepare(MilModel model);

  const MilModel& model() const { return model_; }
  const Shape& input_shape() const { return input_shape_; }
  const Shape& output_shape() const { return output_shape_; }

  std::vector<Half> run(std::span<const Half> input, Accumulation accumulation) const;

 private:
  struct Step {
    std::size_t operation;
    const OperationRule* rule;
    /** Which tensors it reads: 0 is the input, i + 1 the result of step i. */
    std::vector<std::size_t> reads;
    Shape shape;
  };

  Outcome infer_step(std::size_t operation, std::vector<std::string>* names);
  const Shape& shape_of(std::size_t tensor) const {
    return tensor == 0 ? input_shape_ : steps_[tensor - 1].shape;
  }

  MilModel model_;
  Shape input_shape_ = {}, output_shape_ = {};
  std::vector<Step> steps_;
};

}  // namespace dualbus::neural
