// The shaders that were built in, each a whole program in Metal Shading Language.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace dualbus::gpu {

struct Shader {
  std::string_view name;  // the file's name without .metal
  std::string_view text;
  std::uint64_t hash;  // FNV-1a of the text
};

/** Defined by the file that tools/build.mjs writes. */
std::span<const Shader> shaders();

}  // namespace dualbus::gpu
