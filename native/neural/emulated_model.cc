// A model on the CPU, for tests: interprets the very package that Core ML would get. Its "compiler" checks
// the package and copies it; its results lie in rows with padding between them, and the padding is filled
// with NaN.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

#include "neural/emulator/emulation.h"
#include "neural/emulator/interpreter.h"
#include "neural/model.h"

namespace dualbus::neural {

struct Model::Impl {
  Interpreter interpreter;
  std::vector<Half> output;
};

Model::Model(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

Emulation read_emulation() {
  const char* given = std::getenv("DUALBUS_EMULATED_MODEL");
  const std::string words = given == nullptr ? "" : given;
  const auto has = [&](const char* word) { return words.find(word) != std::string::npos; };
  return {has("f16") ? Accumulation::f16 : Accumulation::f32, has("wrong"), has("failing"), has("unloadable"),
          has("slow")};
}

std::string_view Model::unavailable() { return {}; }
std::string Model::system() { return "emulated"; }

Result<std::string> Model::compile(const std::string& package) {
  auto model = read_package(package);
  if (!model) return model.error();
  if (const auto interpreter = Interpreter::prepare(std::move(*model)); !interpreter)
    return interpreter.error();
  static std::atomic<unsigned> counter = 0;
  std::error_code error;
  const auto compiled =
      std::filesystem::temp_directory_path(error) /
      ("dualbus-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".mlmodelc");
  std::filesystem::copy(package, compiled, std::filesystem::copy_options::recursive, error);
  if (error) return Error{Fault::storage, compiled.string() + ": " + error.message()};
  return compiled.string();
}

Result<Model> Model::load(const std::string& compiled, const Shape& input, const Shape& output) {
  if (read_emulation().unloadable)
    return Error{Fault::bad_package, "the emulated model was told not to load"};
  auto model = read_package(compiled);
  if (!model) return model.error();
  auto interpreter = Interpreter::prepare(std::move(*model));
  if (!interpreter) return interpreter.error();
  if (interpreter->input_shape() != input || interpreter->output_shape() != output)
    return Error{Fault::bad_package, "the model takes or gives another shape"};
  return Model(std::make_unique<Impl>(Impl{std::move(*interpreter), {}}));
}

Result<HalfView> Model::predict(std::span<const Half> input) {
  const Emulation emulation = read_emulation();
  if (emulation.slow) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  if (emulation.failing) return Error{Fault::failed, "the emulated model was told to fail"};
  std::vector<Half> result = impl_->interpreter.run(input, emulation.accumulation);
  if (emulation.wrong) result.front() ^= 0x2000;
  const auto [n, channels, height, width] = impl_->interpreter.output_shape();
  constexpr std::size_t padding = 24, offset = 8;
  const std::size_t row = width + padding, plane = (height + 1) * row;
  impl_->output.assign(offset + n * channels * plane, to_half(std::bit_cast<float>(0x7fc00000)));
  for (std::size_t i = 0; i < n * channels * height; i++) {
    const auto target =
        impl_->output.begin() + static_cast<std::ptrdiff_t>(offset + i / height * plane + i % height * row);
    std::copy_n(result.begin() + static_cast<std::ptrdiff_t>(i * width), width, target);
  }
  return HalfView{impl_->output.data() + offset, {channels * plane, plane, row, 1}};
}

std::vector<PlannedOperations> Model::plan() const {
  std::map<std::string, std::uint32_t> counts;
  for (const Operation& operation : impl_->interpreter.model().operations) counts[operation.type]++;
  std::vector<PlannedOperations> plan;
  for (const auto& [type, count] : counts) plan.push_back({type, "emulated", count});
  return plan;
}

}  // namespace dualbus::neural
