#pragma once

#include <span>
#include <string_view>

#include "kernels/kernels.h"

namespace dualbus {

/** What this machine can run, best first; never empty. */
std::span<const KernelTable* const> implementations();

/** The implementation of that name, the best one for an empty name, or null where the machine lacks it. */
const KernelTable* find_implementation(std::string_view name);

}  // namespace dualbus
