#pragma once

#include <cstdint>
#include <span>

#include "kernels/dense.h"
#include "neural/package.h"

namespace dualbus::neural {

/** The last axis starts at multiples of 64 bytes: 32 halves. Batches are rounded up to it. */
inline constexpr std::uint32_t batch_multiple = 32;

/** The most weights of one package: 512 MiB in f16. */
inline constexpr std::uint64_t max_parameters = std::uint64_t{1} << 28;

/**
 * A dense network on `batch` rows at a time: (1, inputs, 1, batch) to (1, outputs, 1, batch). `parameters`
 * holds the weights of each linear layer, (outputs, inputs), and then its biases. Values beyond the range of
 * f16 are an error.
 */
Result<Package> dense_package(std::span<const DenseLayer> layers, std::span<const float> parameters,
                              std::uint32_t batch);

/** x'x of a matrix: (1, 1, rows, cols) to (1, 1, cols, cols). */
Result<Package> gram_package(std::uint32_t rows, std::uint32_t cols);

}  // namespace dualbus::neural
