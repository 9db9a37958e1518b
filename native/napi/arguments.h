#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace dualbus {

/**
 * The elements of a typed array of exactly this element type, or false when the value is something else.
 * Shared and resizable buffers are fine: the view holds until JavaScript runs again. A detached array has no
 * elements.
 */
bool read_array(napi_env env, napi_value value, std::span<double>* out);
bool read_array(napi_env env, napi_value value, std::span<float>* out);
bool read_array(napi_env env, napi_value value, std::span<std::uint32_t>* out);
bool read_array(napi_env env, napi_value value, std::span<std::int8_t>* out);
bool read_array(napi_env env, napi_value value, std::span<std::int64_t>* out);
bool read_array(napi_env env, napi_value value, std::span<std::uint8_t>* out);

}  // namespace dualbus
