#pragma once

#include <array>

#include "codec/packed_format.h"

namespace dualbus::packed {

/** The key column of a frame. */
struct Keys {
  std::uint32_t count = 0;
  /** Each row's key as a dense code, and the row before it with the same key (-1 = none). */
  std::array<std::uint16_t, max_rows> codes;
  std::array<std::int32_t, max_rows> previous;
};

/** What a row is to its sequence. */
enum Hole : std::uint8_t { hole_none, hole_absent, hole_exception };

struct Workspace {
  std::array<std::uint64_t, max_rows> x;
  std::array<std::uint64_t, max_rows> residuals;
  std::array<std::uint8_t, max_rows> holes;
  std::array<std::uint16_t, max_rows> codes;
  Keys keys;
  /** Dictionary: entries by rank, heads, and what building one takes. */
  std::array<std::uint64_t, max_dictionary> entries;
  std::array<std::uint64_t, max_dictionary> heads;
  std::array<std::uint64_t, max_dictionary> found;
  std::array<std::uint32_t, max_dictionary> counts;
  std::array<std::uint32_t, max_dictionary> order;
  std::array<std::uint16_t, max_dictionary> ranks;
  std::array<std::int16_t, 2 * max_dictionary> table;
};

/** The table of entries is as long as the rows need, so that small frames do not pay for clearing a large
 * one. */
std::uint32_t build_dictionary(Workspace& w, const std::uint64_t* x, std::uint32_t from, std::uint32_t rows,
                               std::uint32_t limit);

}  // namespace dualbus::packed
