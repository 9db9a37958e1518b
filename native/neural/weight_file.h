#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "neural/half.h"

namespace dualbus::neural {

/**
 * The file weights/weight.bin of a package (MIL blob storage, version 2): a header of 64 bytes, then 64 bytes
 * that describe a tensor and its data, again and again, each starting at a multiple of 64. Little-endian.
 */
class WeightFile {
 public:
  static constexpr std::size_t alignment = 64;
  static constexpr std::uint32_t version = 2;
  static constexpr std::uint32_t sentinel = 0xdeadbeef;
  static constexpr std::uint32_t float16 = 1;

  WeightFile();

  /** Appends a tensor; the result is what the program refers to it by. */
  std::uint64_t add(std::span<const Half> values);

  const std::string& bytes() const { return bytes_; }

 private:
  std::uint32_t count_ = 0;
  std::string bytes_;
};

}  // namespace dualbus::neural
