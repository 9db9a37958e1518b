#pragma once

#include "codec/packed_cursor.h"
#include "kernels/packing.h"

namespace dualbus::packed {

/** How a block is packed, and the octets that takes. */
struct BlockShape {
  std::uint32_t width = 0;
  std::uint32_t exceptions = 0;
  std::uint32_t high_bytes = 0;
  std::size_t bytes = 0;
};

BlockShape measure_block(const PackingTable& kernels, const std::uint64_t* values, std::uint32_t rows);

void encode_sequence(const PackingTable& kernels, Writer& out, const std::uint64_t* values,
                     std::uint32_t length);
void decode_sequence(const PackingTable& kernels, Reader& in, std::uint64_t* values, std::uint32_t length);

}  // namespace dualbus::packed
