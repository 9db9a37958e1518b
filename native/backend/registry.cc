#include "backend/registry.h"

#include "backend/coreml.h"
#include "backend/metal.h"

namespace dualbus {

std::span<const Backend> backends() {
  static const Backend all[] = {
      {"coreml", coreml_unavailable()}, {"metal", metal_unavailable()}, {"cpu", ""}};
  return all;
}

}  // namespace dualbus
