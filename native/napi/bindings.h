#pragma once

#include <napi.h>

// What addon.cc hands to JavaScript. A new group of functions is a new *_binding.cc with one function of this
// shape, declared here, called there, and typed in src/addon/binding.ts.

namespace dualbus {

void export_kernels(Napi::Env env, Napi::Object exports);
void export_columns(Napi::Env env, Napi::Object exports);
void export_dense(Napi::Env env, Napi::Object exports);
void export_vpin(Napi::Env env, Napi::Object exports);

}  // namespace dualbus
