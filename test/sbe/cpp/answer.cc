// Reads requests from standard input, each a byte that names the schema, a u32 length and a message; answers
// each with a line of JSON: the fields of the message, or the error that it is refused with.
#include <cstdio>
#include <cstring>
#include <iterator>
#include <string>
#include <vector>

#include "big/messages.h"
#include "car/messages.h"
#include "json.h"
#include "mdp/messages.h"
#include "orders/messages.h"
#include "stream/messages.h"

namespace {

dualbus::sbe::Status decode(int schema, std::span<const std::byte> frame, std::string& out) {
  const auto print = [&out](const auto& view) { json::print(out, view); };
  switch (schema) {
    case 'o':
      return test::orders::dispatch(frame, print);
    case 'b':
      return test::big::dispatch(frame, print);
    case 'c':
      return extension::dispatch(frame, print);
    case 's':
      return spot_stream::dispatch(frame, print);
    case 'm':
      return mktdata::dispatch(frame, print);
    default:
      return {dualbus::sbe::Error::wrong_schema, 0};
  }
}

std::vector<std::byte> read_all(std::FILE* file) {
  std::vector<std::byte> bytes;
  std::byte buffer[65536];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
    bytes.insert(bytes.end(), buffer, buffer + n);
  return bytes;
}

}  // namespace

int main() {
  const std::vector<std::byte> input = read_all(stdin);
  std::span<const std::byte> rest(input);
  while (rest.size() >= 5) {
    std::uint32_t length = 0;
    std::memcpy(&length, rest.data() + 1, sizeof length);
    if (length > rest.size() - 5) return 1;
    // A copy of its own, so that a read past the end is one past an allocation.
    const std::vector<std::byte> frame(rest.begin() + 5, rest.begin() + 5 + length);
    std::string out;
    const auto status = decode(static_cast<int>(rest[0]), frame, out);
    if (!status.ok()) {
      out = "{\"error\":\"" + std::string(to_string(status.error)) +
            "\",\"offset\":" + std::to_string(status.offset) + "}";
    }
    std::puts(out.c_str());
    rest = rest.subspan(5 + length);
  }
  return 0;
}
