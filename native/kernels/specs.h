#pragma once

#include "base/limits.h"
#include "kernels/kernels.h"

// The specifications that kernel_list.h names, one per family of kernels with the same arguments.

namespace dualbus {

inline std::uint64_t nothing(const KernelCall&) { return 0; }

inline Status check_no_arguments(const KernelCall& call) {
  if (call.arg_count != 0) return {"args", "this kernel takes none"};
  if (call.real_count != 0) return {"reals", "this kernel takes none"};
  return {};
}

inline Status check_real_count(const KernelCall& call, std::size_t count) {
  if (call.real_count != count) return {"reals", "another number of reals than this kernel takes"};
  return {};
}

/** One input, one output, no memory: every element by itself. */
inline constexpr KernelSpec elementwise_spec{1, 1, check_no_arguments, nothing, nothing};

inline Status check_student_t(const KernelCall& call) {
  if (call.arg_count != 0) return {"args", "this kernel takes none"};
  if (call.real_count != 1 && call.real_count != 4 + student_t_terms)
    return {"reals", "must be df alone, or the fit to df"};
  return {};
}

inline constexpr KernelSpec student_t_spec{1, 1, check_student_t, nothing, nothing};

template <std::size_t arg_count>
Status check_rolling(const KernelCall& call) {
  if (call.arg_count != arg_count) return {"args", "another number of arguments than this kernel takes"};
  if (call.args[0] == 0) return {"window", "must be at least 1"};
  if (call.args[1] == 0) return {"minCount", "must be at least 1"};
  return check_real_count(call, 0);
}

/** The lanes of the widest implementation, for scratch sizes. */
inline constexpr std::uint64_t max_lanes = 8;

/** Windows as two stacks; for the layouts see two_stack.inl.h. Arguments: window, minCount and, as a third,
 * ddof. */
template <int inputs, int fields, std::size_t arg_count = 2>
inline constexpr KernelSpec two_stack_spec{
    inputs, 1, check_rolling<arg_count>,
    [](const KernelCall& call) {
      const std::uint64_t suffixes = saturating_product(call.args[0], call.cols, 1 + fields);
      const std::uint64_t rest = 1 + std::uint64_t{call.cols} * (2 * inputs + 1 + fields);
      return suffixes > max_values ? suffixes : suffixes + rest;
    },
    [](const KernelCall& call) {
      const bool long_series = call.cols == 1 && call.rows >= 2 * std::uint64_t{call.args[0]};
      return long_series ? call.args[0] * max_lanes * (inputs + 2 * (1 + fields)) : 0;
    }};

inline constexpr KernelSpec sum_spec = two_stack_spec<1, 1>;
inline constexpr KernelSpec variance_spec = two_stack_spec<1, 2, 3>;
inline constexpr KernelSpec skew_spec = two_stack_spec<1, 3>;
inline constexpr KernelSpec kurt_spec = two_stack_spec<1, 4>;
inline constexpr KernelSpec extreme_spec = two_stack_spec<1, 2>;
inline constexpr KernelSpec cov_spec = two_stack_spec<2, 3, 3>;
inline constexpr KernelSpec beta_spec = two_stack_spec<2, 4>;
inline constexpr KernelSpec corr_spec = two_stack_spec<2, 5>;
inline constexpr KernelSpec decay_spec = two_stack_spec<1, 2>;

inline Status check_rank(const KernelCall& call) {
  if (call.arg_count != 2) return {"args", "must be method and scale"};
  if (call.args[0] >= static_cast<std::uint32_t>(RankMethod::count)) return {"method", "is not known"};
  if (call.args[1] >= static_cast<std::uint32_t>(RankScale::count)) return {"scale", "is not known"};
  return check_real_count(call, 0);
}

/** Two arrays of (key, column) pairs for the sort. */
inline constexpr KernelSpec rank_spec{1, 1, check_rank, nothing,
                                      [](const KernelCall& call) { return std::uint64_t{4} * call.cols; }};

}  // namespace dualbus
