#pragma once

#include "codec/packed_cursor.h"
#include "kernels/packing.h"

namespace dualbus::packed {

void encode_sequence(const PackingTable& kernels, Writer& out, const std::uint64_t* values,
                     std::uint32_t length);
void decode_sequence(const PackingTable& kernels, Reader& in, std::uint64_t* values, std::uint32_t length);

}  // namespace dualbus::packed
