#include "napi/environment.h"

#include <string>

namespace dualbus {

double* Environment::scratch(std::size_t count) {
  if (count > scratch_count_) {
    scratch_.reset(static_cast<double*>(std::malloc(count * sizeof(double))));
    scratch_count_ = scratch_ ? count : 0;
  }
  return scratch_.get();
}

void throw_error(Napi::Env env, std::string_view code, std::string_view where, std::string_view problem) {
  const Napi::FunctionReference& factory = Environment::of(env).error_factory;
  if (factory.IsEmpty()) {
    Napi::Error::New(env, std::string(where) + ": " + std::string(problem)).ThrowAsJavaScriptException();
    return;
  }
  const auto text = [&](std::string_view s) { return Napi::String::New(env, s.data(), s.size()); };
  const Napi::Value error = factory.Call({text(code), text(where), text(problem)});
  // Nothing comes back while the environment is being torn down, or when the factory itself threw.
  if (!error.IsEmpty() && !env.IsExceptionPending()) napi_throw(env, error);
}

void throw_status(Napi::Env env, const Status& status) {
  throw_error(env, "DUALBUS_INVALID_ARGUMENT", status.argument, status.problem);
}

}  // namespace dualbus
