#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dualbus::neural {

/** Appends fields in protobuf's wire format, in the order of the calls: the same calls give the same bytes.
 */
class ProtobufWriter {
 public:
  const std::string& bytes() const { return bytes_; }

  /** A number, also when it is zero: for members of a oneof. */
  void number(std::uint32_t field, std::uint64_t value) {
    varint(std::uint64_t{field} << 3);
    varint(value);
  }

  void text(std::uint32_t field, std::string_view value) {
    varint(std::uint64_t{field} << 3 | 2);
    varint(value.size());
    bytes_.append(value);
  }

  /** `repeated` numbers in their packed form. */
  template <class Numbers>
  void packed(std::uint32_t field, const Numbers& values) {
    ProtobufWriter inner;
    for (const auto value : values) inner.varint(static_cast<std::uint64_t>(value));
    text(field, inner.bytes());
  }

  /** A message whose fields `write(inner)` appends. */
  template <class Write>
  void message(std::uint32_t field, Write write) {
    ProtobufWriter inner;
    write(inner);
    text(field, inner.bytes());
  }

  /** Fields that were written before. */
  void append(const ProtobufWriter& fields) { bytes_.append(fields.bytes_); }

  /** An entry of a map with string keys and message values. */
  template <class Write>
  void entry(std::uint32_t field, std::string_view key, Write write) {
    message(field, [&](ProtobufWriter& pair) {
      pair.text(1, key);
      pair.message(2, write);
    });
  }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }

  std::string bytes_;
};

}  // namespace dualbus::neural
