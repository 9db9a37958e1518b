// Covariance matrix: which rows are complete, the means over them, then the products in tiles.
#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/kernels/teams.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

namespace {

constexpr std::uint32_t tile = 32, tile_threads = 16, column_threads = 64;

}  // namespace

const char* refuse_covariance(const Call& call, const DeviceFacts&) {
  if (call.args.size() != 1) return "the argument is ddof";
  if (call.inputs.size() != 1 || call.outputs.size() != 1) return "there is one input and one output";
  const Operand &x = call.inputs[0], &out = call.outputs[0];
  if (!is_panel(x, x.rows, x.cols) || !is_panel(out, x.cols, x.cols))
    return "the input is an f32 panel of N columns, the output of N x N";
  return nullptr;
}

Outcome encode_covariance(Encoder& encoder, const Call& call) {
  const Operand &x = call.inputs[0], &out = call.outputs[0];
  const CovarianceArgs args = {x.rows, x.cols, call.args[0]};
  const auto complete = encoder.temporary(std::size_t{x.rows} * sizeof(std::uint32_t));
  if (!complete) return complete.error();
  const auto means = encoder.temporary((std::size_t{x.cols} + 1) * sizeof(float));
  if (!means) return means.error();

  const Outcome rows = encoder.launch({"covariance", "covariance_rows"})
                           .region(0, x.region)
                           .region(1, *complete)
                           .args(2, args)
                           .dispatch({x.rows}, {team_threads(x.cols)});
  if (!rows) return rows;
  const Outcome averaged = encoder.launch({"covariance", "covariance_means"})
                               .region(0, x.region)
                               .region(1, *complete)
                               .args(2, args)
                               .region(3, *means)
                               .dispatch({groups_for(x.cols, column_threads)}, {column_threads});
  if (!averaged) return averaged;
  const std::uint32_t tiles = groups_for(x.cols, tile);
  return encoder.launch({"covariance", "covariance_products"})
      .region(0, x.region)
      .region(1, *complete)
      .args(2, args)
      .region(3, *means)
      .region(4, out.region)
      .dispatch({tiles, tiles}, {tile_threads, tile_threads});
}

}  // namespace dualbus::gpu
