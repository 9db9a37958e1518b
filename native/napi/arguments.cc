#include "napi/arguments.h"

namespace dualbus {
namespace {

template <class T>
bool read_typed(napi_env env, napi_value value, napi_typedarray_type wanted, std::span<T>* out) {
  napi_typedarray_type type;
  std::size_t length = 0;
  void* data = nullptr;
  // Fails with napi_invalid_arg, without an exception, when the value is not a typed array.
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok) return false;
  if (type != wanted) return false;
  *out = data == nullptr ? std::span<T>() : std::span<T>(static_cast<T*>(data), length);
  return true;
}

}  // namespace

bool read_array(napi_env env, napi_value value, std::span<double>* out) {
  return read_typed(env, value, napi_float64_array, out);
}

bool read_array(napi_env env, napi_value value, std::span<float>* out) {
  return read_typed(env, value, napi_float32_array, out);
}

bool read_array(napi_env env, napi_value value, std::span<std::uint32_t>* out) {
  return read_typed(env, value, napi_uint32_array, out);
}

bool read_array(napi_env env, napi_value value, std::span<std::int8_t>* out) {
  return read_typed(env, value, napi_int8_array, out);
}

bool read_array(napi_env env, napi_value value, std::span<std::int64_t>* out) {
  return read_typed(env, value, napi_bigint64_array, out);
}

bool read_array(napi_env env, napi_value value, std::span<std::uint8_t>* out) {
  return read_typed(env, value, napi_uint8_array, out);
}

}  // namespace dualbus
