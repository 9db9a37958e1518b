// What the kernels should give, from sums in long double over the f32 inputs.
#pragma once
#include <algorithm>
#include <vector>

#include "support/panels.h"

namespace dualbus::testing {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/** The valid values of one row, in the order of the columns. */
inline std::vector<double> valid_of_row(const Panel& panel, std::uint32_t row) {
  std::vector<double> values;
  for (std::uint32_t col = 0; col < panel.cols; col++)
    if (!std::isnan(panel.at(row, col))) values.push_back(panel.at(row, col));
  return values;
}

inline std::vector<double> valid(const std::vector<double>& values) {
  std::vector<double> kept;
  for (const double value : values)
    if (!std::isnan(value)) kept.push_back(value);
  return kept;
}

inline long double mean_of(const std::vector<double>& values) {
  long double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<long double>(values.size());
}

inline long double squares_around(const std::vector<double>& values, long double mean) {
  long double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum;
}

/** Linear between the neighbours, as numpy's default. */
inline double quantile_of(std::vector<double> values, double level) {
  std::sort(values.begin(), values.end());
  const double place = level * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= values.size()) return values.back();
  return values[below] + (values[below + 1] - values[below]) * (place - static_cast<double>(below));
}

}  // namespace dualbus::testing
