// The kernels that the GPU offers: what each accepts and how it is encoded.
#pragma once
#include <span>

#include "gpu/call.h"
#include "gpu/encoder.h"

namespace dualbus::gpu {

struct Operation {
  std::string_view name;
  /** Why this call cannot run here (a literal), or null. Looks at shapes and arguments, never at contents. */
  const char* (*refuse)(const Call& call, const DeviceFacts& facts);
  /** Encodes a call that was not refused. */
  Outcome (*encode)(Encoder& encoder, const Call& call);
};

/** Every operation of this build. */
std::span<const Operation> operations();

/** The operation of this name, or null. */
const Operation* find_operation(std::string_view name);

/** Why `call` cannot run on the GPU, or null; also where the GPU has no such kernel. */
const char* refuse(const Call& call, const DeviceFacts& facts);

}  // namespace dualbus::gpu
