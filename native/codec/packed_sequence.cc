#include "codec/packed_sequence.h"

#include <algorithm>

namespace dualbus::packed {
namespace {

std::uint64_t low_mask(std::uint32_t width) {
  return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

/** A short block: value after value, lowest bit first. Bits holds 64 bits for widths up to 32, else 128. */
template <class Bits>
void pack_stream(const std::uint64_t* values, std::uint32_t rows, std::uint32_t width, std::uint8_t* out) {
  Bits bits = 0;
  std::uint32_t used = 0;
  const std::uint64_t mask = low_mask(width);
  for (std::uint32_t i = 0; i < rows; i++) {
    bits |= static_cast<Bits>(values[i] & mask) << used;
    for (used += width; used >= 32; used -= 32, bits >>= 32, out += 4) {
      const std::uint32_t word = static_cast<std::uint32_t>(bits);
      std::memcpy(out, &word, 4);
    }
  }
  if (used == 0) return;
  const std::uint32_t word = static_cast<std::uint32_t>(bits);
  std::memcpy(out, &word, 4);
}

template <class Bits>
void unpack_stream(const std::uint8_t* in, std::uint32_t rows, std::uint32_t width, std::uint64_t* values) {
  Bits bits = 0;
  std::uint32_t held = 0;
  const std::uint64_t mask = low_mask(width);
  for (std::uint32_t i = 0; i < rows; i++) {
    for (; held < width; held += 32, in += 4) {
      std::uint32_t word;
      std::memcpy(&word, in, 4);
      bits |= static_cast<Bits>(word) << held;
    }
    values[i] = static_cast<std::uint64_t>(bits) & mask;
    bits >>= width;
    held -= width;
  }
}

void pack_rows(const PackingTable& kernels, const std::uint64_t* values, std::uint32_t rows,
               std::uint32_t width, std::uint8_t* out) {
  if (width == 0) return;
  if (rows == block_rows) return kernels.pack_block(values, width, out);
  if (width <= 32) return pack_stream<std::uint64_t>(values, rows, width, out);
  pack_stream<unsigned __int128>(values, rows, width, out);
}

void unpack_rows(const PackingTable& kernels, const std::uint8_t* in, std::uint32_t rows, std::uint32_t width,
                 std::uint64_t* values) {
  if (width == 0) {
    std::fill_n(values, rows, std::uint64_t{0});
    return;
  }
  if (rows == block_rows) return kernels.unpack_block(in, width, values);
  if (width <= 32) return unpack_stream<std::uint64_t>(in, rows, width, values);
  unpack_stream<unsigned __int128>(in, rows, width, values);
}

void write_exceptions(const std::uint64_t* values, std::uint32_t rows, const BlockShape& shape,
                      std::uint8_t* out) {
  std::uint8_t* high = out + shape.exceptions;
  const std::uint8_t* end = out + exception_bytes(shape.exceptions, shape.high_bytes);
  for (std::uint32_t i = 0; i < rows; i++) {
    if (bit_length(values[i]) <= shape.width) continue;
    *out++ = static_cast<std::uint8_t>(i);
    std::uint64_t rest = values[i] >> shape.width;
    for (std::uint32_t b = 0; b < shape.high_bytes; b++, rest >>= 8)
      *high++ = static_cast<std::uint8_t>(rest);
  }
  while (high < end) *high++ = 0;
}

void read_exceptions(Reader& in, const std::uint8_t* positions, const BlockShape& shape, std::uint32_t rows,
                     std::uint64_t* values) {
  const std::uint8_t* high = positions + shape.exceptions;
  for (std::uint32_t k = 0; k < shape.exceptions; k++) {
    const std::uint8_t row = positions[k];
    if (row >= rows) return in.fail("an exception outside its block");
    std::uint64_t rest = 0;
    std::memcpy(&rest, high, shape.high_bytes);
    high += shape.high_bytes;
    values[row] |= rest << shape.width;
  }
}

}  // namespace

void encode_sequence(const PackingTable& kernels, Writer& out, const std::uint64_t* values,
                     std::uint32_t length) {
  const std::uint32_t blocks = (length + block_rows - 1) / block_rows;
  std::size_t header = out.at;
  out.take(2 * blocks);
  out.align();
  for (std::uint32_t from = 0; from < length; from += block_rows, header += 2) {
    const std::uint32_t rows = std::min(block_rows, length - from);
    const BlockShape shape = kernels.measure_block(values + from, rows);
    std::uint8_t* place = out.take(shape.bytes);
    if (place == nullptr) return;
    const std::uint32_t high = shape.exceptions > 0 ? shape.high_bytes - 1 : 0;
    out.put_at(header, static_cast<std::uint16_t>(shape.width | shape.exceptions << 7 | high << 13));
    pack_rows(kernels, values + from, rows, shape.width, place);
    if (shape.exceptions > 0)
      write_exceptions(values + from, rows, shape, place + payload_bytes(rows, shape.width));
  }
}

void decode_sequence(const PackingTable& kernels, Reader& in, std::uint64_t* values, std::uint32_t length) {
  const std::uint32_t blocks = (length + block_rows - 1) / block_rows;
  const std::uint8_t* header = in.take(2 * blocks, "block headers");
  in.align("block headers");
  for (std::uint32_t from = 0; from < length && !in.failed(); from += block_rows, header += 2) {
    const std::uint32_t rows = std::min(block_rows, length - from);
    std::uint16_t bits;
    std::memcpy(&bits, header, 2);
    const BlockShape shape{bits & 127u, bits >> 7 & 63u, (bits >> 13) + 1u, 0};
    if (shape.width > 64) return in.fail("a block of more than 64 bits");
    if (shape.width == 64 && shape.exceptions > 0) return in.fail("exceptions above 64 bits");
    const std::size_t payload = payload_bytes(rows, shape.width);
    const std::size_t extra = shape.exceptions > 0 ? exception_bytes(shape.exceptions, shape.high_bytes) : 0;
    const std::uint8_t* place = in.take(payload + extra, "a block passes the end of its column");
    if (place == nullptr) return;
    unpack_rows(kernels, place, rows, shape.width, values + from);
    if (shape.exceptions > 0) read_exceptions(in, place + payload, shape, rows, values + from);
  }
}

}  // namespace dualbus::packed
