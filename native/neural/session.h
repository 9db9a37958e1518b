#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/dense.h"
#include "neural/model.h"
#include "neural/package.h"

namespace dualbus::neural {

/** Set by any thread to end a run between two predictions. */
using Cancelled = std::atomic<bool>;

/** What a run of a dense network did. */
struct DenseRun {
  std::uint32_t predictions = 0;
  /** Rows that f16 cannot take or whose results it cannot give: their outputs are NaN, the caller computes
   * them. */
  std::vector<std::uint32_t> refused;
};

/**
 * A model and the buffers around it. Takes rows as they lie in JavaScript and gives rows back; the layout,
 * padding and strides of the device stay in here. Used by one thread at a time.
 */
class Session {
 public:
  static Result<Session> open(const Package& package, const std::string& folder);

  /**
   * A dense network on any number of rows: (rows, inputs) to (rows, outputs), a batch at a time, the last one
   * filled up with zeros. Rows with a value that is missing or larger in magnitude than `limit` never reach
   * the device.
   */
  Result<DenseRun> run_dense(std::span<const float> rows, std::span<float> out, float limit,
                             const Cancelled& cancelled);

  /**
   * x'x of any number of rows: (rows, cols) to (cols, cols). The device multiplies a block of rows at a time;
   * the blocks are added here, in f64. False when a value leaves the range of f16 on the way in or out.
   */
  Result<bool> run_gram(std::span<const float> rows, std::span<double> out, const Cancelled& cancelled);

  std::vector<PlannedOperations> plan() const { return model_.plan(); }

 private:
  Session(Model model, const Package& package);

  void pack(std::span<const float> rows, float limit);
  void unpack(const HalfView& view, std::span<float> rows);

  Model model_;
  Shape input_shape_, output_shape_;
  std::vector<Half> input_;
  /** Of the batch at hand: which rows are refused. */
  std::vector<char> refused_;
};

}  // namespace dualbus::neural
