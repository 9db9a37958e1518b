// Any bits in the inputs and in the state, shapes around every boundary: no access outside an array (the
// sanitizers watch), no change of a gap between rows.
#include <random>

#include "support.h"

namespace dualbus::testing {
namespace {

using Random = std::mt19937_64;

std::size_t pick(Random& random, const std::vector<std::size_t>& from) {
  return from[random() % from.size()];
}

/** Mostly any 64 bits at all; sometimes a value that kernels treat apart. */
double any_double(Random& random) {
  static const double special[] = {std::nan(""), INFINITY, -INFINITY, 0.0,
                                   -0.0,         5e-324,   1.0,       9007199254740993.0};
  const std::uint64_t bits = random();
  return bits % 3 == 0 ? special[bits / 3 % 8] : std::bit_cast<double>(random());
}

Values any_values(Random& random, std::size_t count) {
  Values values(count);
  for (double& value : values) value = any_double(random);
  return values;
}

/** Values that a panel needs: no gap after its last row. */
std::size_t extent(std::size_t rows, std::size_t cols, std::size_t stride) {
  return rows == 0 || cols == 0 ? 0 : (rows - 1) * stride + cols;
}

/** Arguments that the kernel accepts: small numbers are tried until `check` is content. */
bool find_arguments(Random& random, OwnedCall* call) {
  for (int attempt = 0; attempt < 20000; attempt++) {
    call->args.resize(random() % 6);
    for (std::uint32_t& arg : call->args)
      arg = static_cast<std::uint32_t>(pick(random, {0, 1, 2, 3, 4, 5, 8, 20}));
    call->reals = any_values(random, pick(random, {0, 0, 1, 28}));
    if (kernel_spec(call->id).check(call->part(0, 0)).ok()) return true;
  }
  return false;
}

OwnedCall random_call(Random& random, KernelId id) {
  OwnedCall call(id);
  const KernelSpec& spec = kernel_spec(id);
  call.cols = static_cast<std::uint32_t>(pick(random, {0, 1, 1, 1, 2, 3, 4, 5, 7, 8, 9, 31, 100}));
  call.rows = static_cast<std::uint32_t>(pick(random, {0, 1, 2, 3, 5, 16, 17, 33, 64, 100, 161}));
  CHECK(find_arguments(random, &call), kernel_name(id));
  const OutputShape shape = output_shape(id, call.part(0, call.rows));
  const std::size_t inputs = input_count(id, call.part(0, 0));
  CHECK(inputs <= max_inputs, kernel_name(id));
  for (std::size_t i = 0; i < inputs + spec.outputs; i++) {
    const bool in = i < inputs;
    const std::size_t rows = in ? call.rows : shape.rows, cols = in ? call.cols : shape.cols;
    const std::size_t stride = cols + pick(random, {0, 0, 1, 5});
    (in ? call.in_stride : call.out_stride).push_back(stride);
    (in ? call.in : call.out).push_back(any_values(random, extent(rows, cols, stride)));
  }
  call.state = any_values(random, spec.state_values(call.part(0, 0)));
  if (random() % 2 == 0) call.state.assign(call.state.size(), 0);
  return call;
}

void check_gaps(OwnedCall& call, const Values& before) {
  const std::size_t cols = output_shape(call.id, call.part(0, call.rows)).cols;
  for (std::size_t i = 0; i < before.size(); i++)
    if (i % call.out_stride[0] >= cols)
      CHECK(std::bit_cast<std::uint64_t>(before[i]) == std::bit_cast<std::uint64_t>(call.out[0][i]),
            kernel_name(call.id), " wrote between rows, at ", i);
}

void check_kernel(const KernelTable& table, KernelId id) {
  Random random(static_cast<std::uint64_t>(id) + 1);
  for (int round = 0; round < 200; round++) {
    OwnedCall call = random_call(random, id);
    const Values before = call.out[0];
    const std::size_t n = call.rows;
    call.run(table,
             random() % 2 == 0 ? std::vector<std::size_t>{n} : std::vector<std::size_t>{n / 3, n - n / 4, n});
    if (call.cols > 0) check_gaps(call, before);
  }
}

}  // namespace

void register_adversarial() {
  for (std::size_t k = 0; k < kernel_count; k++) {
    const KernelId id = static_cast<KernelId>(k);
    for_each_implementation(std::string(kernel_name(id)) + ": any bits",
                            [id](const KernelTable& table) { check_kernel(table, id); });
  }
}

}  // namespace dualbus::testing
