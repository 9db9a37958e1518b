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

inline constexpr KernelSpec pair_spec{2, 1, check_no_arguments, nothing, nothing};
inline constexpr KernelSpec triple_spec{3, 1, check_no_arguments, nothing, nothing};

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

/** State and scratch of windows as two stacks; for the layouts see two_stack.inl.h. */
inline std::uint64_t two_stack_values(const KernelCall& call, std::uint64_t inputs, std::uint64_t fields) {
  const std::uint64_t suffixes = saturating_product(call.args[0], call.cols, 1 + fields);
  const std::uint64_t rest = 1 + call.cols * (2 * inputs + 1 + fields);
  return suffixes > max_values ? suffixes : suffixes + rest;
}

inline std::uint64_t two_stack_scratch(const KernelCall& call, std::uint64_t inputs, std::uint64_t fields) {
  const bool long_series = call.cols == 1 && call.rows >= 2 * std::uint64_t{call.args[0]};
  return long_series ? call.args[0] * max_lanes * (inputs + 2 * (1 + fields)) : 0;
}

/** Arguments: window, minCount and, as a third, ddof. */
template <int inputs, int fields, std::size_t arg_count = 2>
inline constexpr KernelSpec two_stack_spec{
    inputs, 1, check_rolling<arg_count>,
    [](const KernelCall& call) { return two_stack_values(call, inputs, fields); },
    [](const KernelCall& call) { return two_stack_scratch(call, inputs, fields); }};

inline constexpr KernelSpec sum_spec = two_stack_spec<1, 1>;
inline constexpr KernelSpec variance_spec = two_stack_spec<1, 2, 3>;
inline constexpr KernelSpec skew_spec = two_stack_spec<1, 3>;
inline constexpr KernelSpec kurt_spec = two_stack_spec<1, 4>;
inline constexpr KernelSpec extreme_spec = two_stack_spec<1, 2>;
inline constexpr KernelSpec cov_spec = two_stack_spec<2, 3, 3>;
inline constexpr KernelSpec beta_spec = two_stack_spec<2, 4>;
inline constexpr KernelSpec corr_spec = two_stack_spec<2, 5>;
inline constexpr KernelSpec decay_spec = two_stack_spec<1, 2>;
inline constexpr KernelSpec rsquare_spec = two_stack_spec<1, 5>;

inline Status check_rank(const KernelCall& call) {
  if (call.arg_count != 2) return {"args", "must be method and scale"};
  if (call.args[0] >= static_cast<std::uint32_t>(RankMethod::count)) return {"method", "is not known"};
  if (call.args[1] >= static_cast<std::uint32_t>(RankScale::count)) return {"scale", "is not known"};
  return check_real_count(call, 0);
}

/** The state of kernels that keep whole rows: how many were seen, and the last `rows` of them. */
inline std::uint64_t ring_values(std::uint64_t rows, std::uint32_t cols) {
  const std::uint64_t ring = saturating_product(rows, cols);
  return ring > max_values ? ring : ring + 1;
}

inline Status check_ts_rank(const KernelCall& call) {
  if (const Status status = check_rolling<3>(call); !status.ok()) return status;
  if (call.args[2] >= static_cast<std::uint32_t>(RankScale::count)) return {"scale", "is not known"};
  return {};
}

inline constexpr KernelSpec ts_rank_spec{
    1, 1, check_ts_rank, [](const KernelCall& call) { return ring_values(call.args[0], call.cols); },
    nothing};

inline constexpr KernelSpec mad_spec{
    1, 1, check_rolling<2>, [](const KernelCall& call) { return ring_values(call.args[0], call.cols); },
    nothing};

inline Status check_quantile(const KernelCall& call) {
  if (call.arg_count != 2) return {"args", "must be window and minCount"};
  if (call.args[0] == 0) return {"window", "must be at least 1"};
  if (const Status status = check_real_count(call, 1); !status.ok()) return status;
  if (!(call.reals[0] >= 0 && call.reals[0] <= 1)) return {"quantile", "must be from 0 to 1"};
  return {};
}

/** The ring, and for every column the sorted values of its window and their number. */
inline constexpr KernelSpec quantile_spec{1, 1, check_quantile,
                                          [](const KernelCall& call) {
                                            const std::uint64_t ring =
                                                ring_values(2 * std::uint64_t{call.args[0]}, call.cols);
                                            return ring > max_values ? ring : ring + call.cols;
                                          },
                                          nothing};

inline Status check_lag(const KernelCall& call) {
  if (call.arg_count != 1) return {"args", "must be periods"};
  return check_real_count(call, 0);
}

inline constexpr KernelSpec lag_spec{
    1, 1, check_lag, [](const KernelCall& call) { return ring_values(call.args[0], call.cols); }, nothing};

inline Status check_alpha(const KernelCall& call) {
  if (const Status status = check_real_count(call, 1); !status.ok()) return status;
  if (!(call.reals[0] > 0 && call.reals[0] <= 1)) return {"alpha", "must be above 0 and at most 1"};
  return {};
}

inline Status check_ewma(const KernelCall& call) {
  if (call.arg_count != 3) return {"args", "must be adjust, ignoreMissing and minCount"};
  return check_alpha(call);
}

/** Mean, weight and count of every column. */
inline constexpr KernelSpec ewma_spec{
    1, 1, check_ewma, [](const KernelCall& call) { return std::uint64_t{3} * call.cols; }, nothing};

inline Status check_zscore(const KernelCall& call) {
  if (call.arg_count != 2) return {"args", "must be ddof and flat"};
  if (call.args[1] >= static_cast<std::uint32_t>(FlatRows::count)) return {"flat", "is not known"};
  return check_real_count(call, 0);
}

inline constexpr KernelSpec zscore_spec{1, 1, check_zscore, nothing, nothing};

inline Status check_winsorize(const KernelCall& call) {
  if (call.arg_count != 1) return {"args", "must be method"};
  if (call.args[0] >= static_cast<std::uint32_t>(WinsorizeMethod::count)) return {"method", "is not known"};
  if (const Status status = check_real_count(call, 1); !status.ok()) return status;
  const bool quantile = call.args[0] == static_cast<std::uint32_t>(WinsorizeMethod::quantile);
  if (!(call.reals[0] >= 0 && call.reals[0] <= (quantile ? 0.5 : 1.7976931348623157e308)))
    return {"limit", "is out of its range"};
  return {};
}

/** The finite values of a row, and two arrays of pairs for the sort. */
inline constexpr KernelSpec winsorize_spec{
    1, 1, check_winsorize, nothing, [](const KernelCall& call) { return std::uint64_t{5} * call.cols; }};

inline Status check_groups(const KernelCall& call) {
  if (call.arg_count != 1) return {"args", "must be groups"};
  if (call.args[0] == 0 || call.args[0] > most_groups) return {"groups", "must be from 1 to 2^24"};
  return check_real_count(call, 0);
}

/** Three sums a group. */
inline constexpr KernelSpec group_spec{
    2, 1, check_groups, nothing, [](const KernelCall& call) { return std::uint64_t{3} * call.args[0]; }};

/** Two arrays of (key, column) pairs for the sort. */
inline constexpr KernelSpec rank_spec{1, 1, check_rank, nothing,
                                      [](const KernelCall& call) { return std::uint64_t{4} * call.cols; }};

}  // namespace dualbus
