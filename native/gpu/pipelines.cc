#include "gpu/pipelines.h"

#include "gpu/shader.h"

namespace dualbus::gpu {

Result<Library> Pipelines::library(std::string_view name) {
  if (const auto found = libraries_.find(name); found != libraries_.end()) return found->second;
  for (const Shader& shader : shaders()) {
    if (shader.name != name) continue;
    auto compiled = device_.compile(shader);
    if (compiled) libraries_.emplace(name, *compiled);
    return compiled;
  }
  return Error{Fault::bad_shader, "no shader " + std::string(name) + " was built in"};
}

Result<Pipeline> Pipelines::get(const Function& function) {
  std::string key = std::string(function.name);
  for (const FunctionConstant& constant : function.constants)
    key.append(":").append(std::to_string(constant.index)).append("=").append(std::to_string(constant.bits));
  if (const auto found = pipelines_.find(key); found != pipelines_.end()) return found->second;
  const auto compiled = library(function.shader);
  if (!compiled) return compiled.error();
  auto made = compiled->pipeline(function.name, function.constants);
  if (made) pipelines_.emplace(std::move(key), *made);
  return made;
}

}  // namespace dualbus::gpu
