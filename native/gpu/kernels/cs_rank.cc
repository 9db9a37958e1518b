// Ranks within each row: one threadgroup sorts one row.
#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/kernels/teams.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

const char* refuse_cs_rank(const Call& call, const DeviceFacts& facts) {
  if (call.args.size() != 2) return "the arguments are method and scale";
  if (call.args[0] > 4) return "the methods are average, min, max, dense and ordinal";
  if (call.args[1] > 2) return "the scales are rank, pct and centred";
  if (const char* reason = refuse_panels(call, 1)) return reason;
  return can_sort(call.outputs[0].cols, facts) ? nullptr
                                               : "a row has more names than threadgroup memory can sort";
}

Outcome encode_cs_rank(Encoder& encoder, const Call& call) {
  const Function function = {"cs_rank", "cs_rank"};
  const Operand& out = call.outputs[0];
  const auto threads = sorting_threads(encoder, function, out.cols);
  if (!threads) return threads.error();
  const RankArgs args = {out.cols, padded_names(out.cols), call.args[0], call.args[1]};
  return encoder.launch(function)
      .region(0, call.inputs[0].region)
      .region(1, out.region)
      .args(2, args)
      .threadgroup_memory(0, args.padded * sizeof(std::uint32_t))
      .dispatch({out.rows}, {*threads});
}

}  // namespace dualbus::gpu
