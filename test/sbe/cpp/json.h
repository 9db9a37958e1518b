// Prints any generated flyweight as JSON, by its accept(): the same JSON that the TypeScript interpreter
// prints.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace json {

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

inline void text(std::string& out, std::string_view value) {
  constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char c : value) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (code >= 0x20)
      out += c;
    else
      out.append("\\u00").append(1, hex[code >> 4]).append(1, hex[code & 15]);
  }
  out += '"';
}

inline void base64(std::string& out, std::span<const std::byte> bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out += '"';
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; k++)
      word = word << 8 | (i + k < bytes.size() ? static_cast<std::uint32_t>(bytes[i + k]) : 0);
    for (std::size_t k = 0; k < 4; k++)
      out += i + k <= bytes.size() ? digits[word >> (18 - 6 * k) & 63] : '=';
  }
  out += '"';
}

template <typename T>
void number(std::string& out, T value) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  const std::string_view digits(buffer, static_cast<std::size_t>(end - buffer));
  if constexpr (std::is_floating_point_v<T>) {
    if (value != value)
      text(out, "NaN");
    else if (value - value != 0)
      text(out, value > 0 ? "Infinity" : "-Infinity");
    else
      out += digits;
  } else {
    // Integers that a double does not hold exactly are text.
    constexpr std::int64_t limit = 9007199254740991;
    bool exact = true;
    if constexpr (sizeof(T) == 8) exact = std::in_range<std::int64_t>(value) && value <= T{limit};
    if constexpr (sizeof(T) == 8 && std::is_signed_v<T>) exact = exact && value >= -limit;
    if (exact)
      out += digits;
    else
      text(out, digits);
  }
}

template <typename T>
void print(std::string& out, const T& value) {
  if constexpr (is_optional<T>) {
    if (value.has_value())
      print(out, *value);
    else
      out += "null";
  } else if constexpr (std::is_convertible_v<T, std::string_view>) {
    text(out, value);
  } else if constexpr (std::is_same_v<T, std::span<const std::byte>>) {
    base64(out, value);
  } else if constexpr (std::is_same_v<T, char>) {
    text(out, {&value, value == '\0' ? 0U : 1U});
  } else if constexpr (std::is_same_v<T, float>) {
    number(out, static_cast<double>(value));
  } else if constexpr (std::is_arithmetic_v<T>) {
    number(out, value);
  } else if constexpr (std::is_enum_v<T>) {
    const std::string_view name = name_of(value);
    if (name.empty())
      number(out, +static_cast<std::underlying_type_t<T>>(value));
    else
      text(out, name);
  } else if constexpr (requires { T::kNames; }) {
    out += '[';
    for (std::size_t bit = 0, n = 0; bit < T::kNames.size(); bit++) {
      if ((static_cast<std::uint64_t>(value.bits) >> bit & 1) == 0) continue;
      if (n++ > 0) out += ',';
      if (T::kNames[bit].empty())
        number(out, bit);
      else
        text(out, T::kNames[bit]);
    }
    out += ']';
  } else if constexpr (requires { value.accept([](std::string_view, const auto&) {}); }) {
    out += '{';
    bool first = true;
    value.accept([&](std::string_view name, const auto& part) {
      if (!first) out += ',';
      first = false;
      text(out, name);
      out += ':';
      print(out, part);
    });
    out += '}';
  } else {
    out += '[';
    bool first = true;
    for (const auto& entry : value) {
      if (!first) out += ',';
      first = false;
      print(out, entry);
    }
    out += ']';
  }
}

}  // namespace json
