#pragma once

// Every kernel that works on panels: K(name, specification). Adding one is a line here, a line in
// all_kernels.inl.h, and a file kernels/<name>.inl.h that defines `void name(const KernelCall&)` over the
// SIMD vocabulary. The name is also that of the specification in src/compute/reference, which finds the
// kernel by it.
// clang-format off
#define DUALBUS_KERNELS(K)           \
  K(normal_cdf, elementwise_spec)    \
  K(student_t_cdf, student_t_spec)   \
  K(rolling_sum, sum_spec)           \
  K(rolling_mean, sum_spec)          \
  K(rolling_var, variance_spec)      \
  K(rolling_std, variance_spec)      \
  K(rolling_zscore, variance_spec)   \
  K(rolling_skew, skew_spec)         \
  K(rolling_kurt, kurt_spec)         \
  K(rolling_min, extreme_spec)       \
  K(rolling_max, extreme_spec)       \
  K(rolling_argmin, extreme_spec)    \
  K(rolling_argmax, extreme_spec)    \
  K(rolling_cov, cov_spec)           \
  K(rolling_corr, corr_spec)         \
  K(rolling_beta, beta_spec)         \
  K(rolling_count, sum_spec)         \
  K(rolling_product, sum_spec)       \
  K(rolling_wma, skew_spec)          \
  K(rolling_slope, kurt_spec)        \
  K(rolling_rsquare, rsquare_spec)   \
  K(rolling_residual, kurt_spec)     \
  K(rolling_mad, mad_spec)           \
  K(rolling_quantile, quantile_spec) \
  K(decay_linear, decay_spec)        \
  K(ts_rank, ts_rank_spec)           \
  K(delay, lag_spec)                 \
  K(delta, lag_spec)                 \
  K(ret, lag_spec)                   \
  K(log_ret, lag_spec)               \
  K(ewma, ewma_spec)                 \
  K(cs_demean, elementwise_spec)     \
  K(cs_scale, elementwise_spec)      \
  K(cs_minmax, elementwise_spec)     \
  K(cs_zscore, zscore_spec)          \
  K(cs_winsorize, winsorize_spec)    \
  K(cs_group_demean, group_spec)     \
  K(sign, elementwise_spec)          \
  K(abs, elementwise_spec)           \
  K(log, elementwise_spec)           \
  K(logical_not, elementwise_spec)   \
  K(add, pair_spec)                  \
  K(subtract, pair_spec)             \
  K(multiply, pair_spec)             \
  K(divide, pair_spec)               \
  K(power, pair_spec)                \
  K(signed_power, pair_spec)         \
  K(pairwise_min, pair_spec)         \
  K(pairwise_max, pair_spec)         \
  K(less, pair_spec)                 \
  K(less_equal, pair_spec)           \
  K(equal, pair_spec)                \
  K(not_equal, pair_spec)            \
  K(logical_and, pair_spec)          \
  K(logical_or, pair_spec)           \
  K(where, triple_spec)              \
  K(cs_rank, rank_spec)
// clang-format on
