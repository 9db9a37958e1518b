#pragma once

#include "kernels/kernels.h"

// The specifications that kernel_list.h names, one per family of kernels with the same arguments.

namespace dualbus {

inline std::uint64_t nothing(const KernelCall&) { return 0; }

inline Status check_no_arguments(const KernelCall& call) {
  if (call.arg_count != 0) return {"args", "this kernel takes none"};
  if (call.real_count != 0) return {"reals", "this kernel takes none"};
  return {};
}

/** One input, one output, no memory: every element by itself. */
inline constexpr KernelSpec elementwise_spec{1, 1, check_no_arguments, nothing, nothing};

}  // namespace dualbus
