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

std::size_t SortedValues::block_for(double x) const {
  const std::size_t after = count_up_to(first_.data(), first_.size(), x);
  return after == 0 ? 0 : after - 1;
}

std::size_t SortedValues::upper_bound(std::size_t block, double x) const {
  return count_up_to(blocks_[block]->values, length_[block], x);
}

std::size_t SortedValues::insert(double x) {
  if (blocks_.empty()) {
    blocks_.push_back(std::make_unique<Block>());
    first_.push_back(x);
    length_.push_back(0);
  }
  const std::size_t at = block_for(x);
  const std::size_t place = upper_bound(at, x);
  std::size_t below = place;
  for (std::size_t i = 0; i < at; i++) below += length_[i];
  double* values = blocks_[at]->values;
  std::memmove(values + place + 1, values + place, (length_[at] - place) * sizeof(double));
  values[place] = x;
  first_[at] = values[0];
  size_++;
  if (++length_[at] == block_size) split(at);
  return below;
}

void SortedValues::remove(double x) {
  const std::size_t at = block_for(x);
  const std::size_t place = upper_bound(at, x) - 1;
  double* values = blocks_[at]->values;
  std::memmove(values + place, values + place + 1, (length_[at] - place - 1) * sizeof(double));
  size_--;
  if (--length_[at] > 0) {
    first_[at] = values[0];
    return;
  }
  blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at));
  first_.erase(first_.begin() + static_cast<std::ptrdiff_t>(at));
  length_.erase(length_.begin() + static_cast<std::ptrdiff_t>(at));
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
  const std::size_t below = sorted_.insert(x);
  if (past == window_) {
    sorted_.remove(past_[oldest_]);
    past_[oldest_] = x;
    if (++oldest_ == window_) oldest_ = 0;
  } else {
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
