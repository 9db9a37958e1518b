#pragma once

#include "codec/packed_columns.h"
#include "codec/packed_workspace.h"

namespace dualbus::packed {

/** How a column's rows came into the workspace as integers. */
struct Loaded {
  std::uint32_t absent = 0;
  std::uint32_t exceptions = 0;
  /** Decimal places of a floating-point column, -1 where x holds bit patterns. */
  int decimals = -1;
  Bounds bounds{0, 0};
};

/** Loads the rows of a column into w.x, marks holes and fills them. */
Result load_column(const PackingTable& kernels, Workspace& w, const Column& column, const void* data,
                   std::uint32_t rows, const Keys* keys, Loaded* loaded);

/** The integer m with |m| < 2^53 for which m / power has the bits of value (rounded to single where
 * `single`). */
bool decimal_mantissa(double value, double power, bool single, std::int64_t* mantissa);

/** The bit pattern of row i of a floating-point column. */
std::uint64_t float_bits(const Column& column, const void* data, std::uint32_t row);

}  // namespace dualbus::packed
