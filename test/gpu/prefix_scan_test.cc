// Running totals, exact in 64 bits, over one and several levels of blocks.
#include "support/device.h"

using namespace dualbus::testing;
using dualbus::gpu::BatchCall;
using dualbus::gpu::Element;
using dualbus::gpu::Slot;

namespace {

void compare(std::uint32_t count, std::uint64_t scale) {
  std::vector<std::uint64_t> x(count), out(count, 77);
  std::mt19937_64 random(count);
  for (std::uint64_t& value : x) value = random() % 1000 * scale;
  const std::vector<Slot> slots = {{Element::u64, count, 1, Slot::Host::u64, 1, x.data(), nullptr},
                                   {Element::u64, count, 1, Slot::Host::u64, 1, nullptr, out.data()}};
  const BatchCall call = {"prefix_scan", {}, {}, {0}, {1}};
  const auto ran = session().run({&call, 1}, slots);
  CHECK(static_cast<bool>(ran), ran ? "" : ran.error().message);
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < count; i++) {
    total += x[i];
    CHECK(out[i] == total, "at ", i, " of ", count, ": ", out[i], " instead of ", total);
  }
}

}  // namespace

TEST("prefix_scan: odd lengths, whole blocks, several blocks") {
  in_every_order([] {
    for (const std::uint32_t count : {1u, 7u, 255u, 2047u, 2048u, 2049u, 10'001u}) compare(count, 1);
    compare(4099, std::uint64_t{1} << 40);
  });
}

TEST("prefix_scan: three levels of blocks") { compare(2048 * 2048 + 5, 1); }
