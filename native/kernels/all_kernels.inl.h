// The body of one implementation: included by each unit of native/cpu inside its own namespace and target
// region, after the vocabulary. Includes no header of the standard library (see cpu/target.h).
#ifndef DUALBUS_IMPLEMENTATION
#error "define DUALBUS_IMPLEMENTATION and include a SIMD vocabulary first"
#endif

// Pieces.
#include "kernels/elementwise.inl.h"
#include "kernels/exp.inl.h"
#include "kernels/log.inl.h"
#include "kernels/quantile.inl.h"
#include "kernels/ring.inl.h"
#include "kernels/ring_windows.inl.h"
#include "kernels/row_sums.inl.h"
//
#include "kernels/orthogonal.inl.h"
#include "kernels/regression_names.inl.h"

// Rolling windows: the engine, then what it sums.
#include "kernels/two_stack.inl.h"
#include "kernels/two_stack_series.inl.h"
//
#include "kernels/power_sums.inl.h"

// Packed columns.
#include "kernels/bit_blocks.inl.h"
#include "kernels/packing.inl.h"

// Kernels.
#include "kernels/cs_group_demean.inl.h"
#include "kernels/cs_rank.inl.h"
// Sorts as ranks are sorted.
#include "kernels/covariance.inl.h"
#include "kernels/cs_ic.inl.h"
#include "kernels/cs_neutralize.inl.h"
#include "kernels/cs_standardize.inl.h"
#include "kernels/cs_winsorize.inl.h"
#include "kernels/decay_linear.inl.h"
#include "kernels/ewm_covariance.inl.h"
#include "kernels/ewm_moments.inl.h"
#include "kernels/ewma.inl.h"
#include "kernels/factor_returns.inl.h"
#include "kernels/lags.inl.h"
#include "kernels/normal_cdf.inl.h"
#include "kernels/pointwise.inl.h"
#include "kernels/quantile_returns.inl.h"
#include "kernels/rolling_extremes.inl.h"
#include "kernels/rolling_mad.inl.h"
#include "kernels/rolling_moments.inl.h"
#include "kernels/rolling_ols.inl.h"
#include "kernels/rolling_pairs.inl.h"
#include "kernels/rolling_products.inl.h"
#include "kernels/rolling_quantile.inl.h"
#include "kernels/rolling_trends.inl.h"
#include "kernels/student_t_cdf.inl.h"
#include "kernels/ts_rank.inl.h"

// Dense networks.
#include "kernels/dense.inl.h"

// VPIN.
#include "kernels/vpin_bulk.inl.h"
//
#include "kernels/vpin_blocks.inl.h"

inline constexpr KernelTable table = {DUALBUS_IMPLEMENTATION,
                                      {
#define K(name, spec) name,
                                          DUALBUS_KERNELS(K)
#undef K
                                      },
                                      packing_table,
                                      dense_table,
                                      vpin_table};
