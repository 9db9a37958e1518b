// Scores within each row: one threadgroup per row.
#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/kernels/teams.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

const char* refuse_cs_zscore(const Call& call, const DeviceFacts&) {
  if (call.args.size() != 2) return "the arguments are ddof and what constant rows score";
  if (call.inputs.size() != 1 && call.inputs.size() != 2)
    return "the inputs are values and, perhaps, weights";
  return refuse_panels(call, call.inputs.size());
}

Outcome encode_cs_zscore(Encoder& encoder, const Call& call) {
  const bool weighted = call.inputs.size() == 2;
  const Operand& out = call.outputs[0];
  const ZscoreArgs args = {out.cols, call.args[0], call.args[1]};
  return encoder
      .launch({"cs_zscore", "cs_zscore", {{0, FunctionConstant::Type::boolean, weighted ? 1u : 0u}}})
      .region(0, call.inputs[0].region)
      .region(1, out.region)
      .args(2, args)
      .region(3, call.inputs[weighted ? 1 : 0].region)
      .dispatch({out.rows}, {team_threads(out.cols)});
}

}  // namespace dualbus::gpu
