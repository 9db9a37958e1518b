#include "codec/packed_columns.h"

#include <new>

#include "codec/packed_workspace.h"

namespace dualbus::packed {

void FreeWorkspace::operator()(Workspace* workspace) const { delete workspace; }

WorkspacePointer make_workspace() { return WorkspacePointer(new (std::nothrow) Workspace); }

bool read_column(const std::int32_t* plan, Column* column) {
  const auto word = [](std::int32_t low, std::int32_t high) {
    return std::uint64_t{static_cast<std::uint32_t>(high)} << 32 | static_cast<std::uint32_t>(low);
  };
  if (plan[0] < 1 || plan[0] > 65535 || plan[1] < 0 || plan[1] > 9 || plan[2] < 0 || plan[2] > 15)
    return false;
  column->field = static_cast<std::uint16_t>(plan[0]);
  column->type = static_cast<Type>(plan[1]);
  column->lane = static_cast<std::uint8_t>(plan[2]);
  column->number = (plan[3] & 1) != 0;
  column->optional = (plan[3] & 2) != 0;
  column->floating_base = (plan[3] & 4) != 0;
  column->base = word(plan[4], plan[5]);
  column->absent = word(plan[6], plan[7]);
  return !column->number || column->type == Type::u64 || column->type == Type::i64;
}

std::size_t element_size(const Column& column) {
  constexpr std::size_t sizes[] = {1, 2, 4, 8, 1, 2, 4, 8, 4, 8};
  return sizes[static_cast<std::size_t>(column.type)];
}

}  // namespace dualbus::packed
