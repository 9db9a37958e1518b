// Copies between the caller's strided arrays and dense panels on the device.
#pragma once
#include "gpu/session.h"

namespace dualbus::gpu {

/** Fills `to`; a value that the element type cannot hold is an error that names row and column. */
Outcome copy_in(const Slot& slot, const Region& to);
void copy_out(const Region& from, const Slot& slot);

}  // namespace dualbus::gpu
