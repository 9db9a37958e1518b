// Argument structs of the shaders, one text for the host, the emulator and Metal: 32-bit and 64-bit integers
// and floats in their natural order, so that every compiler lays them out alike. Panels on the device are
// dense.
#pragma once
#ifndef __METAL_VERSION__
#include <cstdint>
#endif

namespace dualbus {
namespace gpu {

struct RollingArgs {
  uint32_t rows, cols;
  uint32_t window, min_count;
  uint32_t ddof;  // ts_rank: the scale, 0 rank, 1 rank / n, 2 (rank - 1/2) / n
};

struct RankArgs {
  uint32_t cols;
  uint32_t padded;  // names sorted together: the power of two at or above cols
  uint32_t method;  // of equal values: 0 mean, 1 lowest, 2 highest place, 3 place of the group, 4 by column
  uint32_t scale;   // 0 rank from 1, 1 rank / n, 2 (rank - 1/2) / n
};

struct ZscoreArgs {
  uint32_t cols;
  uint32_t ddof;
  uint32_t zero_for_constant;  // 1: names without any deviation score 0, else missing
};

struct WinsorizeArgs {
  uint32_t cols, padded;
  uint32_t ddof;
  float level;  // the quantile, or the number of deviations
};

struct GroupArgs {
  uint32_t cols, groups;
};

struct NeutralizeArgs {
  uint32_t rows, cols, groups;
  uint32_t exposures;  // panels stacked one below the other, each of `rows` rows
};

struct CovarianceArgs {
  uint32_t rows, cols, ddof, min_count;
  float factor;  // of weighted sums
};

struct ScanArgs {
  uint32_t count;
};

/** One parameter set of a sweep. Volumes times `scale` are counted in units in which the bucket is a whole
 * number. */
struct SweepConfig {
  uint64_t bucket, scale;
  uint32_t first;  // where its buckets begin in the outputs
  uint32_t buckets;
  uint32_t window;      // buckets of one VPIN value
  uint32_t classifier;  // row of the signed fractions
};

struct SweepArgs {
  uint32_t trades, configs, buckets;
};

static_assert(sizeof(SweepConfig) == 32, "no padding");

}  // namespace gpu
}  // namespace dualbus
