#pragma once

#include <cstdint>
#include <string_view>

namespace dualbus::neural {

/** The fields of one message, one after the other. Every length is checked before anything is read. */
class ProtobufReader {
 public:
  explicit ProtobufReader(std::string_view bytes) : rest_(bytes) {}

  /** Moves to the next field; false at the end, and at bytes that are no field (see `damaged`). */
  bool next() {
    if (rest_.empty() || damaged_) return false;
    std::uint64_t key = 0, length = 0;
    number_ = 0, bytes_ = {};
    if (!varint(&key) || key >> 3 == 0 || key >> 35 != 0) return fail();
    field_ = static_cast<std::uint32_t>(key >> 3);
    switch (key & 7) {
      case 0:
        return varint(&number_) || fail();
      case 1:
        return take(8) || fail();
      case 2:
        return (varint(&length) && take(length)) || fail();
      case 5:
        return take(4) || fail();
      default:
        return fail();
    }
  }

  std::uint32_t field() const { return field_; }
  std::uint64_t number() const { return number_; }
  std::string_view bytes() const { return bytes_; }
  bool damaged() const { return damaged_; }

  /** Reads the bytes of a packed field: false when they end within a number. */
  template <class Add>
  static bool packed(std::string_view bytes, Add add) {
    ProtobufReader reader(bytes);
    while (!reader.rest_.empty()) {
      std::uint64_t value = 0;
      if (!reader.varint(&value)) return false;
      add(value);
    }
    return true;
  }

 private:
  bool varint(std::uint64_t* value) {
    *value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      *value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  bool take(std::uint64_t length) {
    if (length > rest_.size()) return false;
    bytes_ = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return true;
  }

  bool fail() {
    damaged_ = true;
    return false;
  }

  std::string_view rest_;
  std::string_view bytes_;
  std::uint32_t field_ = 0;
  std::uint64_t number_ = 0;
  bool damaged_ = false;
};

}  // namespace dualbus::neural
