// Rolling windows: one thread per value of the output, neighbouring threads on neighbouring instruments, so
// that the rows of a window are read once from memory and then from the cache. Any window length; nothing is
// shared.
#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

namespace {

constexpr Extent tile = {32, 8, 1};  // instruments x rows of one threadgroup

const char* refuse_windows(const Call& call, std::size_t inputs) {
  if (call.args.size() != 2 && call.args.size() != 3)
    return "the arguments are window, min_count and perhaps ddof";
  if (call.args[0] == 0) return "the window is at least one row";
  return refuse_panels(call, inputs);
}

Outcome encode(Encoder& encoder, const Call& call, const Function& function) {
  const Operand& out = call.outputs[0];
  const std::uint32_t ddof = call.args.size() == 3 ? call.args[2] : 1;
  const RollingArgs args = {out.rows, out.cols, call.args[0], call.args[1], ddof};
  auto launch = encoder.launch(function);
  launch.region(0, call.inputs[0].region).region(1, out.region).args(2, args);
  if (call.inputs.size() > 1) launch.region(3, call.inputs[1].region);
  return launch.dispatch({groups_for(out.cols, tile.x), groups_for(out.rows, tile.y), 1}, tile);
}

Outcome encode_extreme(Encoder& encoder, const Call& call, bool greatest) {
  const FunctionConstant constant = {0, FunctionConstant::Type::boolean, greatest ? 1u : 0u};
  return encode(encoder, call, {"rolling_extreme", "rolling_extreme", {constant}});
}

}  // namespace

const char* refuse_rolling(const Call& call, const DeviceFacts&) { return refuse_windows(call, 1); }
const char* refuse_rolling_pair(const Call& call, const DeviceFacts&) { return refuse_windows(call, 2); }

Outcome encode_rolling_mean(Encoder& encoder, const Call& call) {
  return encode(encoder, call, {"rolling_mean", "rolling_mean"});
}
Outcome encode_rolling_std(Encoder& encoder, const Call& call) {
  return encode(encoder, call, {"rolling_std", "rolling_std"});
}
Outcome encode_rolling_corr(Encoder& encoder, const Call& call) {
  return encode(encoder, call, {"rolling_corr", "rolling_corr"});
}
Outcome encode_rolling_min(Encoder& encoder, const Call& call) {
  return encode_extreme(encoder, call, false);
}
Outcome encode_rolling_max(Encoder& encoder, const Call& call) { return encode_extreme(encoder, call, true); }
Outcome encode_decay_linear(Encoder& encoder, const Call& call) {
  return encode(encoder, call, {"decay_linear", "decay_linear"});
}
Outcome encode_ts_rank(Encoder& encoder, const Call& call) {
  return encode(encoder, call, {"ts_rank", "ts_rank"});
}

}  // namespace dualbus::gpu
