#pragma once

#include <cstdint>

// Arguments as they cross the boundary: the order of `KernelCall::args` and `reals`, the same as in
// src/compute/reference. Plain 32-bit fields, shared with shaders.

namespace dualbus {

/** Every rolling kernel. */
struct RollingArgs {
  std::uint32_t window;     // at least 1
  std::uint32_t min_count;  // at least 1; above the window, every result is missing
};

/** Rolling kernels of second moments. */
struct RollingMomentArgs {
  RollingArgs rolling;
  std::uint32_t ddof;
};

/** cs_rank: places in `rankMethods` and `rankScales` of src/compute/reference/cross-section/cs-rank.ts. */
enum class RankMethod : std::uint32_t { average, min, max, dense, ordinal, count };
enum class RankScale : std::uint32_t { rank, pct, centred, count };
struct RankArgs {
  std::uint32_t method;
  std::uint32_t scale;
};

/** ts_rank: the scale of cs_rank. */
struct TsRankArgs {
  RollingArgs rolling;
  std::uint32_t scale;
};

/** cs_zscore: places in `flatRows` of src/compute/reference/cross-section/standardize.ts. */
enum class FlatRows : std::uint32_t { missing, zero, count };

/** cs_winsorize: places in `winsorizeMethods` of src/compute/reference/cross-section/winsorize.ts. */
enum class WinsorizeMethod : std::uint32_t { quantile, mad, sigma, count };

/** cs_group_demean: the most groups, as in src/compute/reference/cross-section/group-demean.ts. */
inline constexpr std::uint32_t most_groups = 1u << 24;

/** cs_ic: places in `icMethods` of src/compute/reference/cross-section/information.ts. */
enum class IcMethod : std::uint32_t { rank, pearson, count };

/** quantile_returns: places in `quantileLimits` of src/compute/reference/cross-section/quantile-returns.ts.
 */
enum class QuantileLimits : std::uint32_t { quantile, width, count };
inline constexpr std::uint32_t most_quantiles = 1000;

/** cs_neutralize, as src/compute/reference/cross-section/neutralize.ts encodes it. */
struct NeutralizeArgs {
  std::uint32_t factors, groups, weighted, min_count;
};
inline constexpr std::uint32_t most_factors = 36;

/** factor_returns and factor_residuals, as src/compute/reference/cross-section/factor-returns.ts encodes
 * them. */
struct FactorReturnsArgs {
  std::uint32_t sectors, groups, styles, residualize, min_count;
};
inline constexpr std::uint32_t most_sectors = 64;

/** rolling_ols: places in `olsResults` of src/compute/reference/rolling/ols.ts. */
enum class OlsResult : std::uint32_t { slope, intercept, residual, rsquare, count };
struct OlsArgs {
  RollingArgs rolling;
  std::uint32_t regressors, result, of;
};
inline constexpr std::uint32_t most_regressors = 4;

/** covariance: places in `covarianceRows` of src/compute/reference/covariance/sample.ts. */
enum class CovarianceRows : std::uint32_t { complete, pairwise, count };

/** The rows of distances that covariance kernels take into their matrices at once. */
inline constexpr std::size_t covariance_rows = 32;

/** ewm_covariance: places in `centres` of src/compute/reference/covariance/exponential.ts. */
enum class Centre : std::uint32_t { mean, zero, count };

/** Coefficients of the polynomial of src/compute/native/student-t-fit.ts. */
inline constexpr int student_t_terms = 24;

}  // namespace dualbus
