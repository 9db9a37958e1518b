#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dualbus::vpin {

/** Writes a state in the form of src/analytics/vpin/snapshot.ts: the same bytes as the reference's. */
class StateWriter {
 public:
  void number(double value);
  /** The count, then the values. */
  void numbers(std::span<const double> values);
  void text(const std::string& value);
  void integer(std::int64_t value) { text(std::to_string(value)); }

  const std::vector<std::uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

/** Reads such bytes, which may be anything: once they do not fit, `ok` is false and every value 0 or empty.
 */
class StateReader {
 public:
  explicit StateReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  double number();
  /** A number that counts something: whole, and at most `most`. */
  std::size_t count(std::size_t most);
  std::vector<double> numbers();
  /** Exactly as many numbers as `values` has. */
  void numbers(std::span<double> values);
  std::string text();
  std::int64_t integer() { return to_integer(text()); }
  std::int64_t to_integer(const std::string& text);
  /** How many numbers could follow. */
  std::size_t numbers_left() const { return (bytes_.size() - at_) / sizeof(double); }

  bool ok() const { return ok_; }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  bool need(std::size_t count);

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace dualbus::vpin
