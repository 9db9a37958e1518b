#include "neural/weight_file.h"

#include <array>
#include <bit>
#include <cstring>

namespace dualbus::neural {

static_assert(std::endian::native == std::endian::little, "the file is written as the numbers lie in memory");

namespace {

struct Header {
  std::uint32_t count;
  std::uint32_t version;
  std::array<std::uint64_t, 7> reserved;
};
struct Metadata {
  std::uint32_t sentinel;
  std::uint32_t type;
  std::uint64_t bytes;
  std::uint64_t offset;
  std::uint64_t padding_bits;
  std::array<std::uint64_t, 4> reserved;
};
static_assert(sizeof(Header) == WeightFile::alignment && sizeof(Metadata) == WeightFile::alignment);

}  // namespace

WeightFile::WeightFile() {
  const Header header = {0, version, {}};
  bytes_.assign(reinterpret_cast<const char*>(&header), sizeof header);
}

std::uint64_t WeightFile::add(std::span<const Half> values) {
  const std::uint64_t place = bytes_.size();
  const Metadata metadata = {sentinel, float16, values.size_bytes(), place + sizeof metadata, 0, {}};
  bytes_.append(reinterpret_cast<const char*>(&metadata), sizeof metadata);
  bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment);
  count_++;
  std::memcpy(bytes_.data(), &count_, sizeof count_);
  return place;
}

}  // namespace dualbus::neural
