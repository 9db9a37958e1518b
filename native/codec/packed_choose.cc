#include "codec/packed_choose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "codec/packed_sequence.h"

namespace dualbus::packed {
namespace {

/** The blocks on which costs are estimated. */
struct Samples {
  std::array<std::uint32_t, 2> from{};
  std::uint32_t count = 1;
  std::uint32_t rows = 0;
  std::uint64_t blocks = 0;
  std::uint64_t value_bytes = 0;

  Samples(std::uint32_t n, std::uint32_t bits)
      : rows(std::min(block_rows, n)),
        blocks((n + block_rows - 1) / block_rows),
        value_bytes((bits + 7) / 8) {
    const std::uint32_t full = n / block_rows;
    if (full < 2) return;
    count = 2;
    from = {full / 4 * block_rows, 3 * full / 4 * block_rows};
  }
};

void note(std::uint64_t d, Bounds* bounds) {
  const std::int64_t v = static_cast<std::int64_t>(d);
  bounds->min = std::min(bounds->min, v);
  bounds->max = std::max(bounds->max, v);
}

/** Differences of rows [from, to) by key into w.residuals; first rows become whatever and do not count. */
Bounds keyed_differences(Workspace& w, std::uint32_t from, std::uint32_t to, const Keys& keys) {
  constexpr std::int64_t high = std::numeric_limits<std::int64_t>::max();
  Bounds bounds{high, std::numeric_limits<std::int64_t>::min()};
  for (std::uint32_t i = from; i < to; i++) {
    const std::int32_t row = keys.previous[i];
    if (row < 0) continue;
    const std::uint64_t d = w.x[i] - w.x[static_cast<std::uint32_t>(row)];
    w.residuals[i] = d;
    note(d, &bounds);
  }
  return bounds.min > bounds.max ? Bounds{0, 0} : bounds;
}

Bounds row_differences(const PackingTable& kernels, Workspace& w, std::uint32_t from, std::uint32_t to) {
  const std::uint32_t start = from == 0 ? 1 : from;
  if (start >= to) return {0, 0};
  return kernels.differences(w.x.data() + start, to - start, w.residuals.data() + start);
}

/** Residuals of rows [from, to): differences less a reference, or zigzagged; first rows 0. */
void take_differences(const PackingTable& kernels, Workspace& w, std::uint32_t from, std::uint32_t to,
                      const Keys* keys, Choice* choice) {
  const Bounds bounds =
      keys == nullptr ? row_differences(kernels, w, from, to) : keyed_differences(w, from, to, *keys);
  const std::uint64_t min = static_cast<std::uint64_t>(bounds.min);
  const std::uint64_t max = static_cast<std::uint64_t>(bounds.max);
  const std::uint32_t zigzag_bits = std::max(bit_length(zigzag(min)), bit_length(zigzag(max)));
  choice->zigzag = bit_length(max - min) >= zigzag_bits;
  choice->reference = choice->zigzag ? 0 : min;
  std::uint64_t* residuals = w.residuals.data();
  if (choice->zigzag)
    kernels.zigzag(residuals + from, to - from);
  else if (min != 0)
    kernels.subtract(residuals + from, to - from, min);
  if (keys == nullptr && from == 0) residuals[0] = 0;
  if (keys == nullptr) return;
  for (std::uint32_t i = from; i < to; i++)
    if (keys->previous[i] < 0) residuals[i] = 0;
}

std::uint64_t measure(const PackingTable& kernels, const Samples& samples, const std::uint64_t* values) {
  std::uint64_t bytes = 0;
  for (std::uint32_t s = 0; s < samples.count; s++)
    bytes += kernels.measure_block(values + samples.from[s], samples.rows).bytes;
  return bytes * samples.blocks;
}

std::uint64_t difference_cost(const PackingTable& kernels, Workspace& w, const Samples& samples,
                              const Keys* keys) {
  Choice ignored;
  for (std::uint32_t s = 0; s < samples.count; s++)
    take_differences(kernels, w, samples.from[s], samples.from[s] + samples.rows, keys, &ignored);
  return measure(kernels, samples, w.residuals.data());
}

void widen_codes(Workspace& w, std::uint32_t from, std::uint32_t rows) {
  for (std::uint32_t i = from; i < from + rows; i++) w.residuals[i] = w.codes[i];
}

/** Whether the samples say that a dictionary saves a tenth of `best`. */
bool promises_dictionary(const PackingTable& kernels, Workspace& w, const Samples& samples,
                         std::uint64_t best) {
  std::uint64_t largest = 0;
  for (std::uint32_t s = 0; s < samples.count; s++) {
    const std::uint32_t size =
        build_dictionary(w, w.x.data(), samples.from[s], samples.rows, samples.rows / 3);
    if (size == 0) return false;
    largest = std::max<std::uint64_t>(largest, size);
    widen_codes(w, samples.from[s], samples.rows);
  }
  const std::uint64_t table = 2 * largest * samples.value_bytes * samples.count;
  return (measure(kernels, samples, w.residuals.data()) + table) * 10 < best * 9;
}

}  // namespace

bool choose_dictionary(Workspace& w, std::uint32_t rows, Choice* choice) {
  const std::uint32_t size = build_dictionary(w, w.x.data(), 0, rows, max_dictionary);
  if (size == 0) return false;
  widen_codes(w, 0, rows);
  *choice = {Scheme::dictionary, false, 0, size};
  return true;
}

Choice choose_scheme(const PackingTable& kernels, Workspace& w, std::uint32_t rows, std::uint32_t bits,
                     const Keys* keys) {
  Choice choice;
  if (bits <= 2) return choice;
  const Samples samples(rows, bits);
  const std::uint64_t offsets = measure(kernels, samples, w.x.data());
  std::uint64_t best = offsets;
  if (const std::uint64_t cost = difference_cost(kernels, w, samples, nullptr); cost < best)
    best = cost, choice.scheme = Scheme::delta;
  // A column that runs on from row to row whatever the key (times, global ids) needs no second look.
  if (keys != nullptr && best * 2 > offsets) {
    const std::uint64_t heads = keys->count * samples.value_bytes * samples.count;
    if (const std::uint64_t cost = difference_cost(kernels, w, samples, keys) + heads; cost < best)
      best = cost, choice.scheme = Scheme::keyed;
  }
  // Below three bits a row a dictionary cannot repay its table.
  if (best * 8 >= std::uint64_t{3} * rows * samples.count && promises_dictionary(kernels, w, samples, best)) {
    Choice dictionary;
    if (choose_dictionary(w, rows, &dictionary)) {
      const std::uint64_t table = dictionary.entries * samples.value_bytes * samples.count;
      if ((measure(kernels, samples, w.residuals.data()) + table) * 10 < best * 9) return dictionary;
    }
  }
  if (choice.scheme != Scheme::offset)
    take_differences(kernels, w, 0, rows, choice.scheme == Scheme::keyed ? keys : nullptr, &choice);
  return choice;
}

std::uint64_t common_divisor(const Workspace& w, std::uint32_t rows) {
  std::uint64_t divisor = 0;
  double as_double = 0;
  for (std::uint32_t i = 0; i < rows && divisor != 1; i++) {
    const std::uint64_t offset = w.x[i];
    if (offset == 0) continue;
    if (divisor == 0) {
      divisor = offset;
    } else {
      // Both are below 2^53: a quotient that is no integer cannot round to one.
      const double quotient = static_cast<double>(static_cast<std::int64_t>(offset)) / as_double;
      if (quotient != std::floor(quotient)) divisor = std::gcd(divisor, offset);
    }
    as_double = static_cast<double>(static_cast<std::int64_t>(divisor));
  }
  return divisor == 0 ? 1 : divisor;
}

}  // namespace dualbus::packed
