// What tests can ask of the emulated device beyond device.h: orders, faults, counts.
#pragma once
#include <cstdint>
#include <span>

#include "gpu/emulator/scheduler.h"

namespace dualbus::gpu {

/** What goes wrong on purpose. */
enum class Injected {
  nothing,
  wrong_numbers,    // flips a bit of what each dispatch wrote to its last buffer
  refused_memory,   // allocations fail
  lost_device,      // command buffers end with "device lost"
  broken_compiler,  // shaders do not compile
};

struct EmulatedBehaviour {
  emulator::Schedule schedule;
  Injected fault = Injected::nothing;
};

/** Applies to every emulated device from the next command buffer on. Starts from DUALBUS_EMULATED_FAULT,
 * where set. */
EmulatedBehaviour& emulated_behaviour();

struct EmulatedCounts {
  std::uint64_t command_buffers, dispatches, buffers, live_buffers, live_bytes, peak_bytes;
};

EmulatedCounts emulated_counts();

/** The shaders this program was built with; defined by the build. */
std::span<const emulator::Unit* const> emulated_units();

}  // namespace dualbus::gpu
