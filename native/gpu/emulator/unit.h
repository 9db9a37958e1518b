// A shader file compiled for the emulator: its kernels, the arguments that they take, and the text they came
// from.
#pragma once
#include "gpu/emulator/lane.h"

namespace dualbus {
namespace gpu {
namespace emulator {

constexpr unsigned buffer_slots = 31;
constexpr unsigned shared_slots = 8;

struct Bindings {
  void* buffers[buffer_slots] = {};
  void* shared[shared_slots] = {};  // threadgroup memory
};

struct Kernel {
  const char* name;
  void (*launch)(const Bindings&);  // runs the kernel for the current lane
  unsigned buffers;                 // one bit per buffer index that the kernel takes
  unsigned shared;                  // the same for threadgroup memory
};

struct Constant {
  const char* name;
  unsigned index;
};

struct Unit {
  const char* name;
  unsigned long long hash;  // FNV-1a of the flattened shader text
  const Kernel* kernels;
  unsigned kernel_count;
  const Constant* constants;
  unsigned constant_count;
};

}  // namespace emulator
}  // namespace gpu
}  // namespace dualbus
