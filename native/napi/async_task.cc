#include "napi/async_task.h"

namespace dualbus {

napi_value AsyncTask::start(Napi::Env env, std::unique_ptr<AsyncTask> task) {
  napi_value promise = nullptr, name = nullptr;
  const auto execute = [](napi_env, void* data) { static_cast<AsyncTask*>(data)->run(); };
  if (napi_create_string_utf8(env, "dualbus", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_promise(env, &task->deferred_, &promise) != napi_ok ||
      napi_create_async_work(env, nullptr, name, execute, complete, task.get(), &task->work_) != napi_ok) {
    return nullptr;
  }
  if (napi_queue_async_work(env, task->work_) != napi_ok) {
    napi_delete_async_work(env, task->work_);
    return nullptr;
  }
  task.release();  // `complete` deletes it
  return promise;
}

void AsyncTask::complete(napi_env raw, napi_status status, void* data) {
  const std::unique_ptr<AsyncTask> task(static_cast<AsyncTask*>(data));
  const Napi::Env env(raw);
  napi_delete_async_work(env, task->work_);
  // The environment is ending and never ran the task: nobody waits for it any more.
  if (status != napi_ok) return;
  const napi_value value = task->finish(env);
  napi_value error = nullptr;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending && napi_get_and_clear_last_exception(env, &error) == napi_ok)
    napi_reject_deferred(env, task->deferred_, error);
  else if (value != nullptr)
    napi_resolve_deferred(env, task->deferred_, value);
}

}  // namespace dualbus
