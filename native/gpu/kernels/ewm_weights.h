// Exponential weights of whole rows, as pandas gives them: computed on the host in double precision.
#pragma once
#include <cstdint>
#include <span>

namespace dualbus::gpu {

struct EwmRule {
  bool adjust;  // weights of the past are powers of 1 - alpha; else the first row stands for all of it
  bool ignore_missing;  // a row that does not count does not age the others
  bool bias;            // the sums stay uncorrected
  std::uint32_t min_count;
  double alpha;
};

/**
 * Replaces 1 for the rows that count and 0 for the others by their weights, which add up to 1. Returns what
 * weighted sums of products are multiplied by: 1, the correction of their bias, or NaN where too few rows
 * count.
 */
double ewm_weights(const EwmRule& rule, std::span<float> rows);

}  // namespace dualbus::gpu
