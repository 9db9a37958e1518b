// Runs a dispatch the way that shows the most faults: one threadgroup after the other, in it one SIMD-group
// as far as its next barrier before another moves, in that one thread as far as its next SIMD-group function
// or barrier; in orders that the caller picks.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "gpu/emulator/unit.h"

namespace dualbus::gpu::emulator {

enum class Order { forward, reversed, shuffled };

struct Schedule {
  Order lanes = Order::forward;
  Order threadgroups = Order::forward;
  std::uint32_t seed = 1;
};

struct Dispatch {
  const Kernel* kernel = nullptr;
  void* buffers[buffer_slots] = {};
  unsigned long shared_bytes[shared_slots] = {};  // threadgroup memory
  const void* constants[buffer_slots] = {};       // by function constant index
  Size groups, threads;
};

constexpr unsigned max_threads = 1024;

/**
 * Runs every thread of the dispatch; returns what is wrong with it otherwise: a barrier or SIMD-group
 * function that not all threads reach, too many threads, too much threadgroup memory, a missing argument.
 */
std::optional<std::string> run(const Dispatch& dispatch, const Schedule& schedule);

}  // namespace dualbus::gpu::emulator
