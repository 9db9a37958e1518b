#pragma once

#include <span>
#include <string_view>

// The tables of the backend "cpu": what the rooms to the right see of native/cpu.
#include "cpu/dispatch.h"
#include "cpu/platform_linear.h"

namespace dualbus {

/** One way to run kernels. */
struct Backend {
  std::string_view name;
  /** Empty when it can be used on this machine, else why it cannot. */
  std::string_view unavailable;
};

/** Every backend that this build knows, in order of priority. */
std::span<const Backend> backends();

}  // namespace dualbus
