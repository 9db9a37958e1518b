// libFuzzer target over generated decoders: the first byte names the schema, the rest is the message.
// Whatever the bytes are, every part of a message that was accepted can be read.
#include <cstdint>
#include <string>

#include "big/messages.h"
#include "json.h"
#include "orders/messages.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span frame(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
  std::string out;
  const auto print = [&out](const auto& view) { json::print(out, view); };
  const auto status =
      data[0] % 2 == 0 ? test::big::dispatch(frame, print) : test::orders::dispatch(frame, print);
  if (status.ok() == out.empty()) __builtin_trap();
  return 0;
}
