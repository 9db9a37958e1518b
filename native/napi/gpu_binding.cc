#include <napi.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/metal.h"
#include "base/limits.h"
#include "napi/arguments.h"
#include "napi/async_task.h"
#include "napi/bindings.h"
#include "napi/environment.h"

namespace dualbus {
namespace {

const char* gpu_error_code(gpu::Fault fault) {
  switch (fault) {
    case gpu::Fault::unavailable:
      return "DUALBUS_BACKEND_UNAVAILABLE";
    case gpu::Fault::out_of_memory:
      return "DUALBUS_OUT_OF_MEMORY";
    case gpu::Fault::device_lost:
      return "DUALBUS_DEVICE_LOST";
    case gpu::Fault::invalid:
      return "DUALBUS_INVALID_ARGUMENT";
    case gpu::Fault::bad_shader:
    case gpu::Fault::failed:
      break;
  }
  return "DUALBUS_GPU_FAILED";
}

/** A slot with the memory that the device's thread sees in place of the caller's array. */
struct Staged {
  struct Free {
    void operator()(char* p) const { std::free(p); }
  };

  gpu::Slot slot;
  std::unique_ptr<char, Free> memory;
  std::uint64_t stride = 0;  // of the caller's arrays
  Napi::ObjectReference target;

  std::size_t needed() const { return (std::size_t{slot.rows} - 1) * stride + slot.cols; }

  template <class Host, class Device>
  void copy_in(std::span<Host> from) {
    Device* to = reinterpret_cast<Device*>(memory.get());
    for (std::uint32_t row = 0; row < slot.rows; row++)
      std::transform(&from[row * stride], &from[row * stride] + slot.cols, to + std::size_t{row} * slot.cols,
                     [](Host value) { return static_cast<Device>(value); });
  }

  template <class Host, class Device>
  void copy_out(std::span<Host> to) const {
    const Device* from = reinterpret_cast<const Device*>(memory.get());
    for (std::uint32_t row = 0; row < slot.rows; row++)
      std::copy_n(from + std::size_t{row} * slot.cols, slot.cols, &to[row * stride]);
  }
};

bool read_numbers(Napi::Object from, const char* name, std::uint32_t* out) {
  return napi_get_value_uint32(from.Env(), from.Get(name), out) == napi_ok;
}

/** The caller's array of a slot, or why it is none. */
template <class T>
Status read_slot_array(const Staged& staged, Napi::Value value, const char* name, std::span<T>* array) {
  if (!read_array(value.Env(), value, array))
    return {name, "must be a Float64Array, or a Uint32Array where the element is u32"};
  if (array->size() < staged.needed())
    return {name, "is too short for its rows and columns (or was detached)"};
  return {};
}

template <class Host, class Device>
Status read_arrays(Staged* staged, Napi::Value source, Napi::Value target) {
  std::span<Host> array;
  if (!source.IsUndefined()) {
    if (const Status s = read_slot_array(*staged, source, "source", &array); !s.ok()) return s;
    staged->copy_in<Host, Device>(array);
    staged->slot.source = staged->memory.get();
  }
  if (!target.IsUndefined()) {
    if (const Status s = read_slot_array(*staged, target, "target", &array); !s.ok()) return s;
    staged->target = Napi::Persistent(target.As<Napi::Object>());
    staged->slot.target = staged->memory.get();
  }
  return {};
}

/** Reads { element, rows, cols, stride, source?, target? }. The caller's values are copied: it may change,
 * transfer or drop its arrays from now on. */
Status read_slot(Napi::Object given, Staged* staged) {
  gpu::Slot& slot = staged->slot;
  std::uint32_t stride = 0;
  if (!read_numbers(given, "rows", &slot.rows) || !read_numbers(given, "cols", &slot.cols) ||
      !read_numbers(given, "stride", &stride))
    return {"slot", "needs rows, cols and stride"};
  if (slot.rows == 0 || slot.cols == 0 || (slot.rows > 1 && stride < slot.cols))
    return {"slot", "has no values, or a stride below its columns"};
  staged->stride = stride;
  const Napi::Value source = given.Get("source"), target = given.Get("target");
  if (source.IsUndefined() && target.IsUndefined()) return {};
  slot.stride = slot.cols;
  const std::uint64_t count = std::uint64_t{slot.rows} * slot.cols;
  const std::size_t each = slot.element == gpu::Element::u64 ? 8 : 4;
  if (count <= max_values) staged->memory.reset(static_cast<char*>(std::malloc(count * each)));
  if (!staged->memory) return {"slot", "no memory for a copy of its values"};
  switch (slot.element) {
    case gpu::Element::f32:
      slot.host = gpu::Slot::Host::f32;
      return read_arrays<double, float>(staged, source, target);
    case gpu::Element::u32:
      slot.host = gpu::Slot::Host::u32;
      return read_arrays<std::uint32_t, std::uint32_t>(staged, source, target);
    case gpu::Element::u64:
      break;
  }
  slot.host = gpu::Slot::Host::f64;
  return read_arrays<double, double>(staged, source, target);
}

Status read_element(Napi::Value value, gpu::Element* element) {
  const std::string name = value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
  if (name == "f32")
    *element = gpu::Element::f32;
  else if (name == "u32")
    *element = gpu::Element::u32;
  else if (name == "u64")
    *element = gpu::Element::u64;
  else
    return {"element", "is f32, u32 or u64"};
  return {};
}

/** A batch on its way: all that it needs is its own. */
class GpuTask : public AsyncTask {
 public:
  GpuTask(std::uint32_t ticket) : ticket_(ticket) {}

