#include "kernels/dense.h"

#include <napi.h>

#include "base/limits.h"
#include "napi/arguments.h"
#include "napi/bindings.h"
#include "napi/environment.h"

namespace dualbus {
namespace {

struct Arguments {
  DenseLayers layers;
  std::uint32_t rows = 0;
};

template <class T>
Status read_call(napi_env env, const napi_value* v, const Arguments& arguments, DenseCall<T>* call) {
  std::span<T> panels, x, out;
  if (!read_array(env, v[1], &panels) || !read_array(env, v[2], &x) || !read_array(env, v[4], &out))
    return {"arrays", "must all be Float64Array, or all Float32Array"};
  const std::span<const DenseLayer> layers = arguments.layers.span();
  if (panels.size() != packed_parameters<T>(layers)) return {"panels", "have another length than the layers"};
  if (x.size() != std::uint64_t{arguments.rows} * layers.front().inputs)
    return {"rows", "x has another length"};
  if (out.size() != std::uint64_t{arguments.rows} * layers.back().outputs)
    return {"rows", "out has another length"};
  *call = {layers, panels.data(), x.data(), out.data(), arguments.rows, nullptr};
  return {};
}

void use_platform(DenseCall<double>*) {}
void use_platform(DenseCall<float>* call) {
  const PlatformLinear platform = platform_linear();
  call->linear = platform.run;
  call->block = platform.block;
}

template <class T>
napi_value run(napi_env env, const napi_value* v, const Arguments& arguments,
               void (*kernel)(const DenseCall<T>&)) {
  DenseCall<T> call;
  if (const Status status = read_call(env, v, arguments, &call); !status.ok()) {
    throw_status(env, status);
    return nullptr;
  }
  use_platform(&call);
  const std::size_t bytes = dense_scratch<T>(call.layers, call.block) * sizeof(T);
  call.scratch =
      reinterpret_cast<T*>(Environment::of(env).scratch((bytes + sizeof(double) - 1) / sizeof(double)));
  if (call.scratch == nullptr) {
    throw_error(env, "DUALBUS_OUT_OF_MEMORY", "dense", "no memory for the scratch buffer of this call");
    return nullptr;
  }
  kernel(call);
  return nullptr;
}

/** dense(layers, panels, x, rows, out). */
napi_value dense(napi_env env, napi_callback_info info) {
  napi_value v[5];
  std::size_t count = 5;
  std::span<std::uint32_t> codes;
  Arguments arguments;
  if (napi_get_cb_info(env, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  Status status = {"layers", "must be a Uint32Array"};
  if (read_array(env, v[0], &codes)) status = read_dense_layers(codes, &arguments.layers);
  if (status.ok() && napi_get_value_uint32(env, v[3], &arguments.rows) != napi_ok)
    status = {"rows", "must be a number"};
  if (!status.ok()) {
    throw_status(env, status);
    return nullptr;
  }
  const DenseTable& table = Environment::of(env).table->dense;
  std::span<float> floats;
  if (read_array(env, v[4], &floats)) return run<float>(env, v, arguments, table.f32);
  return run<double>(env, v, arguments, table.f64);
}

}  // namespace

void export_dense(Napi::Env env, Napi::Object exports) {
  napi_value function;
  if (napi_create_function(env, "dense", NAPI_AUTO_LENGTH, dense, nullptr, &function) == napi_ok)
    exports.Set("dense", Napi::Value(env, function));
}

}  // namespace dualbus
