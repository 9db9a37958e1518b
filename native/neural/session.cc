#include "neural/session.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "neural/model_cache.h"

namespace dualbus::neural {
namespace {

const Error cancelled_error = {Fault::cancelled, "the run was cancelled"};

/** Whether all lie in [-limit, limit]: a missing value does not. */
bool all_within(std::span<const float> values, float limit) {
  return std::all_of(values.begin(), values.end(), [=](float v) { return v >= -limit && v <= limit; });
}

}  // namespace

Session::Session(Model model, const Package& package)
    : model_(std::move(model)),
      input_shape_(package.input),
      output_shape_(package.output),
      input_(std::size_t{package.input[1]} * package.input[2] * package.input[3]),
      refused_(package.input[3]) {}

Result<Session> Session::open(const Package& package, const std::string& folder) {
  auto model = load_cached(package, folder);
  if (!model) return model.error();
  return Session(std::move(*model), package);
}

/** One batch of rows into the columns of the input; what is left of it is zero. */
void Session::pack(std::span<const float> rows, float limit) {
  const std::size_t inputs = input_shape_[1], batch = input_shape_[3];
  std::fill(input_.begin(), input_.end(), Half{0});
  std::fill(refused_.begin(), refused_.end(), 0);
  for (std::size_t r = 0; r * inputs < rows.size(); r++) {
    const auto row = rows.subspan(r * inputs, inputs);
    refused_[r] = !all_within(row, limit);
    if (refused_[r]) continue;
    for (std::size_t c = 0; c < inputs; c++) input_[c * batch + r] = to_half(row[c]);
  }
}

/** The columns of the output into the rows of one batch. */
void Session::unpack(const HalfView& view, std::span<float> rows) {
  const std::size_t outputs = output_shape_[1];
  for (std::size_t r = 0; r * outputs < rows.size(); r++) {
    const auto row = rows.subspan(r * outputs, outputs);
    for (std::size_t c = 0; c < outputs; c++)
      row[c] = from_half(view.data[c * view.strides[1] + r * view.strides[3]]);
    refused_[r] |= !all_within(row, largest_half);
    if (refused_[r]) std::fill(row.begin(), row.end(), std::numeric_limits<float>::quiet_NaN());
  }
}

Result<DenseRun> Session::run_dense(std::span<const float> rows, std::span<float> out, float limit,
                                    const Cancelled& cancelled) {
  const std::size_t inputs = input_shape_[1], outputs = output_shape_[1], batch = input_shape_[3];
  const std::size_t count = rows.size() / inputs;
  limit = std::min(limit, largest_half);
  DenseRun run;
  for (std::size_t first = 0; first < count; first += batch) {
    if (cancelled.load(std::memory_order_relaxed)) return cancelled_error;
    const std::size_t taken = std::min(batch, count - first);
    pack(rows.subspan(first * inputs, taken * inputs), limit);
    const auto view = model_.predict(input_);
    if (!view) return view.error();
    run.predictions++;
    unpack(*view, out.subspan(first * outputs, taken * outputs));
    for (std::size_t r = 0; r < taken; r++)
      if (refused_[r]) run.refused.push_back(static_cast<std::uint32_t>(first + r));
  }
  return run;
}

Result<bool> Session::run_gram(std::span<const float> rows, std::span<double> out,
                               const Cancelled& cancelled) {
  const std::size_t block = input_shape_[2], cols = input_shape_[3];
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t first = 0; first < rows.size(); first += block * cols) {
    if (cancelled.load(std::memory_order_relaxed)) return cancelled_error;
    const auto taken = rows.subspan(first, std::min(block * cols, rows.size() - first));
    if (!all_within(taken, largest_half)) return false;
    std::fill(std::transform(taken.begin(), taken.end(), input_.begin(), to_half), input_.end(), Half{0});
    const auto view = model_.predict(input_);
    if (!view) return view.error();
    for (std::size_t i = 0; i < cols; i++) {
      for (std::size_t j = 0; j < cols; j++) {
        const float value = from_half(view->data[i * view->strides[2] + j * view->strides[3]]);
        if (!fits_half(value)) return false;
        out[i * cols + j] += value;
      }
    }
  }
  return true;
}

}  // namespace dualbus::neural
