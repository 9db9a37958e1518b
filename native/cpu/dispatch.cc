#include "cpu/dispatch.h"

namespace dualbus {

const KernelTable* find_implementation(std::string_view name) {
  for (const KernelTable* table : implementations())
    if (name.empty() || table->name == name) return table;
  return nullptr;
}

}  // namespace dualbus
