#pragma once

// Every kernel that works on panels: K(name, specification). Adding one is a line here, a line in
// all_kernels.inl.h, and a file kernels/<name>.inl.h that defines `void name(const KernelCall&)` over the
// SIMD vocabulary. The name is also that of the specification in src/compute/reference, which finds the
// kernel by it.
// clang-format off
#define DUALBUS_KERNELS(K)          \
  K(normal_cdf, elementwise_spec)   \
  K(student_t_cdf, student_t_spec)  \
  K(rolling_mean, power_sums_1)     \
  K(cs_rank, rank_spec)
// clang-format on
