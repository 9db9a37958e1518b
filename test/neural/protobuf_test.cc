// The wire format, against bytes worked out by hand from its definition.
#include "neural/protobuf.h"

#include <array>

#include "neural/emulator/protobuf_reader.h"
#include "support/check.h"

using namespace dualbus::neural;

TEST("protobuf: fields have the bytes that the format says") {
  ProtobufWriter w;
  w.number(1, 150);
  w.text(2, "testing");
  w.message(3, [](ProtobufWriter& inner) { inner.number(1, 0); });
  w.packed(4, std::array{3, 270, 86942});
  w.entry(502, "k", [](ProtobufWriter& value) { value.number(16, ~std::uint64_t{0}); });
  const std::string expected(
      "\x08\x96\x01"
      "\x12\x07testing"
      "\x1a\x02\x08\x00"
      "\x22\x06\x03\x8e\x02\x9e\xa7\x05"
      "\xb2\x1f\x11\x0a\x01k\x12\x0c\x80\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
      13 - 1 + 4 + 8 + 20);
  CHECK(w.bytes() == expected, w.bytes().size(), " bytes, expected ", expected.size());
}

TEST("protobuf: the reader skips what it does not know and stops at damage") {
  using namespace std::string_view_literals;
  ProtobufReader fields("\x0d\x01\x02\x03\x04\x11\x01\x02\x03\x04\x05\x06\x07\x08\x18\x05"sv);
  CHECK(fields.next() && fields.field() == 1 && fields.bytes().size() == 4);
  CHECK(fields.next() && fields.field() == 2 && fields.bytes().size() == 8);
  CHECK(fields.next() && fields.field() == 3 && fields.number() == 5);
  CHECK(!fields.next() && !fields.damaged());
  // A varint without an end, a length beyond the end, field 0, a group, a varint of 11 bytes.
  for (const std::string_view bytes : {"\x08\x80"sv, "\x0a\x02x"sv, "\x00\x01"sv, "\x0b"sv,
                                       "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv}) {
    ProtobufReader damaged(bytes);
    CHECK(!damaged.next() && damaged.damaged());
  }
}
