#pragma once

#include "kernels/specs.h"

// The specifications of kernels that take as many inputs as their arguments say, or write another shape than
// they read.

namespace dualbus {

/** The arguments of a call as the struct of kernel_args.h, whose fields are all 32 bits wide. */
template <class Args>
const Args& args_of(const KernelCall& call) {
  return *reinterpret_cast<const Args*>(call.args);
}

template <class Args>
Status check_args(const KernelCall& call, std::size_t reals = 0) {
  if (call.arg_count != sizeof(Args) / sizeof(std::uint32_t))
    return {"args", "another number of arguments than this kernel takes"};
  return check_real_count(call, reals);
}

inline Status check_neutralize(const KernelCall& call) {
  if (const Status status = check_args<NeutralizeArgs>(call); !status.ok()) return status;
  const auto& args = args_of<NeutralizeArgs>(call);
  if (args.factors > most_factors) return {"factors", "must be at most 36"};
  if (args.groups > most_groups) return {"groups", "must be at most 2^24"};
  return {};
}

/** The columns, roots of weights, places and marks of names; sums of groups. */
inline constexpr KernelSpec neutralize_spec{
    1,
    1,
    check_neutralize,
    nothing,
    [](const KernelCall& call) {
      const auto& args = args_of<NeutralizeArgs>(call);
      return std::uint64_t{call.cols} * (args.factors + 4) + std::uint64_t{3} * args.groups;
    },
    [](const KernelCall& call) {
      const auto& args = args_of<NeutralizeArgs>(call);
      return std::size_t{1} + args.factors + (args.weighted != 0) + (args.groups != 0);
    }};

inline Status check_factor_returns(const KernelCall& call) {
  if (const Status status = check_args<FactorReturnsArgs>(call); !status.ok()) return status;
  const auto& args = args_of<FactorReturnsArgs>(call);
  if (args.sectors > most_factors) return {"sectors", "must be at most 36"};
  if (args.styles > most_factors - args.sectors) return {"styles", "must be at most 36 with the sectors"};
  if (args.groups > most_sectors) return {"groups", "must be at most 64"};
  if (args.groups != 0 && args.sectors != 0) return {"groups", "must be 0 where sectors come as exposures"};
  return {};
}

inline std::size_t factor_return_inputs(const KernelCall& call) {
  const auto& args = args_of<FactorReturnsArgs>(call);
  return std::size_t{2} + args.sectors + (args.groups != 0) + args.styles;
}

/** The market, every sector and every style. */
inline std::uint32_t factor_return_count(const FactorReturnsArgs& args) {
  return 1 + args.sectors + args.groups + args.styles;
}

/** Exposures and weighted exposures, returns, residuals, roots, places, marks; the matrices of a fit. */
inline std::uint64_t factor_return_scratch(const KernelCall& call) {
  const std::uint64_t count = factor_return_count(args_of<FactorReturnsArgs>(call));
  return call.cols * (2 * count + 8) + 4 * count * count;
}

inline constexpr KernelSpec factor_returns_spec{
    2,
    1,
    check_factor_returns,
    nothing,
    factor_return_scratch,
    factor_return_inputs,
    [](const KernelCall& call) {
      return OutputShape{call.rows, factor_return_count(args_of<FactorReturnsArgs>(call))};
    }};
inline constexpr KernelSpec factor_residuals_spec{
    2, 1, check_factor_returns, nothing, factor_return_scratch, factor_return_inputs};

inline Status check_ols(const KernelCall& call) {
  if (const Status status = check_rolling<5>(call); !status.ok()) return status;
  const auto& args = args_of<OlsArgs>(call);
  if (args.regressors == 0 || args.regressors > most_regressors) return {"regressors", "must be from 1 to 4"};
  if (args.result >= static_cast<std::uint32_t>(OlsResult::count)) return {"result", "is not known"};
  if (args.of == 0 || args.of > args.regressors) return {"of", "must be from 1 to regressors"};
  return {};
}

/** Sums of all values, and of the products of every two. */
constexpr std::uint64_t joint_moments(std::uint64_t inputs) { return inputs + inputs * (inputs + 1) / 2; }

inline constexpr KernelSpec ols_spec{
    2,
    1,
    check_ols,
    [](const KernelCall& call) {
      const std::uint64_t inputs = 1 + args_of<OlsArgs>(call).regressors;
      return two_stack_values(call, inputs, joint_moments(inputs));
    },
    [](const KernelCall& call) {
      const std::uint64_t inputs = 1 + args_of<OlsArgs>(call).regressors;
      return two_stack_scratch(call, inputs, joint_moments(inputs));
    },
    [](const KernelCall& call) { return std::size_t{1} + args_of<OlsArgs>(call).regressors; }};

inline Status check_ic(const KernelCall& call) {
  if (call.arg_count != 2) return {"args", "must be method and minCount"};
  if (call.args[0] >= static_cast<std::uint32_t>(IcMethod::count)) return {"method", "is not known"};
  return check_real_count(call, 0);
}

/** Both values of every name, and two arrays of pairs for the sort. */
inline constexpr KernelSpec ic_spec{2,
                                    1,
                                    check_ic,
                                    nothing,
                                    [](const KernelCall& call) { return std::uint64_t{6} * call.cols; },
                                    nullptr,
                                    [](const KernelCall& call) {
                                      return OutputShape{call.rows, 1};
                                    }};

inline Status check_quantile_returns(const KernelCall& call) {
  if (call.arg_count != 3) return {"args", "must be quantiles, limits and minCount"};
  if (call.args[0] == 0 || call.args[0] > most_quantiles) return {"quantiles", "must be from 1 to 1000"};
  if (call.args[1] >= static_cast<std::uint32_t>(QuantileLimits::count)) return {"limits", "is not known"};
  return check_real_count(call, 0);
}

/** Both values of every name and the sorted ones, two arrays of pairs for the sort; limits and sums. */
inline constexpr KernelSpec quantile_returns_spec{
    2,
    1,
    check_quantile_returns,
    nothing,
    [](const KernelCall& call) { return std::uint64_t{7} * call.cols + std::uint64_t{4} * call.args[0]; },
    nullptr,
    [](const KernelCall& call) {
      return OutputShape{call.rows, call.args[0]};
    }};

/** The values that have a weight. */
inline constexpr KernelSpec weighted_zscore_spec{
    2, 1, check_zscore, nothing, [](const KernelCall& call) { return std::uint64_t{call.cols}; }};

template <std::size_t args>
Status check_ewm_moments(const KernelCall& call) {
  if (call.arg_count != args) return {"args", "another number of arguments than this kernel takes"};
  return check_alpha(call);
}

/** Means, products, and four sums of weights and rows of every column. */
template <int inputs, int products>
inline constexpr KernelSpec ewm_spec{
    inputs, 1, check_ewm_moments<4>,
    [](const KernelCall& call) { return std::uint64_t{inputs + products + 4} * call.cols; }, nothing};

inline constexpr KernelSpec ewm_var_spec = ewm_spec<1, 1>;
inline constexpr KernelSpec ewm_cov_spec = ewm_spec<2, 1>;
inline constexpr KernelSpec ewm_corr_spec = ewm_spec<2, 3>;

inline Status check_covariance(const KernelCall& call) {
  if (call.arg_count != 3) return {"args", "must be rows, ddof and minCount"};
  if (call.args[0] >= static_cast<std::uint32_t>(CovarianceRows::count)) return {"rows", "is not known"};
  return check_real_count(call, 0);
}

inline OutputShape square_output(const KernelCall& call) { return {call.cols, call.cols}; }

inline constexpr KernelSpec covariance_spec{
    1,
    1,
    check_covariance,
    [](const KernelCall& call) {
      const std::uint64_t square = saturating_product(call.cols, call.cols, 3);
      if (square > max_values) return square;
      return call.args[0] == 0 ? 1 + std::uint64_t{2} * call.cols + square / 3
                               : std::uint64_t{2} * call.cols + square;
    },
    [](const KernelCall& call) -> std::uint64_t { return 2 * covariance_rows * call.cols; },
    nullptr,
    square_output};

inline Status check_ewm_covariance(const KernelCall& call) {
  if (const Status status = check_ewm_moments<5>(call); !status.ok()) return status;
  if (call.args[4] >= static_cast<std::uint32_t>(Centre::count)) return {"about", "is not known"};
  return {};
}

inline constexpr KernelSpec ewm_covariance_spec{
    1,
    1,
    check_ewm_covariance,
    [](const KernelCall& call) {
      const std::uint64_t square = saturating_product(call.cols, call.cols);
      return square > max_values ? square : 4 + call.cols + square;
    },
    [](const KernelCall& call) -> std::uint64_t { return 2 * covariance_rows * (call.cols + 1); },
    nullptr,
    square_output};

}  // namespace dualbus
