#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/generated/layout.h"

namespace dualbus {

/** The priorities and encodings of the schema, in the order of their codes. */
enum class FrameEncoding : std::uint8_t { rows, packed, messages };

/** A frame whose lengths have been checked. The envelope is a copy; the body still lies in the caller's
 * bytes. */
struct FrameView {
  layout::Frame envelope;
  FrameEncoding encoding;
  /** Rows: the blocks without their dimension. Packed: the whole body. Messages: with their length prefixes.
   */
  std::span<const std::uint8_t> body;
  /** Of rows: the blockLength on the wire, by which they follow each other. */
  std::uint32_t block_length;
};

/** Where a frame is not what it claims to be; `problem` is null when all is well. */
struct FrameFault {
  const char* problem = nullptr;
  std::size_t offset = 0;

  bool ok() const { return problem == nullptr; }
};

/** Checks every length in a frame before anything is read by it. */
FrameFault read_frame(std::span<const std::uint8_t> bytes, FrameView* view);

}  // namespace dualbus
