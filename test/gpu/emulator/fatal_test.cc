// Accesses that only AddressSanitizer sees: each runs in a child process, which must die of it.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <vector>

#include "gpu/emulator/scheduler.h"
#include "support/check.h"

extern const dualbus::gpu::emulator::Unit emulated_probe;

using namespace dualbus::gpu::emulator;

namespace {

/** What a child that runs `body` leaves behind: 0 when it ends well. Its report goes nowhere. */
int status_of_child(const std::function<void()>& body) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    std::freopen("/dev/null", "w", stderr);
    body();
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

const Kernel& past_local() {
  for (unsigned i = 0; i < emulated_probe.kernel_count; i++)
    if (std::string_view(emulated_probe.kernels[i].name) == "probe_past_local")
      return emulated_probe.kernels[i];
  std::abort();
}

void read_past_by(std::uint32_t distance, std::size_t room) {
  std::vector<float> out(room);
  const std::uint32_t args[2] = {distance, 0};
  Dispatch dispatch;
  dispatch.kernel = &past_local();
  dispatch.buffers[0] = out.data();
  dispatch.buffers[2] = const_cast<std::uint32_t*>(args);
  dispatch.groups = {1};
  dispatch.threads = {5};
  run(dispatch, {});
}

}  // namespace

TEST("emulator: an index past a threadgroup variable or a buffer is fatal under AddressSanitizer") {
  CHECK(status_of_child([] { read_past_by(0, 5); }) == 0);
  CHECK(status_of_child([] { read_past_by(1, 5); }) != 0);
  CHECK(status_of_child([] { read_past_by(0, 4); }) != 0);
}
