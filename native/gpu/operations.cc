#include "gpu/operations.h"

#include "gpu/kernels/kernels.h"

namespace dualbus::gpu {

namespace {

constexpr Operation all[] = {
    {"rolling_mean", refuse_rolling, encode_rolling_mean},
    {"rolling_std", refuse_rolling, encode_rolling_std},
    {"rolling_corr", refuse_rolling_pair, encode_rolling_corr},
    {"rolling_min", refuse_rolling, encode_rolling_min},
    {"rolling_max", refuse_rolling, encode_rolling_max},
    {"decay_linear", refuse_rolling, encode_decay_linear},
    {"ts_rank", refuse_rolling, encode_ts_rank},
};

}  // namespace

std::span<const Operation> operations() { return all; }

const Operation* find_operation(std::string_view name) {
  for (const Operation& operation : all)
    if (operation.name == name) return &operation;
  return nullptr;
}

const char* refuse(const Call& call, const DeviceFacts& facts) {
  const Operation* operation = find_operation(call.kernel);
  if (operation == nullptr) return "the GPU has no such kernel";
  return operation->refuse(call, facts);
}

}  // namespace dualbus::gpu
