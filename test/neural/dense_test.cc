// Dense networks on every instruction set, in arrays without a spare element: what reads or writes beyond
// shows.
#include "kernels/dense.h"

#include <cmath>
#include <memory>

#include "cpu/dispatch.h"
#include "cpu/platform_linear.h"
#include "support/check.h"
#include "support/networks.h"

using namespace dualbus;
using namespace dualbus::testing;

namespace {

/** Parameters in panels of their precision, as dense.h describes them. */
template <class T>
std::vector<T> pack(const Network& net) {
  std::vector<T> panels;
  const float* p = net.parameters.data();
  for (const DenseLayer& layer : net.layers) {
    if (layer.type != DenseLayerType::linear) continue;
    const float* bias = p + std::size_t{layer.inputs} * layer.outputs;
    for (std::size_t first = 0; first < layer.outputs; first += dense_panel<T>) {
      for (std::size_t k = 0; k <= layer.inputs; k++) {
        for (std::size_t n = first; n < first + dense_panel<T>; n++) {
          const bool real = n < layer.outputs;
          panels.push_back(!real ? 0 : k == 0 ? bias[n] : p[n * layer.inputs + k - 1]);
        }
      }
    }
    p = bias + layer.outputs;
  }
  return panels;
}

/** Memory of exactly this many elements on the heap. */
template <class T>
std::unique_ptr<T[]> exactly(std::size_t count) {
  return std::make_unique<T[]>(count);
}

template <class T>
double largest_error(void (*kernel)(const DenseCall<T>&), const Network& net, std::size_t rows,
                     void (*linear)(const LinearCall<T>&) = nullptr, std::size_t block = dense_block) {
  const std::size_t inputs = net.layers.front().inputs, outputs = net.layers.back().outputs;
  const std::vector<float> values = normal(rows * inputs, 1, 9);
  const std::vector<T> panels = pack<T>(net);
  const auto x = exactly<T>(values.size()), out = exactly<T>(rows * outputs),
             packed = exactly<T>(panels.size());
  std::copy(values.begin(), values.end(), x.get());
  std::copy(panels.begin(), panels.end(), packed.get());
  const auto scratch = exactly<T>(dense_scratch<T>(net.layers, block));
  CHECK(panels.size() == packed_parameters<T>(net.layers));
  kernel({net.layers, packed.get(), x.get(), out.get(), rows, scratch.get(), linear, block});
  double largest = 0;
  for (std::size_t r = 0; r < rows; r++) {
    const std::vector<double> expected = forward(net, values.data() + r * inputs);
    for (std::size_t c = 0; c < outputs; c++)
      largest = std::fmax(largest, std::fabs(out[r * outputs + c] - expected[c]));
  }
  return largest;
}

}  // namespace

TEST("dense: every instruction set, activation and odd shape agrees with f64") {
  for (const KernelTable* table : implementations()) {
    for (std::uint32_t type = 1; type < static_cast<std::uint32_t>(DenseLayerType::count); type++) {
      for (const std::size_t rows : {1, 2, 5, 64, 67}) {
        const Network net = network({5, 19, 16, 3}, static_cast<DenseLayerType>(type), type);
        const double f64 = largest_error<double>(table->dense.f64, net, rows);
        const double f32 = largest_error<float>(table->dense.f32, net, rows);
        CHECK(f64 < 1e-13, table->name, " activation ", type, ": ", f64);
        CHECK(f32 < 2e-6, table->name, " activation ", type, ": ", f32);
      }
    }
  }
}

TEST("dense: linear layers in Accelerate's terms agree too, in blocks of its size and of others") {
  const PlatformLinear platform = platform_linear();
  CHECK(platform.run != nullptr);
  for (const KernelTable* table : implementations()) {
    for (const std::size_t block : {platform.block, std::size_t{40}}) {
      const Network net = network({5, 19, 16, 3}, DenseLayerType::tanh, 3);
      CHECK(largest_error<float>(table->dense.f32, net, 67, platform.run, block) < 1e-6);
    }
  }
}
