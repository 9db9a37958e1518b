#include <napi.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "napi/arguments.h"
#include "napi/async_task.h"
#include "napi/bindings.h"
#include "napi/environment.h"
#include "napi/models.h"

namespace dualbus {
namespace {

using neural::Error;
using neural::Package;
using neural::Result;

void throw_model_error(Napi::Env env, const Error& error) {
  throw_error(env, model_error_code(error.fault), "model", error.message);
}

Status read_text(napi_env env, napi_value value, const char* argument, std::string* out) {
  std::size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok || length == 0)
    return {argument, "must be text"};
  out->resize(length + 1);
  napi_get_value_string_utf8(env, value, out->data(), out->size(), &length);
  out->resize(length);
  if (out->find('\0') != std::string::npos) return {argument, "must not hold NUL"};
  return {};
}

/** A typed array with a copy of the values; null, with an exception pending, when there is no memory. */
template <class T>
napi_value new_array(napi_env env, napi_typedarray_type type, const std::vector<T>& values) {
  napi_value buffer = nullptr, array = nullptr;
  void* data = nullptr;
  if (napi_create_arraybuffer(env, values.size() * sizeof(T), &data, &buffer) != napi_ok) return nullptr;
  std::copy(values.begin(), values.end(), static_cast<T*>(data));
  napi_create_typedarray(env, type, values.size(), buffer, 0, &array);
  return array;
}

/** What a program is written from: a dense network, or a matrix whose x'x is wanted. */
struct Source {
  bool gram = false;
  DenseLayers layers;
  std::vector<float> parameters;
  std::uint32_t rows = 0, cols = 0;

  Result<Package> write() const {
    return gram ? neural::gram_package(rows, cols) : neural::dense_package(layers.span(), parameters, rows);
  }
};

/** (layers, parameters, batch): a dense network; (undefined, cols, rows): x'x. */
Status read_source(napi_env env, const napi_value* v, Source* source) {
  std::span<std::uint32_t> codes;
  std::span<float> parameters;
  if (napi_get_value_uint32(env, v[2], &source->rows) != napi_ok) return {"rows", "must be a number"};
  napi_valuetype type = napi_undefined;
  napi_typeof(env, v[0], &type);
  source->gram = type == napi_undefined;
  if (source->gram) {
    if (napi_get_value_uint32(env, v[1], &source->cols) != napi_ok) return {"cols", "must be a number"};
    return {};
  }
  if (!read_array(env, v[0], &codes)) return {"layers", "must be a Uint32Array"};
  if (!read_array(env, v[1], &parameters)) return {"parameters", "must be a Float32Array"};
  source->parameters.assign(parameters.begin(), parameters.end());
  return read_dense_layers(codes, &source->layers);
}

/** Writes the package of a program into a folder. */
class WriteTask : public AsyncTask {
 public:
  Source source;
  std::string folder;

  void run() override {
    const auto package = source.write();
    if (!package)
      outcome_ = package.error();
    else
      outcome_ = neural::write_package(folder, *package);
  }

  napi_value finish(Napi::Env env) override {
    if (!outcome_) throw_model_error(env, outcome_.error());
    return env.Undefined();
  }

 private:
  neural::Outcome outcome_ = Done{};
};

/** Writes, compiles or finds, and loads a model. */
class OpenTask : public AsyncTask {
 public:
  Source source;
  std::string folder;

  void run() override {
    const auto package = source.write();
    if (!package) {
      error_ = package.error();
      return;
    }
    auto session = neural::Session::open(*package, folder);
    if (!session) {
      error_ = session.error();
      return;
    }
    model_ = std::make_shared<LoadedModel>(std::move(*session), *package, source.gram);
    plan_ = model_->session.plan();
  }

  napi_value finish(Napi::Env env) override {
    if (error_) {
      throw_model_error(env, *error_);
      return nullptr;
    }
    const auto text = [&](const std::string& s) { return Napi::String::New(env, s); };
    Napi::Array plan = Napi::Array::New(env);
    for (const neural::PlannedOperations& planned : plan_) {
      Napi::Object entry = Napi::Object::New(env);
      entry.Set("operation", text(planned.operation));
      entry.Set("device", text(planned.device));
      entry.Set("count", Napi::Number::New(env, planned.count));
      plan.Set(plan.Length(), entry);
    }
    Napi::Object result = Napi::Object::New(env);
    result.Set("model", Napi::Number::New(env, Environment::of(env).models.add(std::move(model_))));
    result.Set("plan", plan);
    return result;
  }

 private:
  std::shared_ptr<LoadedModel> model_;
  std::vector<neural::PlannedOperations> plan_;
  std::optional<Error> error_;
};

/** One run over a copy of the caller's rows. */
class RunTask : public AsyncTask {
 public:
  RunTask(std::shared_ptr<LoadedModel> model, std::span<const float> rows, float limit)
      : model_(std::move(model)), rows_(rows.begin(), rows.end()), limit_(limit) {}

