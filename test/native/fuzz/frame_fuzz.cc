// Any bytes as a frame: what is accepted lies within the bytes.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "codec/frame.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> exact(data, data + size);
  dualbus::FrameView view;
  const dualbus::FrameFault fault = dualbus::read_frame(exact, &view);
  if (!fault.ok()) return 0;
  std::uint64_t sum = view.envelope.sequence;
  for (const std::uint8_t octet : view.body) sum += octet;
  if (view.encoding == dualbus::FrameEncoding::rows)
    for (std::uint32_t i = 0; i < view.envelope.count; i++)
      sum += view.body[std::size_t{i} * view.block_length];
  // Keeps the reads.
  if (sum == 0x123456789abcdef) std::abort();
  return 0;
}
