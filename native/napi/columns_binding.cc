#include <napi.h>

#include "codec/packed_columns.h"
#include "codec/packed_format.h"
#include "napi/arguments.h"
#include "napi/bindings.h"
#include "napi/environment.h"

namespace dualbus {
namespace {

using packed::Array;
using packed::Column;
using packed::Fault;
using packed::Result;

// A fault is reported as -1: the caller runs the reference implementation, which throws the error in full.
constexpr double fault = -1;

napi_typedarray_type array_type(const Column& column) {
  constexpr napi_typedarray_type types[] = {
      napi_uint8_array, napi_uint16_array, napi_uint32_array,   napi_biguint64_array, napi_int8_array,
      napi_int16_array, napi_int32_array,  napi_bigint64_array, napi_float32_array,   napi_float64_array,
  };
  return column.number ? napi_float64_array : types[static_cast<std::size_t>(column.type)];
}

struct View {
  napi_typedarray_type type = napi_uint8_array;
  std::size_t length = 0;
  void* data = nullptr;
};

bool read_view(napi_env env, napi_value value, View* view) {
  bool is_array = false;
  if (napi_is_typedarray(env, value, &is_array) != napi_ok || !is_array) return false;
  return napi_get_typedarray_info(env, value, &view->type, &view->length, &view->data, nullptr, nullptr) ==
         napi_ok;
}

/** The plan and the arrays of a call; an array that is undefined has no data. */
struct Columns {
  std::span<std::int32_t> plan;
  Array arrays[packed::max_columns];
  std::size_t count = 0;
};

bool read_columns(napi_env env, napi_value plan, napi_value list, Columns* out) {
  View view;
  if (!read_view(env, plan, &view) || view.type != napi_int32_array) return false;
  out->plan = {static_cast<std::int32_t*>(view.data), view.length};
  out->count = view.length / packed::plan_stride;
  if (out->count < 1 || out->count > packed::max_columns || view.length % packed::plan_stride != 0)
    return false;
  for (std::size_t c = 0; c < out->count; c++) {
    Column column;
    napi_value element;
    napi_valuetype type;
    if (!packed::read_column(&out->plan[c * packed::plan_stride], &column)) return false;
    if (napi_get_element(env, list, static_cast<std::uint32_t>(c), &element) != napi_ok) return false;
    if (napi_typeof(env, element, &type) != napi_ok) return false;
    if (type == napi_undefined) continue;
    View array;
    if (!read_view(env, element, &array) || array.type != array_type(column) || array.data == nullptr)
      return false;
    out->arrays[c] = {array.data, array.length};
  }
  return true;
}

packed::Workspace* workspace_of(napi_env env) {
  Environment& environment = Environment::of(env);
  if (!environment.packing) environment.packing = packed::make_workspace();
  return environment.packing.get();
}

napi_value number(napi_env env, const Result& result) {
  napi_value value = nullptr;
  const double outcome = result.fault == Fault::none ? static_cast<double>(result.value) : fault;
  napi_create_double(env, outcome, &value);
  return value;
}

/** packColumns(plan, key, arrays, rows, target): octets written, or -1. */
napi_value pack_columns(napi_env env, napi_callback_info info) {
  napi_value v[5];
  std::size_t count = 5;
  Columns columns;
  View target;
  std::int32_t key = 0;
  std::uint32_t rows = 0;
  packed::Workspace* workspace = workspace_of(env);
  const Result refused = Result::error(Fault::invalid_argument, "arguments");
  if (workspace == nullptr || napi_get_cb_info(env, info, &count, v, nullptr, nullptr) != napi_ok)
    return number(env, refused);
  if (!read_columns(env, v[0], v[2], &columns) || napi_get_value_int32(env, v[1], &key) != napi_ok ||
      napi_get_value_uint32(env, v[3], &rows) != napi_ok || !read_view(env, v[4], &target) ||
      target.type != napi_uint8_array)
    return number(env, refused);
  return number(env, packed::pack(Environment::of(env).table->packing, *workspace, columns.plan, key,
                                  {columns.arrays, columns.count}, rows,
                                  {static_cast<std::uint8_t*>(target.data), target.length}));
}

/** unpackColumns(plan, arrays, body): rows read, or -1. */
napi_value unpack_columns(napi_env env, napi_callback_info info) {
  napi_value v[3];
  std::size_t count = 3;
  Columns columns;
  View body;
  packed::Workspace* workspace = workspace_of(env);
  const Result refused = Result::error(Fault::invalid_argument, "arguments");
  if (workspace == nullptr || napi_get_cb_info(env, info, &count, v, nullptr, nullptr) != napi_ok)
    return number(env, refused);
  if (!read_columns(env, v[0], v[1], &columns) || !read_view(env, v[2], &body) ||
      body.type != napi_uint8_array)
    return number(env, refused);
  return number(env, packed::unpack(Environment::of(env).table->packing, *workspace, columns.plan,
                                    {columns.arrays, columns.count},
                                    {static_cast<const std::uint8_t*>(body.data), body.length}));
}

}  // namespace

void export_columns(Napi::Env env, Napi::Object exports) {
  napi_value function;
  if (napi_create_function(env, "packColumns", NAPI_AUTO_LENGTH, pack_columns, nullptr, &function) == napi_ok)
    exports.Set("packColumns", Napi::Value(env, function));
  if (napi_create_function(env, "unpackColumns", NAPI_AUTO_LENGTH, unpack_columns, nullptr, &function) ==
      napi_ok)
    exports.Set("unpackColumns", Napi::Value(env, function));
}

}  // namespace dualbus
