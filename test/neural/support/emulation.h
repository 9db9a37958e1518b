// Tells the emulated model how to behave, for the length of a scope.
#pragma once
#include <stdlib.h>

namespace dualbus::testing {

struct Emulating {
  explicit Emulating(const char* words) { ::setenv("DUALBUS_EMULATED_MODEL", words, 1); }
  ~Emulating() { ::unsetenv("DUALBUS_EMULATED_MODEL"); }
};

}  // namespace dualbus::testing
