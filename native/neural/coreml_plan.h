#pragma once

#include <string>
#include <vector>

#include "neural/model.h"

namespace dualbus::neural {

/** What macOS 14.4 and later plan for the operations of a compiled model; empty where the system does not
 * tell. */
std::vector<PlannedOperations> coreml_plan(const std::string& compiled);

}  // namespace dualbus::neural
