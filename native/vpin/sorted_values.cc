#include "vpin/sorted_values.h"

#include <cmath>
#include <cstring>

namespace dualbus::vpin {
namespace {

/** The number of the n sorted values that are <= x, without a branch to mispredict. */
std::size_t count_up_to(const double* values, std::size_t n, double x) {
  std::size_t base = 0;
  while (n > 1) {
    const std::size_t half = n / 2;
    base += values[base + half - 1] <= x ? half : 0;
    n -= half;
  }
  return base + (n == 1 && values[base] <= x ? 1 : 0);
}

}  // namespace

SortedValues::Place SortedValues::behind(double x) const {
  const std::size_t after = count_up_to(first_.data(), first_.size(), x);
  const std::size_t block = after == 0 ? 0 : after - 1;
  return {block, count_up_to(blocks_[block]->values, length_[block], x)};
}

std::size_t SortedValues::before(const Place& place) const {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < place.block; i++) count += length_[i];
  return count + place.row;
}

void SortedValues::insert_at(const Place& place, double x) {
  const auto [at, row] = place;
  double* values = blocks_[at]->values;
  std::memmove(values + row + 1, values + row, (length_[at] - row) * sizeof(double));
  values[row] = x;
  first_[at] = values[0];
  if (++length_[at] == block_size) split(at);
}

bool SortedValues::remove_at(const Place& place) {
  const auto [at, row] = place;
  double* values = blocks_[at]->values;
  std::memmove(values + row, values + row + 1, (length_[at] - row - 1) * sizeof(double));
  if (--length_[at] > 0) {
    first_[at] = values[0];
    return false;
  }
  blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at));
  first_.erase(first_.begin() + static_cast<std::ptrdiff_t>(at));
  length_.erase(length_.begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

std::size_t SortedValues::insert(double x) {
  if (blocks_.empty()) {
    blocks_.push_back(std::make_unique<Block>());
    first_.push_back(x);
    length_.push_back(0);
  }
  const Place place = behind(x);
  const std::size_t below = before(place);
  insert_at(place, x);
  size_++;
  return below;
}

std::size_t SortedValues::replace(double old, double x) {
  // Both are looked for before anything moves, so that the two searches overlap.
  Place to = behind(x), from = behind(old);
  from.row--;
  const std::size_t below = before(to);
  if (from.block == to.block) {
    double* values = blocks_[to.block]->values;
    if (to.row > from.row) {
      to.row--;
      std::memmove(values + from.row, values + from.row + 1, (to.row - from.row) * sizeof(double));
    } else {
      std::memmove(values + to.row + 1, values + to.row, (from.row - to.row) * sizeof(double));
    }
    values[to.row] = x;
    first_[to.block] = values[0];
    return below;
  }
  if (remove_at(from) && from.block < to.block) to.block--;
  insert_at(to, x);
  return below;
}

/** Moves the upper half of a full block to a new one behind it. */
void SortedValues::split(std::size_t block) {
  constexpr std::size_t kept = block_size / 2;
  auto upper = std::make_unique<Block>();
  std::memcpy(upper->values, blocks_[block]->values + kept, (block_size - kept) * sizeof(double));
  const auto behind = static_cast<std::ptrdiff_t>(block) + 1;
  first_.insert(first_.begin() + behind, upper->values[0]);
  length_[block] = kept;
  length_.insert(length_.begin() + behind, block_size - kept);
  blocks_.insert(blocks_.begin() + behind, std::move(upper));
}

double EmpiricalCdf::update(double x) {
  if (window_ == 0 || std::isnan(x)) return NAN;
  // The oldest value still counts for the share: it leaves after x came.
  const std::size_t past = sorted_.size();
  std::size_t below = 0;
  if (past == window_) {
    below = sorted_.replace(past_[oldest_], x);
    past_[oldest_] = x;
    if (++oldest_ == window_) oldest_ = 0;
  } else {
    below = sorted_.insert(x);
    past_.push_back(x);
  }
  return past == 0 ? NAN : static_cast<double>(below) / static_cast<double>(past);
}

void EmpiricalCdf::save(StateWriter& writer) const {
  writer.number(static_cast<double>(past_.size()));
  for (std::size_t i = 0; i < past_.size(); i++) writer.number(past_[(oldest_ + i) % past_.size()]);
}

void EmpiricalCdf::load(StateReader& reader) {
  for (double value : reader.numbers()) update(value);
}

}  // namespace dualbus::vpin
