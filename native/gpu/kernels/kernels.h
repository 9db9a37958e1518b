// The host side of each shader: the functions that the table in operations.cc lists.
#pragma once
#include "gpu/call.h"
#include "gpu/encoder.h"

namespace dualbus::gpu {

// rolling.cc. Arguments: window, min_count, perhaps ddof (1 without; ts_rank: the scale); one panel in
// (correlation: two), one of the same shape out.
const char* refuse_rolling(const Call& call, const DeviceFacts& facts);
const char* refuse_rolling_pair(const Call& call, const DeviceFacts& facts);
Outcome encode_rolling_mean(Encoder& encoder, const Call& call);
Outcome encode_rolling_std(Encoder& encoder, const Call& call);
Outcome encode_rolling_corr(Encoder& encoder, const Call& call);
Outcome encode_rolling_min(Encoder& encoder, const Call& call);
Outcome encode_rolling_max(Encoder& encoder, const Call& call);
Outcome encode_decay_linear(Encoder& encoder, const Call& call);
Outcome encode_ts_rank(Encoder& encoder, const Call& call);

// cs_rank.cc. Arguments: method (average, min, max, dense, ordinal), scale (rank, pct, centred).
const char* refuse_cs_rank(const Call& call, const DeviceFacts& facts);
Outcome encode_cs_rank(Encoder& encoder, const Call& call);

// cs_zscore.cc. Arguments: ddof, 1 where constant rows score 0 and not missing. Inputs: values and, perhaps,
// weights.
const char* refuse_cs_zscore(const Call& call, const DeviceFacts& facts);
Outcome encode_cs_zscore(Encoder& encoder, const Call& call);

// winsorize.cc. Real: the quantile, or the number of deviations; winsorize_sigma has the argument ddof.
const char* refuse_winsorize_quantile(const Call& call, const DeviceFacts& facts);
const char* refuse_winsorize_mad(const Call& call, const DeviceFacts& facts);
const char* refuse_winsorize_sigma(const Call& call, const DeviceFacts& facts);
Outcome encode_winsorize_quantile(Encoder& encoder, const Call& call);
Outcome encode_winsorize_mad(Encoder& encoder, const Call& call);
Outcome encode_winsorize_sigma(Encoder& encoder, const Call& call);

// group_demean.cc. Inputs: values, one row of u32 group numbers (2^32 - 1 for none).
const char* refuse_group_demean(const Call& call, const DeviceFacts& facts);
Outcome encode_group_demean(Encoder& encoder, const Call& call);

// neutralize.cc. Arguments: 1 where there are weights, 1 where there are groups. Inputs: y, exposures
// stacked, those.
const char* refuse_neutralize(const Call& call, const DeviceFacts& facts);
Outcome encode_neutralize(Encoder& encoder, const Call& call);

// covariance.cc. T x N in, N x N out; values that are not finite are missing. Arguments: 0 for complete rows
// or 1 for pairs, ddof, min_count.
const char* refuse_covariance(const Call& call, const DeviceFacts& facts);
Outcome encode_covariance(Encoder& encoder, const Call& call);

// The same over complete rows with exponential weights, which the host computes in between. Arguments:
// adjust, ignore_missing, min_count, bias, 1 for deviations from 0; real: alpha.
const char* refuse_ewm_covariance(const Call& call, const DeviceFacts& facts);
Outcome encode_ewm_covariance(Encoder& encoder, const Call& call);

// prefix_scan.cc. u64 in and out.
const char* refuse_prefix_scan(const Call& call, const DeviceFacts& facts);
Outcome encode_prefix_scan(Encoder& encoder, const Call& call);

// vpin_sweep.cc. Arguments per set: bucket and scale (two words each, low first), window, classifier. Inputs:
// u64 volumes (a column), signed fractions from -1 (sell) to 1 (buy), a row per classifier. Outputs, one row
// over the closed buckets of all sets: signed imbalance as a share of the bucket, first trade (u32), VPIN.
const char* refuse_vpin_sweep(const Call& call, const DeviceFacts& facts);
Outcome encode_vpin_sweep(Encoder& encoder, const Call& call);

}  // namespace dualbus::gpu
