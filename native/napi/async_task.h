#pragma once

#include <napi.h>

#include <memory>

namespace dualbus {

/**
 * Work off the event loop that settles a promise. Nothing of JavaScript may be touched in `run`: what it
 * needs is copied into the task before, since the caller may change, transfer or drop its arrays meanwhile.
 * An environment that ends while tasks run waits for them; their outcomes are then dropped.
 */
class AsyncTask {
 public:
  virtual ~AsyncTask() = default;

  /** On a thread of Node's pool. */
  virtual void run() = 0;
  /** Back on the environment's thread: the value that the promise gets, or an exception made pending. */
  virtual napi_value finish(Napi::Env env) = 0;

  /** Queues the task and returns its promise; null, with an exception pending, when that is not possible. */
  static napi_value start(Napi::Env env, std::unique_ptr<AsyncTask> task);

 private:
  static void complete(napi_env env, napi_status status, void* data);

  napi_async_work work_ = nullptr;
  napi_deferred deferred_ = nullptr;
};

}  // namespace dualbus
