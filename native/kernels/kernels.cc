#include "kernels/kernels.h"

#include "base/limits.h"
#include "kernels/regression_specs.h"
#include "kernels/specs.h"

namespace dualbus {
namespace {

constexpr std::array<std::string_view, kernel_count> names = {
#define K(name, spec) #name,
    DUALBUS_KERNELS(K)
#undef K
};

constexpr std::array<KernelSpec, kernel_count> specs = {
#define K(name, spec) spec,
    DUALBUS_KERNELS(K)
#undef K
};

}  // namespace

std::string_view kernel_name(KernelId id) { return names[static_cast<std::size_t>(id)]; }

const KernelSpec& kernel_spec(KernelId id) { return specs[static_cast<std::size_t>(id)]; }

std::size_t input_count(KernelId id, const KernelCall& call) {
  const KernelSpec& spec = kernel_spec(id);
  return spec.input_count == nullptr ? spec.inputs : spec.input_count(call);
}

OutputShape output_shape(KernelId id, const KernelCall& call) {
  const KernelSpec& spec = kernel_spec(id);
  return spec.output_shape == nullptr ? OutputShape{call.rows, call.cols} : spec.output_shape(call);
}

Status check_call(KernelId id, const KernelCall& call) {
  const KernelSpec& spec = kernel_spec(id);
  if (const Status status = spec.check(call); !status.ok()) return status;
  const std::uint64_t state = spec.state_values(call);
  if (state > max_values) return {"window", "the state of so many rows and columns does not fit in memory"};
  if (call.state_values < state) return {"state", "too short for this window and this number of columns"};
  return {};
}

}  // namespace dualbus
