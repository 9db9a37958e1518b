#include "backend/registry.h"

#include "backend/metal.h"

namespace dualbus {

std::span<const Backend> backends() {
  static const Backend all[] = {{"metal", metal_unavailable()}, {"cpu", ""}};
  return all;
}

}  // namespace dualbus