  void run() override {
    if (model_->gram) return run_gram();
    out_.resize(rows_.size() / model_->inputs * model_->outputs);
    const auto ran = model_->session.run_dense(rows_, out_, limit_, model_->cancelled);
    if (ran)
      refused_ = ran->refused;
    else
      error_ = ran.error();
  }

  napi_value finish(Napi::Env env) override {
    model_->running = false;
    if (error_) {
      throw_model_error(env, *error_);
      return nullptr;
    }
    const napi_value out =
        model_->gram ? new_array(env, napi_float64_array, gram_) : new_array(env, napi_float32_array, out_);
    const napi_value refused = new_array(env, napi_uint32_array, refused_);
    if (out == nullptr || refused == nullptr) return nullptr;
    Napi::Object result = Napi::Object::New(env);
    result.Set("out", Napi::Value(env, out));
    result.Set("refused", Napi::Value(env, refused));
    return result;
  }

 private:
  void run_gram() {
    gram_.resize(model_->outputs * model_->outputs);
    const auto fits = model_->session.run_gram(rows_, gram_, model_->cancelled);
    if (!fits)
      error_ = fits.error();
    else if (!*fits)
      error_ = Error{neural::Fault::half_range, "a value leaves the range of f16"};
  }

  std::shared_ptr<LoadedModel> model_;
  std::vector<float> rows_;
  float limit_;
  std::vector<float> out_;
  std::vector<double> gram_;
  std::vector<std::uint32_t> refused_;
  std::optional<Error> error_;
};

constexpr std::size_t max_arguments = 4;

/** writeModelPackage and openModel: the source in three arguments and a folder. */
template <class Task>
napi_value start_task(napi_env env, napi_callback_info info) {
  napi_value v[max_arguments];
  std::size_t count = max_arguments;
  if (napi_get_cb_info(env, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  auto task = std::make_unique<Task>();
  Status status = read_source(env, v, &task->source);
  if (status.ok()) status = read_text(env, v[3], "folder", &task->folder);
  if (!status.ok()) {
    throw_status(env, status);
    return nullptr;
  }
  return AsyncTask::start(env, std::move(task));
}

/** The model whose number is the first argument, or null with an exception pending. */
std::shared_ptr<LoadedModel> find_model(napi_env env, napi_value value, std::uint32_t* number) {
  *number = 0;
  napi_get_value_uint32(env, value, number);
  auto model = Environment::of(env).models.find(*number);
  if (model == nullptr) throw_status(env, {"model", "is not open"});
  return model;
}

/** runModel(model, rows, limit): whole rows as the model takes them. */
napi_value run_model(napi_env env, napi_callback_info info) {
  napi_value v[3];
  std::size_t count = 3;
  std::uint32_t number = 0;
  if (napi_get_cb_info(env, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  const auto model = find_model(env, v[0], &number);
  if (model == nullptr) return nullptr;
  std::span<float> rows;
  double limit = 0;
  Status status;
  if (model->running)
    status = {"model", "is running: one run at a time"};
  else if (!read_array(env, v[1], &rows))
    status = {"rows", "must be a Float32Array"};
  else if (napi_get_value_double(env, v[2], &limit) != napi_ok)
    status = {"limit", "must be a number"};
  else if (rows.size() % model->inputs != 0)
    status = {"rows", "must be whole rows"};
  if (!status.ok()) {
    throw_status(env, status);
    return nullptr;
  }
  model->cancelled = false;
  const napi_value promise =
      AsyncTask::start(env, std::make_unique<RunTask>(model, rows, static_cast<float>(limit)));
  model->running = promise != nullptr;
  return promise;
}

/** cancelModel(model): ends its run between two predictions. */
napi_value cancel_model(napi_env env, napi_callback_info info) {
  napi_value v[1];
  std::size_t count = 1;
  std::uint32_t number = 0;
  if (napi_get_cb_info(env, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  if (const auto model = find_model(env, v[0], &number)) model->cancelled = true;
  return nullptr;
}

/** closeModel(model): a run that is under way ends first. */
napi_value close_model(napi_env env, napi_callback_info info) {
  napi_value v[1];
  std::size_t count = 1;
  std::uint32_t number = 0;
  if (napi_get_cb_info(env, info, &count, v, nullptr, nullptr) != napi_ok) return nullptr;
  if (const auto model = find_model(env, v[0], &number)) Environment::of(env).models.remove(number);
  return nullptr;
}

}  // namespace

void export_models(Napi::Env env, Napi::Object exports) {
  export_functions(env, exports,
                   {{"writeModelPackage", start_task<WriteTask>},
                    {"openModel", start_task<OpenTask>},
                    {"runModel", run_model},
                    {"cancelModel", cancel_model},
                    {"closeModel", close_model}});
}

}  // namespace dualbus
