// The host layer: batches in one command buffer, refusals, host kernels in between, faults of the device,
// memory.
#include <numeric>
#include <string>

#include "gpu/transfer.h"
#include "support/device.h"

using namespace dualbus::testing;
using namespace dualbus::gpu;

namespace {

Slot temporary_of(std::uint32_t rows, std::uint32_t cols) {
  return {Element::f32, rows, cols, Slot::Host::nothing, 0, nullptr, nullptr};
}

BatchCall mean_of_slots(std::uint32_t from, std::uint32_t to) {
  return {"rolling_mean", {3, 1, 1}, {}, {from}, {to}};
}

std::string failure_of(const std::vector<BatchCall>& calls, const std::vector<Slot>& slots,
                       const HostKernel& fallback = {}) {
  const auto ran = session().run(calls, slots, fallback);
  return ran ? "" : ran.error().message;
}

/** Restores the emulator's behaviour at the end of a test. */
struct Behaving {
  ~Behaving() { emulated_behaviour() = {}; }
};

}  // namespace

TEST("session: calls of a batch share one command buffer and see each other's results") {
  const Panel x = prices(30, 40, 1);
  Panel out = x;
  const std::vector<Slot> slots = {input_of(x), temporary_of(30, 40), output_of(out)};
  const std::vector<BatchCall> calls = {mean_of_slots(0, 1), mean_of_slots(1, 2)};
  const auto ran = session().run(calls, slots);
  CHECK(static_cast<bool>(ran));
  CHECK(ran->command_buffers == 1 && ran->dispatches == 2 && ran->host_calls == 0);
  CHECK(ran->copied_in_bytes == 4800 && ran->copied_out_bytes == 4800);
  const Panel twice =
      run_kernel("rolling_mean", {3, 1, 1}, {}, {run_kernel("rolling_mean", {3, 1, 1}, {}, {x})});
  CHECK(out.values == twice.values);
}

TEST("session: strides and doubles of the caller") {
  std::vector<double> x(4 * 7, 99.0), out(4 * 5, -1.0);
  for (int row = 0; row < 4; row++)
    for (int col = 0; col < 3; col++) x[row * 7 + col] = 0.1 * (row + 1) + col;
  const std::vector<Slot> slots = {{Element::f32, 4, 3, Slot::Host::f64, 7, x.data(), nullptr},
                                   {Element::f32, 4, 3, Slot::Host::f64, 5, nullptr, out.data()}};
  CHECK(failure_of({mean_of_slots(0, 1)}, slots).empty());
  CHECK(out[0 * 5 + 2] == double(0.1f + 2.0f) && std::fabs(out[3 * 5 + 1] - 1.3) < 1e-6 &&
        out[3 * 5 + 3] == -1.0);
}

TEST("session: volumes are whole numbers or an error that names the place") {
  std::vector<double> volumes = {0, 1, 9007199254740991.0, 5};
  std::vector<std::uint64_t> device(4);
  const Slot slot = {Element::u64, 2, 2, Slot::Host::f64, 2, volumes.data(), nullptr};
  const auto buffer = Device::open()->allocate(32);
  const Region region = {*buffer, 0, 32};
  CHECK(static_cast<bool>(copy_in(slot, region)));
  CHECK(region.data<std::uint64_t>()[2] == 9007199254740991ull);
  for (const double bad : {-1.0, 0.5, 9007199254740992.0, double{infinity}, std::nan("")}) {
    volumes[3] = bad;
    const Outcome copied = copy_in(slot, region);
    CHECK(!copied && copied.error().message.find("row 1, column 1") != std::string::npos);
  }
}

TEST("session: refuses what a kernel does not take, before anything runs") {
  const Panel x = prices(6, 5, 1);
  Panel out = x;
  const Panel small = prices(5, 5, 1);
  const std::vector<Slot> slots = {input_of(x), output_of(out), input_of(small), temporary_of(6, 5)};
  const auto refused = [&](BatchCall call, const char* why) {
    const std::string message = failure_of({mean_of_slots(0, 1), call}, slots);
    CHECK(message.find(why) != std::string::npos, "expected '", why, "', got '", message, "'");
  };
  refused({"rolling_mean", {0, 0, 1}, {}, {0}, {1}}, "at least one row");
  refused({"rolling_mean", {3}, {}, {0}, {1}}, "window, min_count and perhaps ddof");
  refused({"rolling_mean", {3, 1, 1}, {}, {2}, {1}}, "one shape");
  refused({"rolling_corr", {3, 1, 1}, {}, {0}, {1}}, "number of inputs");
  refused({"rolling_mean", {3, 1, 1}, {}, {1}, {1}}, "an output is also an input");
  refused({"rolling_mean", {3, 1, 1}, {}, {3}, {1}}, "before anything was written");
  refused({"rolling_mean", {3, 1, 1}, {}, {9}, {1}}, "does not exist");
  refused({"no_such_kernel", {}, {}, {0}, {1}}, "no such kernel");
  CHECK(failure_of({}, slots).find("nothing is written to slot 1") != std::string::npos);
  CHECK(failure_of({}, {temporary_of(0, 5)}).find("slot 0") != std::string::npos);
}

