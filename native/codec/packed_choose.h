#pragma once

#include "codec/packed_columns.h"
#include "codec/packed_workspace.h"

namespace dualbus::packed {

/** The scheme of a column and the values to pack: w.x for offsets, else w.residuals. */
struct Choice {
  Scheme scheme = Scheme::offset;
  bool zigzag = false;
  std::uint64_t reference = 0;
  std::uint32_t entries = 0;
};

/** Decides by the rules of packed-columns.md; w.x holds the offsets from the minimum, at most `bits` bits
 * wide. */
Choice choose_scheme(const PackingTable& kernels, Workspace& w, std::uint32_t rows, std::uint32_t bits,
                     const Keys* keys);

/** Codes of all rows in w.residuals; false when there are too many different values. */
bool choose_dictionary(Workspace& w, std::uint32_t rows, Choice* choice);

/** Greatest common divisor of w.x, all below 2^53; 1 where all are 0. */
std::uint64_t common_divisor(const Workspace& w, std::uint32_t rows);

}  // namespace dualbus::packed
