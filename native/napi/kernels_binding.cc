#include "kernels/kernels.h"

#include <napi.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#include "base/limits.h"
#include "napi/arguments.h"
#include "napi/bindings.h"
#include "napi/environment.h"

namespace dualbus {
namespace {

/** kernels(): string[]; the place in the list is the number that step() takes. */
Napi::Value list_kernels(const Napi::CallbackInfo& info) {
  Napi::Array names = Napi::Array::New(info.Env(), kernel_count);
  for (std::uint32_t i = 0; i < kernel_count; i++) {
    const std::string_view name = kernel_name(static_cast<KernelId>(i));
    names.Set(i, Napi::String::New(info.Env(), name.data(), name.size()));
  }
  return names;
}

constexpr std::size_t fixed_arguments = 6;
constexpr std::size_t max_arguments = fixed_arguments + 2 * (max_inputs + max_outputs);

/** Reads one (array, stride) pair and checks that a panel of that shape lies inside the array. */
template <class T>
Status read_panel(napi_env env, const napi_value* pair, const OutputShape& shape, Panel<T>* panel) {
  std::span<double> values;
  std::uint32_t stride = 0;
  if (!read_array(env, pair[0], &values)) return {"panel", "must be a Float64Array"};
  if (napi_get_value_uint32(env, pair[1], &stride) != napi_ok) return {"rowStride", "must be a number"};
  if (shape.rows > 1 && stride < shape.cols)
    return {"rowStride", "must not be smaller than the number of columns"};
  const std::uint64_t needed =
      shape.rows == 0 ? 0 : std::uint64_t{shape.rows - 1} * stride + std::uint64_t{shape.cols};
  if (shape.cols != 0 && needed > values.size())
    return {"panel", "is too short for its rows and columns (or was detached)"};
  *panel = {values.data(), stride};
  return {};
}

Status read_call(napi_env env, const napi_value* v, KernelId id, KernelCall* call) {
  std::span<std::uint32_t> args;
  std::span<double> reals, state;
  if (napi_get_value_uint32(env, v[1], &call->rows) != napi_ok) return {"rows", "must be a number"};
  if (napi_get_value_uint32(env, v[2], &call->cols) != napi_ok) return {"cols", "must be a number"};
  if (!read_array(env, v[3], &args)) return {"args", "must be a Uint32Array"};
  if (!read_array(env, v[4], &reals)) return {"reals", "must be a Float64Array"};
  if (!read_array(env, v[5], &state)) return {"state", "must be a Float64Array"};
  call->args = args.data(), call->arg_count = args.size();
  call->reals = reals.data(), call->real_count = reals.size();
  call->state = state.data(), call->state_values = state.size();
  const KernelSpec& spec = kernel_spec(id);
  if (const Status s = spec.check(*call); !s.ok()) return s;
  const napi_value* pair = v + fixed_arguments;
  const OutputShape in = {call->rows, call->cols}, out = output_shape(id, *call);
  const std::size_t inputs = input_count(id, *call);
  for (std::size_t i = 0; i < inputs; i++, pair += 2)
    if (const Status s = read_panel(env, pair, in, &call->in[i]); !s.ok()) return s;
  for (std::size_t i = 0; i < spec.outputs; i++, pair += 2)
    if (const Status s = read_panel(env, pair, out, &call->out[i]); !s.ok()) return s;
  return check_call(id, *call);
}

/** Asks for huge pages where a large output may be memory that nobody has touched: a page fault for every
 * 4 KiB costs more than most kernels. Only advice: whatever becomes of it is right. */
void expect_large_output(const OutputShape& shape, const Panel<double>& out) {
#ifdef __linux__
  constexpr std::uintptr_t page = 4096, worth_it = std::uintptr_t{4} << 20;
  const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(out.data) + page - 1) / page * page;
  const std::uintptr_t end =
      reinterpret_cast<std::uintptr_t>(out.row(shape.rows - 1) + shape.cols) / page * page;
  if (end > begin && end - begin >= worth_it)
    madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#else
  static_cast<void>(shape), static_cast<void>(out);
#endif
}

/** step(kernel, rows, cols, args, reals, state, ...(array, rowStride) of every input and then of every
 * output). */
napi_value step(napi_env raw, napi_callback_info info) {
  const Napi::Env env(raw);
  napi_value v[max_arguments];
  std::size_t count = max_arguments;
  std::uint32_t number = 0;
  if (napi_get_cb_info(raw, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  if (napi_get_value_uint32(raw, v[0], &number) != napi_ok || number >= kernel_count) {
    throw_status(env, {"kernel", "must be a place in kernels()"});
    return nullptr;
  }
  const KernelId id = static_cast<KernelId>(number);
  KernelCall call;
  if (const Status status = read_call(raw, v, id, &call); !status.ok()) {
    throw_status(env, status);
    return nullptr;
  }
  if (call.rows == 0 || call.cols == 0) return nullptr;
  Environment& environment = Environment::of(env);
  const std::uint64_t scratch = kernel_spec(id).scratch_values(call);
  if (scratch != 0) {
    call.scratch = scratch > max_values ? nullptr : environment.scratch(scratch);
    if (call.scratch == nullptr) {
      throw_error(env, "DUALBUS_OUT_OF_MEMORY", kernel_name(id),
                  "no memory for the scratch buffer of this call");
      return nullptr;
    }
  }
  for (std::size_t i = 0; i < kernel_spec(id).outputs; i++)
    expect_large_output(output_shape(id, call), call.out[i]);
  environment.table->step[number](call);
  return nullptr;
}

}  // namespace

void export_kernels(Napi::Env env, Napi::Object exports) {
  exports.Set("kernels", Napi::Function::New(env, list_kernels));
  napi_value function;
  if (napi_create_function(env, "step", NAPI_AUTO_LENGTH, step, nullptr, &function) == napi_ok)
    exports.Set("step", Napi::Value(env, function));
}

}  // namespace dualbus