  Status read(Napi::Value calls, Napi::Value slots) {
    if (!calls.IsArray() || !slots.IsArray()) return {"batch", "needs an array of calls and one of slots"};
    const auto call_list = calls.As<Napi::Array>();
    const auto slot_list = slots.As<Napi::Array>();
    for (std::uint32_t i = 0; i < slot_list.Length(); i++) {
      const Napi::Value given = slot_list.Get(i);
      if (!given.IsObject()) return {"slot", "must be an object"};
      Staged staged;
      Status status = read_element(given.As<Napi::Object>().Get("element"), &staged.slot.element);
      if (status.ok()) status = read_slot(given.As<Napi::Object>(), &staged);
      if (!status.ok()) return status;
      staged_.push_back(std::move(staged));
    }
    for (std::uint32_t i = 0; i < call_list.Length(); i++)
      if (const Status status = read_call(call_list.Get(i)); !status.ok()) return status;
    return {};
  }

  const std::shared_ptr<std::atomic<bool>>& cancelled() const { return cancelled_; }

  void run() override {
    if (*cancelled_) return;
    std::vector<gpu::Slot> slots;
    for (const Staged& staged : staged_) slots.push_back(staged.slot);
    outcome_ = metal_run(calls_, slots);
  }

  napi_value finish(Napi::Env env) override {
    Environment::of(env).gpu_batches.erase(ticket_);
    if (!outcome_ || *cancelled_) {
      throw_error(env, "DUALBUS_GPU_CANCELLED", "gpu", "the batch was cancelled");
      return nullptr;
    }
    if (!*outcome_) {
      const gpu::Error& error = outcome_->error();
      throw_error(env, gpu_error_code(error.fault), "gpu", error.message);
      return nullptr;
    }
    for (const Staged& staged : staged_)
      if (!staged.target.IsEmpty() && !give(staged)) {
        throw_status(env, {"target", "was detached or became too short while the batch ran"});
        return nullptr;
      }
    return cost(env, **outcome_);
  }

 private:
  Status read_call(Napi::Value given) {
    if (!given.IsObject()) return {"call", "must be an object"};
    const auto object = given.As<Napi::Object>();
    std::span<std::uint32_t> args, inputs, outputs;
    std::span<double> reals;
    const napi_env env = object.Env();
    if (!object.Get("kernel").IsString() || !read_array(env, object.Get("args"), &args) ||
        !read_array(env, object.Get("reals"), &reals) || !read_array(env, object.Get("inputs"), &inputs) ||
        !read_array(env, object.Get("outputs"), &outputs))
      return {"call", "needs kernel, args, reals, inputs and outputs"};
    names_.push_back(std::make_unique<std::string>(object.Get("kernel").As<Napi::String>().Utf8Value()));
    calls_.push_back({*names_.back(),
                      {args.begin(), args.end()},
                      {reals.begin(), reals.end()},
                      {inputs.begin(), inputs.end()},
                      {outputs.begin(), outputs.end()}});
    return {};
  }

  /** Copies a result into the caller's array, which may have changed meanwhile. */
  static bool give(const Staged& staged) {
    const Napi::Value value = staged.target.Value();
    if (staged.slot.element == gpu::Element::u32) {
      std::span<std::uint32_t> array;
      if (!read_slot_array(staged, value, "target", &array).ok()) return false;
      staged.copy_out<std::uint32_t, std::uint32_t>(array);
      return true;
    }
    std::span<double> array;
    if (!read_slot_array(staged, value, "target", &array).ok()) return false;
    if (staged.slot.element == gpu::Element::f32)
      staged.copy_out<double, float>(array);
    else
      staged.copy_out<double, double>(array);
    return true;
  }

