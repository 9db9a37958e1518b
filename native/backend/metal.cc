#include "backend/metal.h"

#include <cstdlib>
#include <memory>
#include <optional>

#include "base/limits.h"
#include "cpu/dispatch.h"

namespace dualbus {
namespace {

using OpenSession = gpu::Result<std::unique_ptr<gpu::Session>>;

const OpenSession& session() {
  static const OpenSession opened = gpu::Session::open();
  return opened;
}

std::optional<KernelId> kernel_of(std::string_view name) {
  for (std::uint32_t id = 0; id < kernel_count; id++)
    if (kernel_name(static_cast<KernelId>(id)) == name) return static_cast<KernelId>(id);
  return std::nullopt;
}

gpu::Error refused(const gpu::Call& call, const char* why) {
  return {gpu::Fault::invalid, std::string(call.kernel) + ": " + why};
}

/** Doubles for one call: null when memory is short. */
struct Doubles {
  struct Free {
    void operator()(double* p) const { std::free(p); }
  };
  explicit Doubles(std::uint64_t count)
      : data(count > max_values ? nullptr : static_cast<double*>(std::calloc(count + 1, sizeof(double)))) {}
  std::unique_ptr<double, Free> data;
};

/** Computes one call on the CPU: the panels are widened, stepped from the empty state, and rounded again. */
class HostCall {
 public:
  HostCall(const gpu::Call& call, KernelId id) : call_(call), id_(id) {}

  gpu::Outcome run() {
    const KernelSpec& spec = kernel_spec(id_);
    if (call_.inputs.size() != spec.inputs || call_.outputs.size() != spec.outputs)
      return refused(call_, "the number of inputs or outputs is wrong");
    step_.rows = call_.outputs[0].rows;
    step_.cols = call_.outputs[0].cols;
    step_.args = call_.args.data(), step_.arg_count = call_.args.size();
    step_.reals = call_.reals.data(), step_.real_count = call_.reals.size();
    step_.state_values = max_values;
    if (const Status status = check_call(id_, step_); !status.ok()) return refused(call_, status.problem);
    step_.state_values = spec.state_values(step_);
    const std::uint64_t values = std::uint64_t{step_.rows} * step_.cols;
    const Doubles state(step_.state_values), scratch(spec.scratch_values(step_));
    const Doubles panels(values * (spec.inputs + spec.outputs));
    if (!state.data || !scratch.data || !panels.data)
      return gpu::Error{gpu::Fault::out_of_memory, std::string(call_.kernel) + ": no memory on the host"};
    step_.state = state.data.get();
    step_.scratch = scratch.data.get();
    if (!widen(panels.data.get(), values)) return refused(call_, "the CPU takes f32 panels of one shape");
    find_implementation({})->step[static_cast<std::size_t>(id_)](step_);
    round(values);
    return Done{};
  }

 private:
  bool widen(double* panel, std::uint64_t values) {
    for (std::size_t i = 0; i < call_.inputs.size(); i++, panel += values) {
      const gpu::Operand& input = call_.inputs[i];
      if (!fits(input)) return false;
      std::copy_n(input.region.data<float>(), values, panel);
      step_.in[i] = {panel, step_.cols};
    }
    for (std::size_t i = 0; i < call_.outputs.size(); i++, panel += values) {
      if (!fits(call_.outputs[i])) return false;
      step_.out[i] = {panel, step_.cols};
    }
    return true;
  }

  bool fits(const gpu::Operand& operand) const {
    return operand.element == gpu::Element::f32 && operand.rows == step_.rows && operand.cols == step_.cols;
  }

  void round(std::uint64_t values) const {
    for (std::size_t i = 0; i < call_.outputs.size(); i++)
      for (std::uint64_t k = 0; k < values; k++)
        call_.outputs[i].region.data<float>()[k] = static_cast<float>(step_.out[i].data[k]);
  }

  const gpu::Call& call_;
  KernelId id_;
  KernelCall step_;
};

gpu::Outcome run_on_host(const gpu::Call& call) {
  const auto id = kernel_of(call.kernel);
  if (!id) return refused(call, metal_refuses(call));
  return HostCall(call, *id).run();
}

}  // namespace

std::string_view metal_unavailable() { return session() ? std::string_view() : session().error().message; }

const char* metal_refuses(const gpu::Call& call) {
  if (!session()) return "there is no GPU";
  return gpu::refuse(call, (*session())->facts());
}

gpu::Result<std::size_t> metal_compile_all() {
  if (!session()) return session().error();
  const std::vector<gpu::Error> errors = (*session())->compile_all();
  if (!errors.empty()) return errors.front();
  return gpu::shaders().size();
}

gpu::Result<gpu::Cost> metal_run(std::span<const gpu::BatchCall> calls, std::span<const gpu::Slot> slots) {
  if (!session()) return session().error();
  return (*session())->run(calls, slots, run_on_host);
}

}  // namespace dualbus
