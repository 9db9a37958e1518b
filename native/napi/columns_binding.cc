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
  return napi_get_typedarray_info(env, value, &view->type, &view->length, &view->data, nullptr, nullptr) ==
         napi_ok;
}

bool is_undefined(napi_env env, napi_value value) {
  napi_valuetype type;
  return napi_typeof(env, value, &type) == napi_ok && type == napi_undefined;
}

/** The plan and the arrays of a call; an array that is undefined has no data. */
struct Columns {
  std::span<std::int32_t> plan;
  Array arrays[packed::max_columns];
  std::size_t count = 0;
};

bool read_columns(napi_env env, napi_value plan, std::span<const napi_value> list, Columns* out) {
  View view;
  if (!read_view(env, plan, &view) || view.type != napi_int32_array) return false;
  out->plan = {static_cast<std::int32_t*>(view.data), view.length};
  out->count = view.length / packed::plan_stride;
  if (out->count < 1 || out->count != list.size() || view.length % packed::plan_stride != 0) return false;
  for (std::size_t c = 0; c < out->count; c++) {
    Column column;
    if (!packed::read_column(&out->plan[c * packed::plan_stride], &column)) return false;
    View array;
    if (!read_view(env, list[c], &array)) {
      if (!is_undefined(env, list[c])) return false;
      continue;
    }
    if (array.type != array_type(column) || array.data == nullptr) return false;
    out->arrays[c] = {array.data, array.length};
  }
  return true;
}

/** The arguments of a call: `fixed` ones, then one array for each column. */
struct Arguments {
  napi_value values[5 + packed::max_columns];
  std::size_t count = 5 + packed::max_columns;
  std::size_t fixed;

  Arguments(napi_env env, napi_callback_info info, std::size_t fixed_count) : fixed(fixed_count) {
    if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok) count = 0;
  }

  bool fit() const { return count > fixed && count <= fixed + packed::max_columns; }
  std::span<const napi_value> arrays() const { return {values + fixed, count - fixed}; }
};

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

/** packColumns(plan, key, rows, target, ...arrays): octets written, or -1. */
napi_value pack_columns(napi_env env, napi_callback_info info) {
  const Arguments a(env, info, 4);
  Columns columns;
  View target;
  std::int32_t key = 0;
  std::uint32_t rows = 0;
  packed::Workspace* workspace = workspace_of(env);
  if (workspace == nullptr || !a.fit() || !read_columns(env, a.values[0], a.arrays(), &columns) ||
      napi_get_value_int32(env, a.values[1], &key) != napi_ok ||
      napi_get_value_uint32(env, a.values[2], &rows) != napi_ok || !read_view(env, a.values[3], &target) ||
      target.type != napi_uint8_array)
    return number(env, Result::error(Fault::invalid_argument, "arguments"));
  return number(env, packed::pack(Environment::of(env).table->packing, *workspace, columns.plan, key,
                                  {columns.arrays, columns.count}, rows,
                                  {static_cast<std::uint8_t*>(target.data), target.length}));
}

/** unpackColumns(plan, body, ...arrays): rows read, or -1. */
napi_value unpack_columns(napi_env env, napi_callback_info info) {
  const Arguments a(env, info, 2);
  Columns columns;
  View body;
  packed::Workspace* workspace = workspace_of(env);
  if (workspace == nullptr || !a.fit() || !read_columns(env, a.values[0], a.arrays(), &columns) ||
      !read_view(env, a.values[1], &body) || body.type != napi_uint8_array)
    return number(env, Result::error(Fault::invalid_argument, "arguments"));
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
