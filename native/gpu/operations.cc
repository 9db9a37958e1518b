#include "gpu/operations.h"

#include "gpu/kernels/kernels.h"

namespace dualbus::gpu {

namespace {

constexpr Operation all[] = {
    {"rolling_mean", refuse_rolling, encode_rolling_mean},
    {"rolling_std", refuse_rolling, encode_rolling_std},
    {"rolling_corr", refuse_rolling_pair, encode_rolling_corr},
    {"rolling_min", refuse_rolling, encode_rolling_min},
    {"rolling_max", refuse_rolling, encode_rolling_max},
    {"decay_linear", refuse_rolling, encode_decay_linear},
    {"ts_rank", refuse_rolling, encode_ts_rank},
    {"cs_rank", refuse_cs_rank, encode_cs_rank},
    {"cs_zscore", refuse_cs_zscore, encode_cs_zscore},
    {"winsorize_quantile", refuse_winsorize_quantile, encode_winsorize_quantile},
    {"winsorize_mad", refuse_winsorize_mad, encode_winsorize_mad},
    {"winsorize_sigma", refuse_winsorize_sigma, encode_winsorize_sigma},
    {"group_demean", refuse_group_demean, encode_group_demean},
    {"neutralize", refuse_neutralize, encode_neutralize},
    {"covariance", refuse_covariance, encode_covariance},
    {"ewm_covariance", refuse_ewm_covariance, encode_ewm_covariance},
    {"prefix_scan", refuse_prefix_scan, encode_prefix_scan},
    {"vpin_sweep", refuse_vpin_sweep, encode_vpin_sweep},
};

}  // namespace

std::span<const Operation> operations() { return all; }

const Operation* find_operation(std::string_view name) {
  for (const Operation& operation : all)
    if (operation.name == name) return &operation;
  return nullptr;
}

const char* refuse(const Call& call, const DeviceFacts& facts) {
  const Operation* operation = find_operation(call.kernel);
  if (operation == nullptr) return "the GPU has no such kernel";
  return operation->refuse(call, facts);
}

}  // namespace dualbus::gpu
