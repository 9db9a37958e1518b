// Running totals, for the kernels that need them on the way.
#pragma once
#include "gpu/encoder.h"

namespace dualbus::gpu {

/** Encodes out[i] = x[0] + ... + x[i] over `count` u64 values; both regions may be the same. */
Outcome scan(Encoder& encoder, const Region& x, const Region& out, std::uint32_t count);

}  // namespace dualbus::gpu
