// VPIN of one series of trades under many parameter sets. Boundaries are whole numbers: bucket j of a set
// holds the volume from j V to (j + 1) V of the running total, in units in which V is whole, and a trade that
// crosses a boundary is split there. Volumes of trades with a known side add up in integers; only shares of
// them (bulk classification) need floats, summed in two.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
#include "gpu/shaders/number.h"
#include "gpu/shaders/sum.h"
using namespace dualbus::gpu;

/** The set to which a bucket belongs: the last one that begins at or before it. */
static inline uint config_of(device const SweepConfig* configs, uint count, uint bucket) {
  uint begin = 0u, end = count;
  while (end - begin > 1u) {
    const uint middle = begin + (end - begin) / 2u;
    if (configs[middle].first <= bucket)
      begin = middle;
    else
      end = middle;
  }
  return begin;
}

/** The first trade whose running total, scaled, passes `volume`. */
static inline uint trade_at(device const ulong* totals, uint trades, ulong scale, ulong volume) {
  uint begin = 0u, end = trades;
  while (begin < end) {
    const uint middle = begin + (end - begin) / 2u;
    if (totals[middle] * scale > volume)
      end = middle;
    else
      begin = middle + 1u;
  }
  return begin;
}

/** Signed order imbalance of each bucket as a share of its volume, and the trade with which it begins. */
kernel void sweep_buckets(device const ulong* totals [[buffer(0)]], device const float* sides [[buffer(1)]],
                          constant SweepArgs& args [[buffer(2)]],
                          device const SweepConfig* configs [[buffer(3)]],
                          device float* imbalances [[buffer(4)]], device uint* starts [[buffer(5)]],
                          uint bucket [[thread_position_in_grid]]) {
  if (bucket >= args.buckets) return;
  device const SweepConfig& config = configs[config_of(configs, args.configs, bucket)];
  const ulong scale = config.scale, volume = config.bucket;
  const ulong begin = ulong(bucket - config.first) * volume, end = begin + volume;
  device const float* side = sides + config.classifier * args.trades;
  const uint start = trade_at(totals, args.trades, scale, begin);
  ulong filled = begin;
  long whole = 0l;
  Sum shares = no_sum();
  for (uint trade = start; filled < end; trade++) {
    const ulong reached = min(totals[trade] * scale, end);
    const ulong piece = reached - filled;
    filled = reached;
    if (side[trade] == 1.0f)
      whole += long(piece);
    else if (side[trade] == -1.0f)
      whole -= long(piece);
    else if (!is_missing(side[trade]))
      shares = plus_product(shares, side[trade], float(piece));
  }
  imbalances[bucket] = (float(whole) + value_of(shares)) / float(volume);
  starts[bucket] = start;
}

/** VPIN: the mean absolute imbalance of the last `window` buckets; missing before there are so many. */
kernel void sweep_vpin(device const float* imbalances [[buffer(4)]], constant SweepArgs& args [[buffer(2)]],
                       device const SweepConfig* configs [[buffer(3)]], device float* out [[buffer(6)]],
                       uint bucket [[thread_position_in_grid]]) {
  if (bucket >= args.buckets) return;
  device const SweepConfig& config = configs[config_of(configs, args.configs, bucket)];
  const uint window = config.window;
  const bool full = bucket - config.first + 1u >= window;
  Sum sum = no_sum();
  for (uint i = 0u; full && i < window; i++) sum = plus(sum, fabs(imbalances[bucket - i]));
  out[bucket] = full ? divided(sum, float(window)) : missing();
}
