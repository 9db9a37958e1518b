// The outcome of anything the GPU is asked for: a value, or why there is none.
#pragma once
#include <string>

#include "base/result.h"

namespace dualbus::gpu {

enum class Fault {
  unavailable,    // no Metal device here
  out_of_memory,  // the device or the machine has no room
  device_lost,    // the device went away or was taken away; later calls fail too
  bad_shader,     // a shader or a pipeline could not be made
  invalid,        // the caller asked for something the kernel does not take
  failed,         // the device reported an error while running
};

/** The message holds the system's own words where it has any. */
struct Error {
  Fault fault;
  std::string message;
};

template <class T>
using Result = dualbus::Result<T, Error>;
using Outcome = Result<Done>;

}  // namespace dualbus::gpu
