// The emulator itself: right numbers in every order, and a refusal for what a GPU would not run.
#include "gpu/emulator/scheduler.h"

#include <cmath>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "support/check.h"

extern const dualbus::gpu::emulator::Unit emulated_probe;

using namespace dualbus::gpu::emulator;

namespace {

struct ProbeArgs {
  std::uint32_t count, rounds;
};

const Kernel& kernel_of(const std::string& name) {
  for (unsigned i = 0; i < emulated_probe.kernel_count; i++)
    if (emulated_probe.kernels[i].name == name) return emulated_probe.kernels[i];
  std::abort();
}

std::vector<Schedule> schedules() {
  std::vector<Schedule> all;
  for (const Order lanes : {Order::forward, Order::reversed, Order::shuffled})
    for (const Order groups : {Order::forward, Order::reversed, Order::shuffled})
      all.push_back({lanes, groups, 7});
  return all;
}

Dispatch dispatch_of(const char* name, Size groups, Size threads) {
  Dispatch dispatch;
  dispatch.kernel = &kernel_of(name);
  dispatch.groups = groups;
  dispatch.threads = threads;
  return dispatch;
}

/** Runs it and returns the refusal, empty when there is none. */
std::string refusal(const Dispatch& dispatch, Schedule schedule = {}) {
  return run(dispatch, schedule).value_or("");
}

TEST("emulator: a tree reduction gives the sum in every order") {
  for (const Schedule& schedule : schedules()) {
    const std::uint32_t count = 1000, threads = 128, groups = 8;
    std::vector<float> x(count), partial(groups, -1.0f);
    std::iota(x.begin(), x.end(), 1.0f);
    ProbeArgs args{count, 0};
    Dispatch dispatch = dispatch_of("probe_tree_sum", {groups}, {threads});
    dispatch.buffers[0] = x.data();
    dispatch.buffers[1] = partial.data();
    dispatch.buffers[2] = &args;
    dispatch.shared_bytes[0] = threads * sizeof(float);
    CHECK(refusal(dispatch, schedule).empty());
    CHECK(std::accumulate(partial.begin(), partial.end(), 0.0f) == 500500.0f);
  }
}

TEST("emulator: SIMD-group functions see all lanes, the last group only those that exist") {
  const unsigned threads = 40;
  std::vector<int> x(threads);
  std::iota(x.begin(), x.end(), 1);
  for (const Schedule& schedule : schedules()) {
    std::vector<int> out(threads * 4 + 4);
    Dispatch dispatch = dispatch_of("probe_simd", {1}, {threads});
    dispatch.buffers[0] = x.data();
    auto* aligned =
        reinterpret_cast<int*>((reinterpret_cast<std::uintptr_t>(out.data()) + 15) & ~std::uintptr_t{15});
    dispatch.buffers[1] = aligned;
    CHECK(refusal(dispatch, schedule).empty());
    CHECK(aligned[4 * 31] == 528 && aligned[4 * 31 + 1] == -1, "prefix ", aligned[4 * 31]);
    CHECK(aligned[4 * 29 + 1] == 32 && aligned[4 * 0 + 3] == 528 + 1);
    CHECK(aligned[4 * 39] == 292 && aligned[4 * 39 + 2] == 40 && aligned[4 * 32 + 3] == 292 + 33);
  }
}

TEST("emulator: vectors, swizzles, function constants and two-dimensional positions") {
  alignas(16) float out[4 * 12];
  const std::uint32_t shift = 3;
  const float scale = 0.5f;
  Dispatch dispatch = dispatch_of("probe_notations", {2, 1}, {2, 3});
  dispatch.buffers[0] = out;
  dispatch.constants[0] = &shift;
  dispatch.constants[3] = &scale;
  CHECK(refusal(dispatch).empty());
  const float* at = out + 4 * (2 * 4 + 3);  // row 2, column 3
  CHECK(at[0] == 10.0f && at[1] == 10.0f && at[2] == 8.5f && at[3] == 11.0f, at[0], " ", at[1], " ", at[2]);
}

TEST("emulator: a variable of the threadgroup is one for all its threads") {
  for (const Schedule& schedule : schedules()) {
    std::vector<std::uint32_t> x(192);
    std::iota(x.begin(), x.end(), 0u);
    ProbeArgs args{0, 3};
    Dispatch dispatch = dispatch_of("probe_reverse", {3}, {64});
    dispatch.buffers[0] = x.data();
    dispatch.buffers[2] = &args;
    CHECK(refusal(dispatch, schedule).empty());
    CHECK(x[0] == 63 && x[63] == 0 && x[64] == 127 && x[191] == 128);
  }
}

TEST("emulator: threadgroup memory starts as garbage that differs between threadgroups") {
  std::vector<std::uint32_t> out(6);
  Dispatch dispatch = dispatch_of("probe_reads_before_write", {6}, {4});
  dispatch.buffers[0] = out.data();
  CHECK(refusal(dispatch).empty());
  CHECK(std::set<std::uint32_t>(out.begin(), out.end()).size() >= 3);
  CHECK(std::count(out.begin(), out.end(), 0u) == 0);
}

TEST("emulator: refuses a barrier that some threads do not reach") {
  std::vector<std::uint32_t> out(8);
  for (const char* name : {"probe_divergent_barrier", "probe_two_barriers"})
    for (const Schedule& schedule : schedules()) {
      Dispatch dispatch = dispatch_of(name, {1}, {8});
      dispatch.buffers[0] = out.data();
      const std::string why = refusal(dispatch, schedule);
      CHECK(why.find("of 8 threads reach the barrier at") != std::string::npos, why);
      CHECK(why.find("probe.metal:") != std::string::npos, why);
    }
}

TEST("emulator: refuses a SIMD-group function that some lanes skip") {
  std::vector<float> out(32);
  Dispatch dispatch = dispatch_of("probe_divergent_simd", {1}, {32});
  dispatch.buffers[0] = out.data();
  for (const Schedule& schedule : schedules())
    CHECK(refusal(dispatch, schedule).find("not every thread of the SIMD-group") != std::string::npos);
}

TEST("emulator: refuses too many threads, too much threadgroup memory, unbound arguments") {
  std::vector<float> out(2048);
  Dispatch many = dispatch_of("probe_divergent_simd", {1}, {33, 32});
  many.buffers[0] = out.data();
  CHECK(refusal(many).find("1056 threads") != std::string::npos);
  Dispatch big = dispatch_of("probe_big_local", {1}, {4});
  big.buffers[0] = out.data();
  CHECK(refusal(big).find("threadgroup memory 0 has no length") != std::string::npos);
  big.shared_bytes[0] = 768;
  CHECK(refusal(big).empty());
  big.shared_bytes[0] = 784;
  CHECK(refusal(big).find("more than 32 KiB") != std::string::npos);
  big.shared_bytes[0] = 32784;
  CHECK(refusal(big).find("more than 32 KiB") != std::string::npos);
  CHECK(refusal(dispatch_of("probe_simd", {1}, {32})).find("buffer 0 is not bound") != std::string::npos);
  CHECK(refusal(dispatch_of("probe_simd", {1, 0}, {32})).find("empty dispatch") != std::string::npos);
}

}  // namespace
