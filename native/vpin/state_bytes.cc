#include "vpin/state_bytes.h"

#include <bit>
#include <cstdlib>
#include <cstring>

namespace dualbus::vpin {

static_assert(std::endian::native == std::endian::little, "state bytes are little-endian");

void StateWriter::number(double value) {
  // JavaScript writes one NaN only.
  if (value != value) value = std::bit_cast<double>(std::uint64_t{0x7ff8000000000000});
  const std::size_t at = bytes_.size();
  bytes_.resize(at + sizeof value);
  std::memcpy(bytes_.data() + at, &value, sizeof value);
}

void StateWriter::numbers(std::span<const double> values) {
  number(static_cast<double>(values.size()));
  for (double value : values) number(value);
}

void StateWriter::text(const std::string& value) {
  number(static_cast<double>(value.size()));
  bytes_.insert(bytes_.end(), value.begin(), value.end());
}

bool StateReader::need(std::size_t count) {
  ok_ = ok_ && count <= bytes_.size() - at_;
  return ok_;
}

double StateReader::number() {
  double value = 0;
  if (!need(sizeof value)) return 0;
  std::memcpy(&value, bytes_.data() + at_, sizeof value);
  at_ += sizeof value;
  return value;
}

std::size_t StateReader::count(std::size_t most) {
  const double value = number();
  const bool fits = value >= 0 && value <= static_cast<double>(most) &&
                    value == static_cast<double>(static_cast<std::size_t>(value));
  ok_ = ok_ && fits;
  return ok_ ? static_cast<std::size_t>(value) : 0;
}

std::vector<double> StateReader::numbers() {
  std::vector<double> values(count(numbers_left()));
  for (double& value : values) value = number();
  return values;
}

void StateReader::numbers(std::span<double> values) {
  ok_ = ok_ && count(values.size()) == values.size();
  for (double& value : values) value = number();
}

std::string StateReader::text() {
  const std::size_t length = count(bytes_.size());
  if (!need(length)) return {};
  const char* start = reinterpret_cast<const char*>(bytes_.data()) + at_;
  at_ += length;
  return std::string(start, length);
}

std::int64_t StateReader::to_integer(const std::string& text) {
  char* end = nullptr;
  const long long value = std::strtoll(text.c_str(), &end, 10);
  ok_ = ok_ && !text.empty() && *end == '\0';
  return ok_ ? value : 0;
}

}  // namespace dualbus::vpin
