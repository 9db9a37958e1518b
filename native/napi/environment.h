#pragma once

#include <napi.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <string_view>

#include "backend/registry.h"
#include "base/status.h"
#include "codec/packed_columns.h"
#include "napi/models.h"

namespace dualbus {

/** What belongs to one Node environment: the main thread and every worker thread have their own. */
class Environment {
 public:
  static Environment& of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

  /** The table whose kernels run in this environment. */
  const KernelTable* table = find_implementation({});
  /** (code, where, problem) => Error, given by src/addon; until then a plain Error is thrown. */
  Napi::FunctionReference error_factory;
  /** Made when columns are first packed or unpacked. */
  packed::WorkspacePointer packing;
  /** The models that are open. */
  Models models;
  /** GPU batches under way by their tickets: true once cancelled. */
  std::map<std::uint32_t, std::shared_ptr<std::atomic<bool>>> gpu_batches;

  /** Uninitialised room for `count` doubles until the next call, or null when memory is short. */
  double* scratch(std::size_t count);

 private:
  struct Free {
    void operator()(double* p) const { std::free(p); }
  };
  std::unique_ptr<double, Free> scratch_;
  std::size_t scratch_count_ = 0;
};

/** Makes the exception of `code` pending in JavaScript: the caller returns at once. */
void throw_error(Napi::Env env, std::string_view code, std::string_view where, std::string_view problem);
void throw_status(Napi::Env env, const Status& status);

}  // namespace dualbus
