#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "backend/registry.h"
#include "codec/packed_columns.h"

// What the fuzz targets of packed columns share: a plan with every type and form, as test/codec/support has
// one.

namespace dualbus::fuzz {

inline constexpr std::size_t column_count = 12;

using Plan = std::array<std::int32_t, column_count * packed::plan_stride>;

inline Plan make_plan() {
  constexpr std::int32_t low = 0, high = static_cast<std::int32_t>(0x80000000u), nan = 0x7ff80000;
  return {
      1,  2, 0, 0, 0, 0, 0,   0,     // u32, the key
      2,  3, 0, 5, 9, 3, 0,   0,     // u64 as numbers from a floating base
      3,  7, 0, 3, 0, 0, low, high,  // i64 as numbers, optional
      4,  9, 0, 2, 0, 0, low, nan,   // f64, optional
      5,  0, 0, 0, 0, 0, 0,   0,     // u8
      6,  5, 0, 0, 0, 0, 0,   0,     // i16
      7,  8, 0, 0, 0, 0, 0,   0,     // f32
      8,  3, 0, 2, 0, 0, -1,  -1,    // u64, optional
      9,  7, 3, 2, 0, 0, 5,   0,     // i64 in lane 3
      10, 1, 0, 2, 0, 0, 9,   0,     // u16
      11, 4, 0, 2, 0, 0, 1,   0,     // i8
      12, 6, 0, 2, 0, 0, 7,   0,     // i32
  };
}

/** Memory for every column of the plan; exactly as long as the rows, so that the sanitizer sees a step too
 * far. */
struct Columns {
  std::vector<std::vector<std::uint8_t>> memory;
  std::array<packed::Array, column_count> arrays;

  Columns(const Plan& plan, std::size_t rows) {
    for (std::size_t c = 0; c < column_count; c++) {
      packed::Column column;
      if (!packed::read_column(&plan[c * packed::plan_stride], &column)) std::abort();
      memory.emplace_back(rows * (column.number ? 8 : packed::element_size(column)));
      arrays[c] = {memory.back().data(), rows};
    }
  }
};

inline packed::Workspace& workspace() {
  static const packed::WorkspacePointer w = packed::make_workspace();
  return *w;
}

inline void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace dualbus::fuzz
