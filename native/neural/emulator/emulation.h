#pragma once

#include "neural/emulator/operations.h"

namespace dualbus::neural {

/**
 * How the emulated model behaves. Tests set it in the environment, since it must reach every thread and
 * worker: DUALBUS_EMULATED_MODEL is a list of the words below.
 */
struct Emulation {
  Accumulation accumulation = Accumulation::f32;  // "f16": sums in f16
  bool wrong = false;                             // "wrong": one result of each prediction is off
  bool failing = false;                           // "failing": predictions fail
  bool unloadable = false;                        // "unloadable": models compile but do not load
  bool slow = false;                              // "slow": a prediction takes 50 ms more
};

Emulation read_emulation();

}  // namespace dualbus::neural
