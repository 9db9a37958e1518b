// Any bytes as a packed body: no implementation leaves its memory, and all agree on the outcome.
#include <cstring>

#include "columns.h"

using namespace dualbus;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint32_t rows = 1;
  if (size >= 4) std::memcpy(&rows, data, 4);
  // Large claims cost time, not insight: the arrays of one in 16 bodies are as long as allowed.
  if (rows > 65'536 || rows == 0) rows = 1;
  packed::Result first;
  bool have_first = false;
  fuzz::Plan first_plan = fuzz::make_plan();
  fuzz::Columns expected(first_plan, rows);
  for (const KernelTable* table : implementations()) {
    fuzz::Plan plan = fuzz::make_plan();
    fuzz::Columns actual(plan, rows);
    const packed::Result r =
        packed::unpack(table->packing, fuzz::workspace(), plan, actual.arrays, {data, size});
    if (!have_first) {
      first = r, first_plan = plan, have_first = true;
      expected.memory = std::move(actual.memory);
      continue;
    }
    fuzz::check(r.fault == first.fault && r.value == first.value);
    if (r.fault != packed::Fault::none) continue;
    fuzz::check(plan == first_plan);
    fuzz::check(actual.memory == expected.memory);
  }
  return 0;
}
