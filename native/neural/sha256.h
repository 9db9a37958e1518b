#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dualbus::neural {

/** SHA-256 (FIPS 180-4) of the parts one after the other, in lower-case hexadecimal digits. */
std::string sha256(std::span<const std::string_view> parts);

}  // namespace dualbus::neural
