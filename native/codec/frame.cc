#include "codec/frame.h"

#include <cstring>

namespace dualbus {
namespace {

constexpr std::size_t header_bytes = sizeof(layout::MessageHeader);
constexpr std::size_t envelope_bytes = header_bytes + layout::Frame::block_length + sizeof(std::uint32_t);
constexpr std::size_t prefix_bytes = 8;
constexpr std::uint32_t max_count = 65'536;
constexpr std::uint8_t max_priority = 5;
static_assert(envelope_bytes % 8 == 0, "the body starts 8-aligned");

template <class T>
T read(std::span<const std::uint8_t> bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

FrameFault check_rows(std::span<const std::uint8_t> bytes, FrameView* view) {
  if (bytes.size() < envelope_bytes + prefix_bytes) return {"rows without a dimension", envelope_bytes};
  view->block_length = read<std::uint16_t>(bytes, envelope_bytes);
  if (read<std::uint32_t>(bytes, envelope_bytes + 4) != view->envelope.count)
    return {"another number of rows than of messages", envelope_bytes + 4};
  if (view->block_length == 0) return {"blocks of no octets", envelope_bytes};
  view->body = bytes.subspan(envelope_bytes + prefix_bytes);
  if (std::uint64_t{view->block_length} * view->envelope.count > view->body.size())
    return {"rows pass the end", envelope_bytes};
  return {};
}

FrameFault check_messages(std::span<const std::uint8_t> bytes, const FrameView& view) {
  std::size_t at = envelope_bytes;
  for (std::uint32_t i = 0; i < view.envelope.count; i++) {
    if (at > bytes.size() || bytes.size() - at < prefix_bytes) return {"a message without a length", at};
    const std::size_t length = read<std::uint32_t>(bytes, at);
    if (length > bytes.size() - at - prefix_bytes) return {"a message passes the end", at};
    at += prefix_bytes + (length + 7) / 8 * 8;
  }
  return {};
}

}  // namespace

FrameFault read_frame(std::span<const std::uint8_t> bytes, FrameView* view) {
  if (bytes.size() < envelope_bytes) return {"shorter than an envelope", 0};
  const auto header = read<layout::MessageHeader>(bytes, 0);
  if (header.schemaId != layout::schema_id || header.templateId != layout::Frame::template_id)
    return {"no envelope", 2};
  if (header.blockLength != layout::Frame::block_length) return {"an envelope of another length", 0};
  std::memcpy(&view->envelope, bytes.data() + header_bytes, layout::Frame::block_length);
  if (read<std::uint32_t>(bytes, envelope_bytes - 4) != bytes.size() - envelope_bytes)
    return {"another body length than follows", envelope_bytes - 4};
  const layout::Frame& envelope = view->envelope;
  if (envelope.count < 1 || envelope.count > max_count)
    return {"a number of messages outside 1..65536", header_bytes + offsetof(layout::Frame, count)};
  if (envelope.priority > max_priority)
    return {"an unknown priority", header_bytes + offsetof(layout::Frame, priority)};
  if (envelope.encoding > static_cast<std::uint8_t>(FrameEncoding::messages))
    return {"an unknown encoding", header_bytes + offsetof(layout::Frame, encoding)};
  view->encoding = static_cast<FrameEncoding>(envelope.encoding);
  view->body = bytes.subspan(envelope_bytes);
  view->block_length = 0;
  if (view->encoding == FrameEncoding::rows) return check_rows(bytes, view);
  if (view->encoding == FrameEncoding::messages) return check_messages(bytes, *view);
  return {};
}

}  // namespace dualbus
