// Compiles each shader at its first use and keeps the pipelines that were made from it.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gpu/device.h"

namespace dualbus::gpu {

/** A kernel function of a shader file, with values for its function constants. */
struct Function {
  std::string_view shader;
  std::string_view name;
  std::vector<FunctionConstant> constants = {};
};

class Pipelines {
 public:
  explicit Pipelines(Device device) : device_(std::move(device)) {}
  Result<Pipeline> get(const Function& function);

 private:
  Result<Library> library(std::string_view shader);

  Device device_;
  std::map<std::string, Library, std::less<>> libraries_;
  std::map<std::string, Pipeline> pipelines_;
};

}  // namespace dualbus::gpu
