// Names sorted by group, as the shaders that work group by group want them.
#pragma once
#include <vector>

#include "gpu/call.h"
#include "gpu/encoder.h"

namespace dualbus::gpu {

/** A group number of the caller that means: in no group. */
constexpr std::uint32_t no_group = 0xffffffffu;

struct Groups {
  std::uint32_t count;  // of groups
  Region members;       // column numbers, group by group, those without a group last
  Region starts;        // count + 2 offsets into members
  Region dense;         // by column: 0 to count - 1, or count for none
};

/** Whether the operand is one row of u32 group numbers. */
inline bool is_group_row(const Operand& operand, std::uint32_t cols) {
  return operand.element == Element::u32 && operand.rows == 1 && operand.cols == cols;
}

/** Sorts the columns by their numbers (any numbers); the memory lives as long as the batch. */
Result<Groups> groups_of(Encoder& encoder, const Operand& numbers);

}  // namespace dualbus::gpu
