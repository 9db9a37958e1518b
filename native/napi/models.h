#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "backend/coreml.h"

namespace dualbus {

/** A loaded model of one environment. Runs hold it too, so closing one while it runs is fine. */
struct LoadedModel {
  LoadedModel(neural::Session session, const neural::Package& package, bool gram)
      : session(std::move(session)),
        gram(gram),
        inputs(package.input[gram ? 3 : 1]),
        outputs(package.output[gram ? 3 : 1]) {}

  neural::Session session;
  /** x'x of rows, not a network on rows. */
  const bool gram;
  /** Values of a row. */
  const std::size_t inputs, outputs;
  neural::Cancelled cancelled = false;
  /** One run at a time: set and cleared on the environment's thread. */
  bool running = false;
};

/** The models of an environment by the numbers that JavaScript knows them by; a number is never given twice.
 */
class Models {
 public:
  std::uint32_t add(std::shared_ptr<LoadedModel> model) {
    models_.emplace(++last_, std::move(model));
    return last_;
  }
  std::shared_ptr<LoadedModel> find(std::uint32_t number) const {
    const auto found = models_.find(number);
    return found == models_.end() ? nullptr : found->second;
  }
  void remove(std::uint32_t number) { models_.erase(number); }

 private:
  std::map<std::uint32_t, std::shared_ptr<LoadedModel>> models_;
  std::uint32_t last_ = 0;
};

}  // namespace dualbus