TEST("session: a host kernel works on the results so far, later calls see what it wrote") {
  const Panel x = prices(12, 9, 5);
  Panel out = x;
  const std::vector<Slot> slots = {input_of(x), temporary_of(12, 9), temporary_of(12, 9), output_of(out)};
  const std::vector<BatchCall> calls = {
      mean_of_slots(0, 1), {"negate", {}, {}, {1}, {2}}, mean_of_slots(2, 3)};
  const HostKernel negate = [](const Call& call) -> Outcome {
    for (std::uint64_t i = 0; i < call.inputs[0].count(); i++)
      call.outputs[0].region.data<float>()[i] = -call.inputs[0].region.data<float>()[i];
    return dualbus::Done{};
  };
  const auto ran = session().run(calls, slots, negate);
  CHECK(static_cast<bool>(ran));
  CHECK(ran->command_buffers == 2 && ran->dispatches == 2 && ran->host_calls == 1);
  const Panel twice =
      run_kernel("rolling_mean", {3, 1, 1}, {}, {run_kernel("rolling_mean", {3, 1, 1}, {}, {x})});
  for (std::size_t i = 0; i < out.values.size(); i++) CHECK(out.values[i] == -twice.values[i]);
}

TEST("session: each fault of the device comes out as its own error, and the next batch works") {
  const Behaving restore;
  const Panel x = prices(6, 5, 1);
  const std::pair<Injected, Fault> faults[] = {{Injected::refused_memory, Fault::out_of_memory},
                                               {Injected::lost_device, Fault::device_lost},
                                               {Injected::broken_compiler, Fault::bad_shader}};
  for (const auto& [injected, fault] : faults) {
    auto fresh = Session::open();
    Panel out = x;
    const std::vector<Slot> slots = {input_of(x), output_of(out)};
    const BatchCall call = mean_of_slots(0, 1);
    emulated_behaviour().fault = injected;
    const auto ran = (*fresh)->run({&call, 1}, slots);
    CHECK(!ran && ran.error().fault == fault);
    CHECK(out.values == x.values);
    emulated_behaviour().fault = Injected::nothing;
    CHECK(static_cast<bool>((*fresh)->run({&call, 1}, slots)));
  }
}

TEST("session: 10,000 batches make no new buffers, and a session that ends leaves none") {
  const std::uint64_t before = emulated_counts().live_buffers;
  {
    auto fresh = Session::open();
    const Panel x = prices(2, 3, 1);
    Panel out = x;
    const std::vector<Slot> slots = {input_of(x), output_of(out)};
    const BatchCall call = mean_of_slots(0, 1);
    CHECK(static_cast<bool>((*fresh)->run({&call, 1}, slots)));
    const EmulatedCounts first = emulated_counts();
    for (int i = 0; i < 10'000; i++) CHECK(static_cast<bool>((*fresh)->run({&call, 1}, slots)));
    const EmulatedCounts last = emulated_counts();
    CHECK(last.buffers == first.buffers && last.live_bytes == first.live_bytes &&
          last.peak_bytes == first.peak_bytes);
    CHECK(last.dispatches == first.dispatches + 10'000);
    CHECK((*fresh)->idle_bytes() == 2 * 16 * 1024);
  }
  CHECK(emulated_counts().live_buffers == before);
}

TEST("session: idle memory is bounded, and freed where another size needs the room") {
  BufferPool pool(*Device::open(), 64 * 1024);
  for (int i = 0; i < 6; i++) {
    std::vector<Region> taken;
    for (int k = 0; k < 6; k++) taken.push_back(*pool.take(16 * 1024));
    for (Region& region : taken) pool.give(std::move(region));
    CHECK(pool.idle_bytes() == 64 * 1024);
  }
  CHECK(!pool.take(0) && !pool.take(std::size_t{1} << 40));
}
