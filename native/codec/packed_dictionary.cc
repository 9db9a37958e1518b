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

/** The place of `value` in the table: itself where the table is large enough, else by hash and probing. */
struct Slots {
  std::uint32_t count;
  bool direct;

  std::uint32_t find(const Workspace& w, std::uint64_t value) const {
    if (direct) return static_cast<std::uint32_t>(value);
    std::uint32_t slot = static_cast<std::uint32_t>((value * 0x9e3779b97f4a7c15u) >> 40) & (count - 1);
    while (w.table[slot] >= 0 && w.found[static_cast<std::size_t>(w.table[slot])] != value)
      slot = (slot + 1) & (count - 1);
    return slot;
  }
};

Slots make_slots(const std::uint64_t* x, std::uint32_t rows) {
  std::uint64_t any = 0;
  for (std::uint32_t i = 0; i < rows; i++) any |= x[i];
  const std::uint32_t hashed = std::bit_ceil(2 * std::min(rows, max_dictionary));
  if (any < hashed) return {static_cast<std::uint32_t>(any) + 1, true};
  return {hashed, false};
}

}  // namespace

/** Builds entries from rows [from, from + rows) of x, and codes; 0 when more than `limit` differ. */
std::uint32_t build_dictionary(Workspace& w, const std::uint64_t* x, std::uint32_t from, std::uint32_t rows,
                               std::uint32_t limit) {
  const Slots slots = make_slots(x + from, rows);
  std::fill_n(w.table.begin(), slots.count, std::int16_t{-1});
  std::uint32_t size = 0;
  for (std::uint32_t i = from; i < from + rows; i++) {
    const std::uint32_t slot = slots.find(w, x[i]);
    if (w.table[slot] < 0) {
      if (size == limit) return 0;
      w.table[slot] = static_cast<std::int16_t>(size);
      w.found[size] = x[i];
      w.counts[size] = 0;
      size++;
    }
    const std::uint16_t entry = static_cast<std::uint16_t>(w.table[slot]);
    w.counts[entry]++;
    w.codes[i] = entry;
  }
  rank(w, size);
  for (std::uint32_t i = from; i < from + rows; i++) w.codes[i] = w.ranks[w.codes[i]];
  return size;
}

}  // namespace dualbus::packed