  static napi_value cost(Napi::Env env, const gpu::Cost& cost) {
    Napi::Object result = Napi::Object::New(env);
    const auto set = [&](const char* name, double value) { result.Set(name, Napi::Number::New(env, value)); };
    set("commandBuffers", cost.command_buffers);
    set("dispatches", cost.dispatches);
    set("hostCalls", cost.host_calls);
    set("copiedInBytes", static_cast<double>(cost.copied_in_bytes));
    set("copiedOutBytes", static_cast<double>(cost.copied_out_bytes));
    set("deviceBytes", static_cast<double>(cost.device_bytes));
    set("deviceSeconds", cost.device_seconds);
    return result;
  }

  const std::uint32_t ticket_;
  std::vector<Staged> staged_;
  std::vector<std::unique_ptr<std::string>> names_;
  std::vector<gpu::BatchCall> calls_;
  std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
  std::optional<gpu::Result<gpu::Cost>> outcome_;
};

/** Compiles every shader of the build. */
class CompileTask : public AsyncTask {
 public:
  void run() override { outcome_ = metal_compile_all(); }

  napi_value finish(Napi::Env env) override {
    if (*outcome_) return Napi::Number::New(env, static_cast<double>(**outcome_));
    throw_error(env, gpu_error_code(outcome_->error().fault), "gpu", outcome_->error().message);
    return nullptr;
  }

 private:
  std::optional<gpu::Result<std::size_t>> outcome_;
};

/** compileShaders(). */
napi_value compile_shaders(napi_env env, napi_callback_info) {
  return AsyncTask::start(env, std::make_unique<CompileTask>());
}

/** runGpu(calls, slots, ticket). */
napi_value run_gpu(napi_env raw, napi_callback_info info) {
  const Napi::Env env(raw);
  napi_value v[3];
  std::size_t count = 3;
  std::uint32_t ticket = 0;
  if (napi_get_cb_info(raw, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  napi_get_value_uint32(raw, v[2], &ticket);
  auto task = std::make_unique<GpuTask>(ticket);
  if (const Status status = task->read(Napi::Value(env, v[0]), Napi::Value(env, v[1])); !status.ok()) {
    if (!env.IsExceptionPending()) throw_status(env, status);
    return nullptr;
  }
  Environment::of(env).gpu_batches[ticket] = task->cancelled();
  return AsyncTask::start(env, std::move(task));
}

/** cancelGpu(ticket): what has not begun does not begin, and no result is written. */
napi_value cancel_gpu(napi_env raw, napi_callback_info info) {
  napi_value v[1];
  std::size_t count = 1;
  std::uint32_t ticket = 0;
  if (napi_get_cb_info(raw, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  napi_get_value_uint32(raw, v[0], &ticket);
  auto& batches = Environment::of(raw).gpu_batches;
  if (const auto found = batches.find(ticket); found != batches.end()) *found->second = true;
  return nullptr;
}

/** gpuRefuses(kernel, inputs, rows, cols, args, reals): why, or undefined. */
napi_value gpu_refuses(napi_env raw, napi_callback_info info) {
  const Napi::Env env(raw);
  napi_value v[6];
  std::size_t count = 6;
  if (napi_get_cb_info(raw, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  const Napi::Value kernel(env, v[0]);
  std::uint32_t inputs = 0, rows = 0, cols = 0;
  std::span<std::uint32_t> args;
  std::span<double> reals;
  if (!kernel.IsString() || napi_get_value_uint32(raw, v[1], &inputs) != napi_ok ||
      napi_get_value_uint32(raw, v[2], &rows) != napi_ok ||
      napi_get_value_uint32(raw, v[3], &cols) != napi_ok || !read_array(raw, v[4], &args) ||
      !read_array(raw, v[5], &reals) || inputs > max_inputs) {
    throw_status(env, {"call", "needs kernel, inputs, rows, cols, args and reals"});
    return nullptr;
  }
  const std::string name = kernel.As<Napi::String>().Utf8Value();
  const gpu::Operand panel = {gpu::Element::f32, rows, cols, {}};
  const std::vector<gpu::Operand> operands(inputs, panel);
  const char* reason = metal_refuses({name, args, reals, operands, std::span(&panel, 1)});
  return reason == nullptr ? nullptr : static_cast<napi_value>(Napi::String::New(env, reason));
}

}  // namespace

void export_gpu(Napi::Env env, Napi::Object exports) {
  export_functions(env, exports,
                   {{"compileShaders", compile_shaders},
                    {"runGpu", run_gpu},
                    {"cancelGpu", cancel_gpu},
                    {"gpuRefuses", gpu_refuses}});
}

}  // namespace dualbus
