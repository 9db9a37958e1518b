// A compiled model, seen through the few things that dualbus asks of one. Three files implement it and the
// build picks one: coreml_model.mm (Apple), emulated_model.cc (the same package on the CPU, for tests) and
// no_coreml.cc (none). It is kept thin on purpose: everything that can be wrong stands above it and runs on
// the emulated model too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neural/half.h"
#include "neural/mil.h"
#include "neural/result.h"

namespace dualbus::neural {

/** Halves as the device left them: rows may be padded, so elements are found by their strides alone. */
struct HalfView {
  const Half* data = nullptr;
  /** In elements, one per axis. */
  std::array<std::size_t, 4> strides = {};
};

/** Where the operations of one kind are planned to run. */
struct PlannedOperations {
  std::string operation;
  /** "Neural Engine", "GPU" or "CPU"; "unknown" where the system does not tell. */
  std::string device;
  std::uint32_t count = 0;
};

/** Used by one thread at a time. */
class Model {
 public:
  struct Impl;
  explicit Model(std::unique_ptr<Impl> impl);
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  /** Why no model can be loaded on this machine; empty when one can. */
  static std::string_view unavailable();
  /** What a compiled model depends on besides its package: system and version. */
  static std::string system();
  /** Compiles the package in this folder; the result is a folder, at a place of the system's choice. */
  static Result<std::string> compile(const std::string& package);
  /** Loads a compiled model, which has one f16 input and one f16 output of these shapes. May take seconds. */
  static Result<Model> load(const std::string& compiled, const Shape& input, const Shape& output);

  /**
   * Computes the output of an input that lies densely in the order of its shape. The result stays valid until
   * the next call.
   */
  Result<HalfView> predict(std::span<const Half> input);

  /** The plan of the system for each operation: a plan, not a trace of what ran. Empty where it does not
   * tell. */
  std::vector<PlannedOperations> plan() const;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace dualbus::neural
