// Covariance matrices: which rows count, the means over them, then the products in tiles.
#include "gpu/kernels/ewm_weights.h"
#include "gpu/kernels/kernels.h"
#include "gpu/kernels/shape.h"
#include "gpu/kernels/teams.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

namespace {

constexpr std::uint32_t tile = 32, tile_threads = 16, column_threads = 64;

struct Form {
  bool pairwise = false, weighted = false, about_zero = false;
};

/** One call on its way: the launches share the input, the arguments and the buffers between them. */
class Covariance {
 public:
  Covariance(Encoder& encoder, const Call& call, const CovarianceArgs& args, Form form)
      : encoder_(encoder), x_(call.inputs[0]), out_(call.outputs[0]), args_(args), form_(form) {}

  Outcome prepare() {
    auto weights = encoder_.temporary(std::size_t{x_.rows} * sizeof(float));
    if (!weights) return weights.error();
    auto means = encoder_.temporary((std::size_t{x_.cols} + 1) * sizeof(float));
    if (!means) return means.error();
    weights_ = *weights;
    means_ = *means;
    return Done{};
  }

  Outcome rows() { return begin("covariance_rows").dispatch({x_.rows}, {team_threads(x_.cols)}); }

  Outcome means() {
    return begin("covariance_means")
        .region(3, means_)
        .dispatch({groups_for(x_.cols, column_threads)}, {column_threads});
  }

  Outcome products() {
    const bool pairwise = form_.pairwise;
    const std::uint32_t tiles = groups_for(x_.cols, pairwise ? tile_threads : tile);
    return begin(pairwise ? "covariance_pairs" : "covariance_products")
        .region(3, means_)
        .region(4, out_.region)
        .dispatch({tiles, tiles}, {tile_threads, tile_threads});
  }

  /** Waits for the rows and gives them their weights. */
  Outcome weigh(const EwmRule& rule) {
    if (Outcome counted = encoder_.flush(); !counted) return counted;
    args_.factor = static_cast<float>(ewm_weights(rule, {weights_.data<float>(), x_.rows}));
    return Done{};
  }

 private:
  Encoder::Launch begin(std::string_view name) {
    const auto constant = [](std::uint32_t index, bool value) {
      return FunctionConstant{index, FunctionConstant::Type::boolean, value ? 1u : 0u};
    };
    auto launch = encoder_.launch(
        {"covariance",
         name,
         {constant(0, form_.pairwise), constant(1, form_.weighted), constant(2, form_.about_zero)}});
    launch.region(0, x_.region).region(1, weights_).args(2, args_);
    return launch;
  }

  Encoder& encoder_;
  const Operand &x_, &out_;
  CovarianceArgs args_;
  Form form_;
  Region weights_, means_;
};

const char* refuse_shapes(const Call& call) {
  if (call.inputs.size() != 1 || call.outputs.size() != 1) return "there is one input and one output";
  const Operand &x = call.inputs[0], &out = call.outputs[0];
  if (!is_panel(x, x.rows, x.cols) || !is_panel(out, x.cols, x.cols))
    return "the input is an f32 panel of N columns, the output of N x N";
  return nullptr;
}

}  // namespace

const char* refuse_covariance(const Call& call, const DeviceFacts&) {
  if (call.args.size() != 3 || call.args[0] > 1)
    return "the arguments are 0 for complete rows or 1 for pairs, ddof and min_count";
  return refuse_shapes(call);
}

Outcome encode_covariance(Encoder& encoder, const Call& call) {
  const Operand& x = call.inputs[0];
  const bool pairwise = call.args[0] == 1;
  Covariance work(encoder, call, {x.rows, x.cols, call.args[1], call.args[2], 0}, {.pairwise = pairwise});
  if (Outcome ready = work.prepare(); !ready) return ready;
  if (!pairwise)
    if (Outcome counted = work.rows(); !counted) return counted;
  if (Outcome averaged = work.means(); !averaged) return averaged;
  return work.products();
}

const char* refuse_ewm_covariance(const Call& call, const DeviceFacts&) {
  if (call.args.size() != 5 || call.reals.size() != 1)
    return "the arguments are adjust, ignore_missing, min_count, bias and the centre; the real one is alpha";
  if (!(call.reals[0] > 0 && call.reals[0] <= 1)) return "alpha is above 0 and at most 1";
  return refuse_shapes(call);
}

Outcome encode_ewm_covariance(Encoder& encoder, const Call& call) {
  const Operand& x = call.inputs[0];
  const auto& args = call.args;
  const bool about_zero = args[4] != 0;
  // Sums about 0 have no bias to correct.
  const EwmRule rule = {args[0] != 0, args[1] != 0, args[3] != 0 || about_zero, args[2], call.reals[0]};
  Covariance work(encoder, call, {x.rows, x.cols, 0, 0, 0}, {.weighted = true, .about_zero = about_zero});
  if (Outcome ready = work.prepare(); !ready) return ready;
  if (Outcome counted = work.rows(); !counted) return counted;
  if (Outcome weighed = work.weigh(rule); !weighed) return weighed;
  if (Outcome averaged = work.means(); !averaged) return averaged;
  return work.products();
}

}  // namespace dualbus::gpu
