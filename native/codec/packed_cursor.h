#pragma once

#include <cstring>
#include <span>

#include "codec/packed_format.h"

namespace dualbus::packed {

/** Writes to a span; past its end nothing is written, `failed` stays set, and `at` goes on counting. */
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> target) : data_(target.data()), size_(target.size()) {}

  std::size_t at = 0;
  bool failed = false;

  /** Room for `count` octets at the present place, which is passed; null when there is none. */
  std::uint8_t* take(std::size_t count) {
    std::uint8_t* place = at <= size_ && count <= size_ - at ? data_ + at : nullptr;
    if (place == nullptr) failed = true;
    at += count;
    return place;
  }

  void byte(std::uint8_t value) {
    if (std::uint8_t* p = take(1)) *p = value;
  }

  template <class T>
  void put(T value) {
    if (std::uint8_t* p = take(sizeof value)) std::memcpy(p, &value, sizeof value);
  }

  template <class T>
  void put_at(std::size_t offset, T value) {
    if (!failed) std::memcpy(data_ + offset, &value, sizeof value);
  }

  void align() {
    while (at & 3) byte(0);
  }

  void varint(std::uint64_t value) {
    for (; value > 127; value >>= 7) byte(static_cast<std::uint8_t>(value) | 128);
    byte(static_cast<std::uint8_t>(value));
  }

  void signed_varint(std::uint64_t value) { varint(zigzag(value)); }

 private:
  std::uint8_t* data_;
  std::size_t size_;
};

/** Reads from a span. The first failure sticks: `problem` names it, and all that follows reads as nothing. */
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> body) : data_(body.data()), end_(body.size()) {}

  std::size_t at = 0;
  const char* problem = nullptr;

  bool failed() const { return problem != nullptr; }

  void fail(const char* what) {
    if (problem == nullptr) problem = what;
    at = end_;
  }

  std::size_t left() const { return end_ - at; }
  /** Limits reading to [at, end). */
  void narrow(std::size_t end) { end_ = end; }
  void widen(std::size_t end) { end_ = end; }

  /** The next `count` octets, or null after failing. */
  const std::uint8_t* take(std::size_t count, const char* what) {
    if (failed() || count > end_ - at) {
      fail(what);
      return nullptr;
    }
    const std::uint8_t* place = data_ + at;
    at += count;
    return place;
  }

  template <class T>
  T get(const char* what) {
    T value = 0;
    if (const std::uint8_t* p = take(sizeof value, what)) std::memcpy(&value, p, sizeof value);
    return value;
  }

  void align(const char* what) {
    const std::size_t next = (at + 3) & ~std::size_t{3};
    if (next > end_) return fail(what);
    at = next;
  }

  std::uint64_t varint(const char* what) {
    std::uint64_t value = 0;
    for (std::uint32_t shift = 0;; shift += 7) {
      const std::uint8_t octet = get<std::uint8_t>(what);
      if (failed()) return 0;
      if (shift == 63 && octet > 1) {
        fail(what);
        return 0;
      }
      value |= std::uint64_t{octet & 127u} << shift;
      if (octet < 128) return value;
    }
  }

  std::uint64_t signed_varint(const char* what) { return unzigzag(varint(what)); }

  std::uint32_t count(std::uint32_t limit, const char* what) {
    const std::uint64_t value = varint(what);
    if (value <= limit) return static_cast<std::uint32_t>(value);
    fail(what);
    return 0;
  }

 private:
  const std::uint8_t* data_;
  std::size_t end_;
};

}  // namespace dualbus::packed
