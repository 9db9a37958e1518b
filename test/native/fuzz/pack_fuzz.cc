// Any bytes as columns: what is packed comes back bit for bit, and all implementations write the same octets.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "columns.h"

using namespace dualbus;

namespace {

/** Fills the columns from the input, over and over; number columns get integers and NaNs. */
void fill(fuzz::Columns& columns, const fuzz::Plan& plan, const std::uint8_t* data, std::size_t size,
          std::size_t rows) {
  std::size_t at = 0;
  for (std::size_t c = 0; c < fuzz::column_count; c++) {
    std::vector<std::uint8_t>& memory = columns.memory[c];
    for (std::uint8_t& octet : memory) octet = data[at++ % size];
    packed::Column column;
    packed::read_column(&plan[c * packed::plan_stride], &column);
    if (!column.number) continue;
    for (std::size_t i = 0; i < rows; i++) {
      std::int64_t bits;
      std::memcpy(&bits, &memory[8 * i], 8);
      double value = static_cast<double>(bits >> 12);
      if (column.optional && bits % 7 == 0) value = std::nan("");
      std::memcpy(&memory[8 * i], &value, 8);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const std::size_t rows = 1 + (data[0] | (data[1] & 3) << 8);
  const int key = data[2] & 1 ? 0 : -1;
  const fuzz::Plan plan = fuzz::make_plan();
  fuzz::Columns columns(plan, rows);
  fill(columns, plan, data + 3, size - 3, rows);
  std::vector<std::uint8_t> first;
  for (const KernelTable* table : implementations()) {
    std::vector<std::uint8_t> body(1 << 18);
    const packed::Result packed_result = packed::pack(table->packing, fuzz::workspace(), plan, key,
                                                      columns.arrays, static_cast<std::uint32_t>(rows), body);
    fuzz::check(packed_result.fault == packed::Fault::none);
    body.resize(packed_result.value);
    if (first.empty()) first = body;
    fuzz::check(body == first);
    fuzz::Plan back_plan = plan;
    back_plan[1 * packed::plan_stride + 3] = 1;  // the base stays
    fuzz::Columns back(plan, rows);
    const packed::Result r = packed::unpack(table->packing, fuzz::workspace(), back_plan, back.arrays, body);
    fuzz::check(r.fault == packed::Fault::none && r.value == rows);
    for (std::size_t c = 0; c < fuzz::column_count; c++) fuzz::check(back.memory[c] == columns.memory[c]);
    // One octet less room must be refused, not overrun.
    std::vector<std::uint8_t> tight(packed_result.value - 1);
    fuzz::check(packed::pack(table->packing, fuzz::workspace(), plan, key, columns.arrays,
                             static_cast<std::uint32_t>(rows), tight)
                    .fault == packed::Fault::overflow);
  }
  return 0;
}
