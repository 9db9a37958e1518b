#pragma once

#include <napi.h>

#include <initializer_list>
#include <utility>

// What addon.cc hands to JavaScript. A new group of functions is a new *_binding.cc with one function of this
// shape, declared here, called there, and typed in src/addon/binding.ts.

namespace dualbus {

void export_kernels(Napi::Env env, Napi::Object exports);
void export_columns(Napi::Env env, Napi::Object exports);
void export_dense(Napi::Env env, Napi::Object exports);
void export_vpin(Napi::Env env, Napi::Object exports);
void export_gpu(Napi::Env env, Napi::Object exports);
void export_models(Napi::Env env, Napi::Object exports);

/** Puts plain Node-API functions on the exports. */
void export_functions(Napi::Env env, Napi::Object exports,
                      std::initializer_list<std::pair<const char*, napi_callback>> functions);

}  // namespace dualbus
