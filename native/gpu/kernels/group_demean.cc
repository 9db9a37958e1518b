// Distances from the mean of the group: one SIMD-group per group and row.
#include "gpu/kernels/groups.h"
#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/kernels/teams.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

const char* refuse_group_demean(const Call& call, const DeviceFacts&) {
  if (!call.args.empty()) return "there are no arguments";
  if (call.inputs.size() != 2) return "the inputs are values and one row of group numbers";
  Call values = call;
  values.inputs = call.inputs.first(1);
  if (const char* reason = refuse_panels(values, 1)) return reason;
  return is_group_row(call.inputs[1], call.outputs[0].cols) ? nullptr
                                                            : "the groups are one row of u32 numbers";
}

Outcome encode_group_demean(Encoder& encoder, const Call& call) {
  const auto groups = groups_of(encoder, call.inputs[1]);
  if (!groups) return groups.error();
  const Operand& out = call.outputs[0];
  const GroupArgs args = {out.cols, groups->count};
  return encoder.launch({"group_demean", "group_demean"})
      .region(0, call.inputs[0].region)
      .region(1, out.region)
      .args(2, args)
      .region(3, groups->members)
      .region(4, groups->starts)
      .dispatch({groups->count + 1, out.rows}, {simd_width});
}

}  // namespace dualbus::gpu
