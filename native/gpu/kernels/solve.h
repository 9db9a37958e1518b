// Small positive semi-definite systems in double precision.
#pragma once
#include <cstdint>
#include <span>

namespace dualbus::gpu {

/**
 * Solves G b = c by Cholesky factorisation with diagonal pivoting (Higham, "Accuracy and Stability of
 * Numerical Algorithms", 10.3). Columns whose pivot is at most `tolerance` times their own diagonal are
 * dropped: their b is 0. `gram` is k x k row-major and is destroyed; k is at most 16. Returns the rank.
 */
std::uint32_t solve_semidefinite(std::span<double> gram, std::span<const double> right,
                                 std::span<double> solution, double tolerance);

}  // namespace dualbus::gpu
