#pragma once

#include <span>
#include <string_view>

#include "gpu/session.h"

namespace dualbus {

/** Why this process has no GPU to use; empty when it has one. The device is opened by the first question. */
std::string_view metal_unavailable();

/** Why the GPU does not take this call (a literal), or null when it does. */
const char* metal_refuses(const gpu::Call& call);

/**
 * Runs a batch on the GPU, in f32. A call that the GPU refuses runs on the CPU in between, in f64 on the same
 * f32 panels, where native/kernels has it; else the whole batch is refused and nothing is written. Blocks:
 * not for the thread of an event loop. Any thread; one batch at a time.
 */
gpu::Result<gpu::Cost> metal_run(std::span<const gpu::BatchCall> calls, std::span<const gpu::Slot> slots);

/** Compiles every shader: how many there are, or what the first one that does not compile says. Blocks. */
gpu::Result<std::size_t> metal_compile_all();

}  // namespace dualbus
