#pragma once

namespace dualbus {

/**
 * The outcome of a check: empty when all is well, else which argument is wrong and why. Both texts are
 * literals, so a Status never allocates and crosses every room; native/napi turns one into the library's
 * InvalidArgument.
 */
struct Status {
  const char* argument = nullptr;
  const char* problem = nullptr;

  bool ok() const { return argument == nullptr; }
};

}  // namespace dualbus
