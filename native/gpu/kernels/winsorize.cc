// Bounds of each row, by quantiles, by median absolute deviations or by standard deviations.
#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/kernels/teams.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

namespace {

const char* refuse_bounds(const Call& call, std::size_t args) {
  if (call.args.size() != args) return "the number of arguments is wrong";
  if (call.reals.size() != 1) return "there is one real argument: the quantile, or the number of deviations";
  return refuse_panels(call, 1);
}

WinsorizeArgs args_of(const Call& call, std::uint32_t ddof) {
  const std::uint32_t cols = call.outputs[0].cols;
  return {cols, padded_names(cols), ddof, static_cast<float>(call.reals[0])};
}

Outcome encode_sorted(Encoder& encoder, const Call& call, const Function& function) {
  const Operand& out = call.outputs[0];
  const auto threads = sorting_threads(encoder, function, out.cols);
  if (!threads) return threads.error();
  const WinsorizeArgs args = args_of(call, 0);
  return encoder.launch(function)
      .region(0, call.inputs[0].region)
      .region(1, out.region)
      .args(2, args)
      .threadgroup_memory(0, args.padded * sizeof(std::uint32_t))
      .dispatch({out.rows}, {*threads});
}

}  // namespace

const char* refuse_winsorize_quantile(const Call& call, const DeviceFacts& facts) {
  if (const char* reason = refuse_bounds(call, 0)) return reason;
  if (!(call.reals[0] >= 0 && call.reals[0] <= 0.5)) return "the quantile is from 0 to 0.5";
  return can_sort(call.outputs[0].cols, facts) ? nullptr
                                               : "a row has more names than threadgroup memory can sort";
}

const char* refuse_winsorize_mad(const Call& call, const DeviceFacts& facts) {
  if (const char* reason = refuse_bounds(call, 0)) return reason;
  if (!(call.reals[0] >= 0)) return "the number of deviations is not negative";
  return can_sort(call.outputs[0].cols, facts) ? nullptr
                                               : "a row has more names than threadgroup memory can sort";
}

const char* refuse_winsorize_sigma(const Call& call, const DeviceFacts&) {
  if (const char* reason = refuse_bounds(call, 1)) return reason;
  return call.reals[0] >= 0 ? nullptr : "the number of deviations is not negative";
}

Outcome encode_winsorize_quantile(Encoder& encoder, const Call& call) {
  return encode_sorted(encoder, call, {"winsorize", "winsorize_quantile"});
}

Outcome encode_winsorize_mad(Encoder& encoder, const Call& call) {
  return encode_sorted(encoder, call, {"winsorize", "winsorize_mad"});
}

Outcome encode_winsorize_sigma(Encoder& encoder, const Call& call) {
  const Operand& out = call.outputs[0];
  return encoder.launch({"winsorize", "winsorize_sigma"})
      .region(0, call.inputs[0].region)
      .region(1, out.region)
      .args(2, args_of(call, call.args[0]))
      .dispatch({out.rows}, {team_threads(out.cols)});
}

}  // namespace dualbus::gpu
