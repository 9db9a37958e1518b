#pragma once

#include <span>

#include "vpin/settings.h"

namespace dualbus {

/** Numbers in the order of `settingNumbers` in src/compute/native/vpin.ts. Null, or what is wrong with them.
 */
const char* read_vpin_settings(std::span<const double> numbers, vpin::Settings* settings);

}  // namespace dualbus
