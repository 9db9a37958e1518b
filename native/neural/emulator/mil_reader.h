#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "neural/mil.h"
#include "neural/result.h"

namespace dualbus::neural {

/** The type of a tensor as a file declares it. */
struct TensorType {
  std::uint32_t type = 0;
  std::vector<std::uint32_t> shape;
};

/** A constant: `numbers` holds its elements (f16 widened), `text` the value of a string. */
struct Constant {
  TensorType type;
  std::vector<float> numbers;
  std::string text;
};

struct Operation {
  std::string type;
  std::map<std::string, std::string> operands;
  std::string output;
  TensorType declared;
};

/** What a package says, before anything is known to fit. */
struct MilModel {
  std::uint64_t version = 0;
  std::string input, output;
  TensorType input_type;                     // of the function's input
  TensorType input_feature, output_feature;  // of the model's description
  std::map<std::string, Constant> constants;
  std::vector<Operation> operations;  // all but the constants
};

/** Reads the model and the weights in a package folder. */
Result<MilModel> read_package(const std::string& folder);

/** The same from bytes. */
Result<MilModel> read_model(std::string_view model, std::string_view weights);

}  // namespace dualbus::neural
