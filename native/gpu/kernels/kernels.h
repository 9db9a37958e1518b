// The host side of each shader: the functions that the table in operations.cc lists.
#pragma once
#include "gpu/call.h"
#include "gpu/encoder.h"

namespace dualbus::gpu {

// rolling.cc. Arguments: window, min_count, ddof; one panel in (correlation: two), one of the same shape out.
const char* refuse_rolling(const Call& call, const DeviceFacts& facts);
const char* refuse_rolling_pair(const Call& call, const DeviceFacts& facts);
Outcome encode_rolling_mean(Encoder& encoder, const Call& call);
Outcome encode_rolling_std(Encoder& encoder, const Call& call);
Outcome encode_rolling_corr(Encoder& encoder, const Call& call);
Outcome encode_rolling_min(Encoder& encoder, const Call& call);
Outcome encode_rolling_max(Encoder& encoder, const Call& call);
Outcome encode_decay_linear(Encoder& encoder, const Call& call);
Outcome encode_ts_rank(Encoder& encoder, const Call& call);

}  // namespace dualbus::gpu
