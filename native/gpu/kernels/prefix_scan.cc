// Running totals in three steps: each block by itself, the totals of the blocks in the same way, and the sum
// of both.
#include "gpu/kernels/prefix_scan.h"

#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

namespace {

constexpr std::uint32_t threads = 256, block = threads * 8;  // as in the shader

}  // namespace

Outcome scan(Encoder& encoder, const Region& x, const Region& out, std::uint32_t count) {
  const std::uint32_t blocks = groups_for(count, block);
  const auto totals = encoder.temporary(std::size_t{blocks} * sizeof(std::uint64_t));
  if (!totals) return totals.error();
  const ScanArgs args = {count};
  const Outcome scanned = encoder.launch({"prefix_scan", "scan_blocks"})
                              .region(0, x)
                              .region(1, out)
                              .args(2, args)
                              .region(3, *totals)
                              .dispatch({blocks}, {threads});
  if (!scanned || blocks == 1) return scanned;
  if (const Outcome deeper = scan(encoder, *totals, *totals, blocks); !deeper) return deeper;
  return encoder.launch({"prefix_scan", "scan_add"})
      .region(1, out)
      .args(2, args)
      .region(3, *totals)
      .dispatch({blocks - 1}, {threads});
}

const char* refuse_prefix_scan(const Call& call, const DeviceFacts&) {
  if (call.inputs.size() != 1 || call.outputs.size() != 1) return "there is one input and one output";
  const Operand &x = call.inputs[0], &out = call.outputs[0];
  if (x.element != Element::u64 || out.element != Element::u64) return "input and output are u64";
  if (x.count() != out.count() || x.count() > max_elements - block)
    return "input and output have one length below 2^32";
  return nullptr;
}

Outcome encode_prefix_scan(Encoder& encoder, const Call& call) {
  return scan(encoder, call.inputs[0].region, call.outputs[0].region,
              static_cast<std::uint32_t>(call.inputs[0].count()));
}

}  // namespace dualbus::gpu
