#pragma once

#include "codec/packed_columns.h"
#include "codec/packed_cursor.h"
#include "codec/packed_workspace.h"

namespace dualbus::packed {

/** Writes rows integers to a column; `decimals` >= 0: they are mantissas of a floating-point column. */
Result store_column(const PackingTable& kernels, const Column& column, void* data, std::uint32_t rows,
                    const std::uint64_t* x, int decimals);

Result store_constant(const PackingTable& kernels, const Column& column, void* data, std::uint32_t rows,
                      std::uint64_t value, int decimals);

/**
 * Writes the rows that `positions` name (a list, or one bit a row): each its own pattern, or all `value`
 * where `patterns` is null. Null on success, else what is wrong with the positions.
 */
const char* store_rows(const Column& column, void* data, std::uint32_t rows, const std::uint8_t* positions,
                       std::uint32_t count, const std::uint8_t* patterns, std::uint64_t value, bool* inexact);

}  // namespace dualbus::packed
