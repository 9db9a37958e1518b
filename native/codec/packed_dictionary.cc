#include <algorithm>
#include <bit>

#include "codec/packed_workspace.h"

namespace dualbus::packed {
namespace {

void rank(Workspace& w, std::uint32_t size) {
  std::uint32_t* order = w.order.data();
  // Sorts by count, then by first appearance.
  for (std::uint32_t i = 0; i < size; i++)
    order[i] = (w.counts[i] - 1) * max_dictionary + (max_dictionary - 1 - i);
  std::sort(order, order + size, [](std::uint32_t a, std::uint32_t b) { return a > b; });
  for (std::uint32_t r = 0; r < size; r++) {
    const std::uint32_t entry = max_dictionary - 1 - order[r] % max_dictionary;
    w.ranks[entry] = static_cast<std::uint16_t>(r);
    w.entries[r] = w.found[entry];
  }
}

}  // namespace

/** Builds entries from rows [from, from + rows) of x, and codes; 0 when more than `limit` differ. */
std::uint32_t build_dictionary(Workspace& w, const std::uint64_t* x, std::uint32_t from, std::uint32_t rows,
                               std::uint32_t limit) {
  const std::uint32_t slots = std::bit_ceil(2 * std::min(rows, max_dictionary));
  const std::uint32_t mask = slots - 1;
  std::fill_n(w.table.begin(), slots, std::int16_t{-1});
  std::uint32_t size = 0;
  std::uint32_t entry = 0;
  for (std::uint32_t i = from; i < from + rows; i++) {
    const std::uint64_t value = x[i];
    if (i == from || value != x[i - 1]) {
      std::uint32_t slot = static_cast<std::uint32_t>((value * 0x9e3779b97f4a7c15u) >> 40) & mask;
      while (w.table[slot] >= 0 && w.found[static_cast<std::size_t>(w.table[slot])] != value)
        slot = (slot + 1) & mask;
      if (w.table[slot] < 0) {
        if (size == limit) return 0;
        w.table[slot] = static_cast<std::int16_t>(size);
        w.found[size] = value;
        w.counts[size] = 0;
        size++;
      }
      entry = static_cast<std::uint32_t>(w.table[slot]);
    }
    w.counts[entry]++;
    w.codes[i] = static_cast<std::uint16_t>(entry);
  }
  rank(w, size);
  for (std::uint32_t i = from; i < from + rows; i++) w.codes[i] = w.ranks[w.codes[i]];
  return size;
}

}  // namespace dualbus::packed
