#pragma once

#include <string>

#include "base/result.h"

namespace dualbus::neural {

enum class Fault {
  unavailable,  // no Core ML here
  bad_package,  // a model file could not be written, compiled or loaded
  half_range,   // a weight leaves the range of f16
  storage,      // a file or folder could not be written
  failed,       // a prediction failed
  cancelled,    // the caller ended the run
};

/** The message holds the system's own words where it has any. */
struct Error {
  Fault fault;
  std::string message;
};

template <class T>
using Result = dualbus::Result<T, Error>;
using Outcome = Result<Done>;

}  // namespace dualbus::neural
