// The door of the addon: what src/addon/binding.ts describes.
#include <napi.h>

#include <string>

#include "base/thread_priority.h"
#include "napi/bindings.h"
#include "napi/environment.h"

namespace dualbus {
namespace {

Napi::String text(Napi::Env env, std::string_view s) { return Napi::String::New(env, s.data(), s.size()); }

/** implementations(): string[], best first. */
Napi::Value list_implementations(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array names = Napi::Array::New(env);
  for (const KernelTable* table : implementations()) names.Set(names.Length(), text(env, table->name));
  return names;
}

/** selectImplementation(name): the name now in use, or undefined, with nothing changed, where the machine
 * lacks it. */
Napi::Value select_implementation(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string name = info[0].IsString() ? info[0].As<Napi::String>().Utf8Value() : std::string();
  const KernelTable* table = find_implementation(name);
  if (table == nullptr) return env.Undefined();
  Environment::of(env).table = table;
  return text(env, table->name);
}

/** backends(): { name, unavailable? }[], in order of priority. */
Napi::Value list_backends(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array list = Napi::Array::New(env);
  for (const Backend& backend : backends()) {
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("name", text(env, backend.name));
    if (!backend.unavailable.empty()) entry.Set("unavailable", text(env, backend.unavailable));
    list.Set(list.Length(), entry);
  }
  return list;
}

/** lowerPriority(): whether this thread now comes behind others. */
Napi::Value lower_priority(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), lower_thread_priority());
}

/** setErrorFactory((code, where, problem) => Error). */
Napi::Value set_error_factory(const Napi::CallbackInfo& info) {
  if (info[0].IsFunction())
    Environment::of(info.Env()).error_factory = Napi::Persistent(info[0].As<Napi::Function>());
  return info.Env().Undefined();
}

Napi::Object initialize_exports(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Environment());
  exports.Set("implementations", Napi::Function::New(env, list_implementations));
  exports.Set("selectImplementation", Napi::Function::New(env, select_implementation));
  exports.Set("backends", Napi::Function::New(env, list_backends));
  exports.Set("setErrorFactory", Napi::Function::New(env, set_error_factory));
  exports.Set("lowerPriority", Napi::Function::New(env, lower_priority));
  export_kernels(env, exports);
  export_columns(env, exports);
  export_dense(env, exports);
  export_gpu(env, exports);
  export_models(env, exports);
  export_vpin(env, exports);
  return exports;
}

}  // namespace

void export_functions(Napi::Env env, Napi::Object exports,
                      std::initializer_list<std::pair<const char*, napi_callback>> functions) {
  for (const auto& [name, function] : functions) {
    napi_value value;
    if (napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value) == napi_ok)
      exports.Set(name, Napi::Value(env, value));
  }
}

}  // namespace dualbus

// The macro pastes the name, so it takes no namespace.
static Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  return dualbus::initialize_exports(env, exports);
}
NODE_API_MODULE(dualbus, initialize)
