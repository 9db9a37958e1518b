#include "codec/packed_sequence.h"

#include <algorithm>

namespace dualbus::packed {
namespace {

std::size_t stream_bytes(std::uint32_t rows, std::uint32_t width) {
  return 4 * ((std::size_t{rows} * width + 31) / 32);
}

std::size_t payload_bytes(std::uint32_t rows, std::uint32_t width) {
  return rows == block_rows ? std::size_t{16} * width : stream_bytes(rows, width);
}

std::size_t exception_bytes(std::uint32_t count, std::uint32_t high_bytes) {
  return (std::size_t{count} * (1 + high_bytes) + 3) & ~std::size_t{3};
}

std::uint64_t low_mask(std::uint32_t width) {
  return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

/** A short block: value after value, lowest bit first. */
void pack_stream(const std::uint64_t* values, std::uint32_t rows, std::uint32_t width, std::uint8_t* out) {
  unsigned __int128 bits = 0;
  std::uint32_t used = 0;
  const std::uint64_t mask = low_mask(width);
  for (std::uint32_t i = 0; i < rows; i++) {
    bits |= static_cast<unsigned __int128>(values[i] & mask) << used;
    for (used += width; used >= 32; used -= 32, bits >>= 32, out += 4) {
      const std::uint32_t word = static_cast<std::uint32_t>(bits);
      std::memcpy(out, &word, 4);
    }
  }
  if (used == 0) return;
  const std::uint32_t word = static_cast<std::uint32_t>(bits);
  std::memcpy(out, &word, 4);
}

void unpack_stream(const std::uint8_t* in, std::uint32_t rows, std::uint32_t width, std::uint64_t* values) {
  unsigned __int128 bits = 0;
  std::uint32_t held = 0;
  const std::uint64_t mask = low_mask(width);
  for (std::uint32_t i = 0; i < rows; i++) {
    for (; held < width; held += 32, in += 4) {
      std::uint32_t word;
      std::memcpy(&word, in, 4);
      bits |= static_cast<unsigned __int128>(word) << held;
    }
    values[i] = static_cast<std::uint64_t>(bits) & mask;
    bits >>= width;
    held -= width;
  }
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

BlockShape measure_block(const PackingTable& kernels, const std::uint64_t* values, std::uint32_t rows) {
  std::uint32_t counts[65] = {};
  kernels.count_bits(values, rows, counts);
  std::uint32_t longest = 64;
  while (longest > 0 && counts[longest] == 0) longest--;
  BlockShape best{longest, 0, 0, payload_bytes(rows, longest)};
  std::uint32_t above = 0;
  for (std::uint32_t width = longest; width-- > 0;) {
    above += counts[width + 1];
    if (above > max_block_exceptions) break;
    const std::uint32_t high_bytes = (longest - width + 7) / 8;
    const std::size_t bytes = payload_bytes(rows, width) + exception_bytes(above, high_bytes);
    if (bytes < best.bytes) best = {width, above, high_bytes, bytes};
  }
  return best;
}

void encode_sequence(const PackingTable& kernels, Writer& out, const std::uint64_t* values,
                     std::uint32_t length) {
  const std::uint32_t blocks = (length + block_rows - 1) / block_rows;
  std::size_t header = out.at;
  out.take(2 * blocks);
  out.align();
  for (std::uint32_t from = 0; from < length; from += block_rows, header += 2) {
    const std::uint32_t rows = std::min(block_rows, length - from);
    const BlockShape shape = measure_block(kernels, values + from, rows);
    std::uint8_t* place = out.take(shape.bytes);
    if (place == nullptr) return;
    const std::uint32_t high = shape.exceptions > 0 ? shape.high_bytes - 1 : 0;
    out.put_at(header, static_cast<std::uint16_t>(shape.width | shape.exceptions << 7 | high << 13));
    if (shape.width > 0) {
      if (rows == block_rows)
        kernels.pack_block(values + from, shape.width, place);
      else
        pack_stream(values + from, rows, shape.width, place);
    }
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
    if (shape.width == 0)
      std::fill_n(values + from, rows, std::uint64_t{0});
    else if (rows == block_rows)
      kernels.unpack_block(place, shape.width, values + from);
    else
      unpack_stream(place, rows, shape.width, values + from);
    if (shape.exceptions > 0) read_exceptions(in, place + payload, shape, rows, values + from);
  }
}

}  // namespace dualbus::packed
