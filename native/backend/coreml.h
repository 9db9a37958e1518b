#pragma once

#include <string>
#include <string_view>

// Models as the rooms to the right see them: programs are written by native/neural and run in its sessions.
#include "neural/programs.h"
#include "neural/session.h"

namespace dualbus {

/** Why this build or machine runs no models; empty when it does. */
std::string_view coreml_unavailable();

/** The stable code of an error of native/neural. */
const char* model_error_code(neural::Fault fault);

}  // namespace dualbus
