// Residuals of a weighted regression, row by row: means and Gram matrices on the GPU, solved here in double
// precision, subtracted on the GPU.
#include <array>
#include <optional>

#include "gpu/kernels/groups.h"
#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/kernels/solve.h"
#include "gpu/kernels/teams.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

namespace {

constexpr std::uint32_t most_exposures = 16;
constexpr Extent tile = {32, 8, 1};
// Gram entries carry errors of f32 inputs: what is left of a pivot below this is not told from 0.
constexpr double rank_tolerance = 1e-6;

/** The operands by what they are; weights and groups are optional. */
struct Regression {
  const Operand& y;
  const Operand& exposures;
  const Operand* weights;
  const Operand* groups;
  const Operand& out;
};

Regression regression_of(const Call& call) {
  const Operand* weights = call.args[0] != 0 ? &call.inputs[2] : nullptr;
  const Operand* groups = call.args[1] != 0 ? &call.inputs.back() : nullptr;
  return {call.inputs[0], call.inputs[1], weights, groups, call.outputs[0]};
}

/** Everything that the four launches share. */
struct Launches {
  Encoder& encoder;
  const Regression& regression;
  NeutralizeArgs args;
  std::optional<Groups> groups;
  Region used, means;

  Function function(std::string_view name) const {
    return {"neutralize",
            name,
            {{0, FunctionConstant::Type::boolean, regression.weights != nullptr ? 1u : 0u},
             {1, FunctionConstant::Type::boolean, groups ? 1u : 0u}}};
  }
  Region group_of_name() const {
    return groups ? groups->dense : used;
  }  // bound, and not read without groups

  Encoder::Launch begin(std::string_view name) const {
    auto launch = encoder.launch(function(name));
    launch.region(0, regression.y.region)
        .region(1, regression.exposures.region)
        .args(2, args)
        .region(5, used);
    return launch;
  }

  Outcome weights() const {
    const Operand& weights = regression.weights != nullptr ? *regression.weights : regression.y;
    return begin("neutralize_weights")
        .region(3, weights.region)
        .region(4, group_of_name())
        .dispatch({groups_for(args.cols, tile.x), groups_for(args.rows, tile.y)}, tile);
  }

  Outcome group_means() const {
    if (!groups || groups->count == 0) return Done{};
    return begin("neutralize_means")
        .region(3, groups->members)
        .region(4, groups->starts)
        .region(6, means)
        .dispatch({groups->count, args.rows}, {simd_width});
  }

  Outcome gram(const Region& entries) const {
    return begin("neutralize_gram")
        .region(4, group_of_name())
        .region(6, means)
        .region(7, entries)
        .dispatch({args.rows}, {most_team_threads});
  }

  Outcome residuals(const Region& coefficients) const {
    return begin("neutralize_residuals")
        .region(3, coefficients)
        .region(4, group_of_name())
        .region(6, means)
        .region(7, regression.out.region)
        .dispatch({groups_for(args.cols, tile.x), groups_for(args.rows, tile.y)}, tile);
  }
};

/** Coefficients of one row from the upper triangle of its Gram matrix, whose first row and column belong to
 * y. */
void solve_row(const float* entries, std::uint32_t k, float* coefficients) {
  std::array<double, most_exposures * most_exposures> gram;
  std::array<double, most_exposures> right, solution;
  const float* next = entries + 1;
  for (std::uint32_t j = 0; j < k; j++) right[j] = *next++;
  for (std::uint32_t p = 0; p < k; p++)
    for (std::uint32_t q = p; q < k; q++) gram[p * k + q] = gram[q * k + p] = *next++;
  solve_semidefinite({gram.data(), k * k}, {right.data(), k}, {solution.data(), k}, rank_tolerance);
  for (std::uint32_t j = 0; j < k; j++) coefficients[j] = static_cast<float>(solution[j]);
}

}  // namespace

const char* refuse_neutralize(const Call& call, const DeviceFacts&) {
  if (call.args.size() != 2 || call.args[0] > 1 || call.args[1] > 1)
    return "the arguments say whether there are weights and groups";
  if (call.inputs.size() != 2 + call.args[0] + call.args[1] || call.outputs.size() != 1)
    return "y, exposures, perhaps weights, perhaps groups in; residuals out";
  const Regression r = regression_of(call);
  const std::uint32_t rows = r.y.rows, cols = r.y.cols;
  if (!is_panel(r.y, rows, cols) || !is_panel(r.out, rows, cols))
    return "y and the residuals are f32 panels of one shape";
  if (rows == 0 || r.exposures.rows % rows != 0 || !is_panel(r.exposures, r.exposures.rows, cols))
    return "the exposures are f32 panels of that shape, one below the other";
  if (r.exposures.rows / rows > most_exposures) return "the GPU takes up to 16 exposures";
  if (r.weights != nullptr && !is_panel(*r.weights, rows, cols))
    return "the weights are an f32 panel of that shape";
  if (r.groups != nullptr && !is_group_row(*r.groups, cols)) return "the groups are one row of u32 numbers";
  return nullptr;
}

Outcome encode_neutralize(Encoder& encoder, const Call& call) {
  const Regression regression = regression_of(call);
  const std::uint32_t rows = regression.y.rows, k = regression.exposures.rows / rows, width = k + 1;
  Launches launches = {encoder, regression, {rows, regression.y.cols, 0, k}, std::nullopt, {}, {}};
  if (regression.groups != nullptr) {
    auto groups = groups_of(encoder, *regression.groups);
    if (!groups) return groups.error();
    launches.args.groups = groups->count;
    launches.groups = *groups;
  }
  const std::size_t mean_values = std::size_t{rows} * std::max(launches.args.groups, 1u) * width;
  const auto used = encoder.temporary(regression.y.bytes());
  if (!used) return used.error();
  const auto means = encoder.temporary(mean_values * sizeof(float));
  if (!means) return means.error();
  const std::size_t entries = std::size_t{width} * (width + 1) / 2;
  const auto gram = encoder.temporary(rows * entries * sizeof(float));
  if (!gram) return gram.error();
  const auto coefficients = encoder.temporary(std::size_t{rows} * k * sizeof(float));
  if (!coefficients) return coefficients.error();
  launches.used = *used;
  launches.means = *means;

  if (const Outcome done = launches.weights(); !done) return done;
  if (const Outcome done = launches.group_means(); !done) return done;
  if (const Outcome done = launches.gram(*gram); !done) return done;
  if (const Outcome done = encoder.flush(); !done) return done;
  for (std::uint32_t row = 0; row < rows; row++)
    solve_row(gram->data<float>() + row * entries, k, coefficients->data<float>() + std::size_t{row} * k);
  return launches.residuals(*coefficients);
}

}  // namespace dualbus::gpu
