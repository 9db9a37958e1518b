#include "gpu/kernels/solve.h"

#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace dualbus::gpu {

std::uint32_t solve_semidefinite(std::span<double> gram, std::span<const double> right,
                                 std::span<double> solution, double tolerance) {
  const auto k = static_cast<std::uint32_t>(right.size());
  std::array<std::uint32_t, 16> order;
  std::array<double, 16> diagonal, y;
  std::iota(order.begin(), order.end(), 0u);
  for (std::uint32_t i = 0; i < k; i++) diagonal[i] = gram[i * k + i];
  const auto at = [&](std::uint32_t row, std::uint32_t col) -> double& {
    return gram[order[row] * k + order[col]];
  };

  std::uint32_t rank = 0;
  for (; rank < k; rank++) {
    std::uint32_t best = rank;
    for (std::uint32_t i = rank + 1; i < k; i++)
      if (at(i, i) * diagonal[order[best]] > at(best, best) * diagonal[order[i]]) best = i;
    if (!(at(best, best) > tolerance * diagonal[order[best]])) break;
    std::swap(order[rank], order[best]);
    const double pivot = std::sqrt(at(rank, rank));
    at(rank, rank) = pivot;
    for (std::uint32_t i = rank + 1; i < k; i++) at(i, rank) /= pivot;
    for (std::uint32_t i = rank + 1; i < k; i++)
      for (std::uint32_t j = rank + 1; j <= i; j++) at(j, i) = at(i, j) -= at(i, rank) * at(j, rank);
  }

  for (double& value : solution) value = 0;
  for (std::uint32_t i = 0; i < rank; i++) {
    y[i] = right[order[i]];
    for (std::uint32_t j = 0; j < i; j++) y[i] -= at(i, j) * y[j];
    y[i] /= at(i, i);
  }
  for (std::uint32_t i = rank; i-- > 0;) {
    double value = y[i];
    for (std::uint32_t j = i + 1; j < rank; j++) value -= at(j, i) * solution[order[j]];
    solution[order[i]] = value / at(i, i);
  }
  return rank;
}

}  // namespace dualbus::gpu
