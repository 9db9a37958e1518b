// dualbus_native_tests GOLDEN_FILE [PREFIX]: every kernel on every implementation of this machine.
#include <cstdio>

#include "support/check.h"

namespace dualbus::testing {
bool register_golden(const char* file);
void register_adversarial();
void register_spec();
void register_vpin();
}  // namespace dualbus::testing

int main(int count, char** arguments) {
  using namespace dualbus::testing;
  if (count < 2 || !register_golden(arguments[1])) {
    std::printf("usage: dualbus_native_tests GOLDEN_FILE [PREFIX]\n0 passed, 1 failed\n");
    return 1;
  }
  register_adversarial();
  register_spec();
  register_vpin();
  return run_tests(count > 2 ? arguments[2] : "");
}
