// Networks through package, cache, emulated model and back, against f64: layout, padding, strides, refused
// rows.
#include "neural/session.h"

#include <sanitizer/allocator_interface.h>

#include <cmath>
#include <limits>

#include "neural/programs.h"
#include "support/check.h"
#include "support/emulation.h"
#include "support/folder.h"
#include "support/networks.h"

using namespace dualbus;
using namespace dualbus::neural;
using namespace dualbus::testing;

namespace {

const Cancelled never = false;

Session open(const Network& net, std::uint32_t batch, const Folder& folder) {
  auto package = dense_package(net.layers, net.parameters, batch);
  CHECK(static_cast<bool>(package));
  auto session = Session::open(*package, folder.path());
  CHECK(static_cast<bool>(session), session ? "" : session.error().message);
  return std::move(*session);
}

/** The largest difference to f64 over all rows that were not refused. */
double largest_error(const Network& net, const std::vector<float>& rows, const std::vector<float>& out) {
  const std::size_t inputs = net.layers.front().inputs, outputs = net.layers.back().outputs;
  double largest = 0;
  for (std::size_t r = 0; r * inputs < rows.size(); r++) {
    const std::vector<double> expected = forward(net, rows.data() + r * inputs);
    for (std::size_t c = 0; c < outputs; c++)
      if (!std::isnan(out[r * outputs + c]))
        largest = std::fmax(largest, std::fabs(out[r * outputs + c] - expected[c]));
  }
  return largest;
}

}  // namespace

TEST("session: every activation within f16 of f64, with sums in f32 and in f16") {
  const Folder folder;
  for (const char* accumulation : {"f32", "f16"}) {
    const Emulating emulating(accumulation);
    for (std::uint32_t type = 1; type < static_cast<std::uint32_t>(DenseLayerType::count); type++) {
      const Network net = network({12, 20, 7, 5}, static_cast<DenseLayerType>(type), type);
      Session session = open(net, 32, folder);
      const std::vector<float> rows = normal(12 * 41, 1, 100 + type);
      std::vector<float> out(5 * 41, -1);
      const auto run = session.run_dense(rows, out, largest_half, never);
      CHECK(run && run->predictions == 2 && run->refused.empty());
      const double error = largest_error(net, rows, out);
      CHECK(error < 5e-3 && error > 1e-6, "activation ", type, " ", accumulation, ": ", error);
    }
  }
}

TEST("session: any number of rows, and each row gets the result that is its own") {
  const Folder folder;
  const Network net = network({3, 4, 2}, DenseLayerType::tanh);
  Session session = open(net, 64, folder);
  const std::vector<float> rows = normal(3 * 130, 1, 5);
  std::vector<float> all(2 * 130);
  CHECK(session.run_dense(rows, all, largest_half, never)->predictions == 3);
  for (const std::size_t count : {0, 1, 31, 32, 33, 63, 64, 65, 128, 129, 130}) {
    std::vector<float> out(2 * count);
    const auto run = session.run_dense({rows.data(), 3 * count}, out, largest_half, never);
    CHECK(run && run->predictions == (count + 63) / 64, count);
    CHECK(std::equal(out.begin(), out.end(), all.begin()), count);
  }
  CHECK(largest_error(net, rows, all) < 5e-3);
}

TEST("session: rows that f16 cannot take or give are refused, their neighbours are not") {
  const Folder folder;
  Network net = network({2, 3}, DenseLayerType::relu);
  net.parameters = {1, 0, 0, 1, 100, 100, 0, 0, 0};
  Session session = open(net, 32, folder);
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> rows = {1,     2, nan,   1,    1,   inf, -inf,  1,
                                   65505, 1, 65504, 0.5f, 600, 600, -0.0f, 1e-40f};
  std::vector<float> out(3 * 8);
  const auto run = session.run_dense(rows, out, largest_half, never);
  // The last but one overflows in the third output: 100 * 600 + 100 * 600.
  CHECK(run && run->refused == (std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6}));
  CHECK(out[0] == 1 && out[1] == 2 && out[2] == 300 && out[21] == 0 && out[22] == 0 && out[23] == 0);
  for (const std::uint32_t row : run->refused)
    for (int c = 0; c < 3; c++) CHECK(std::isnan(out[row * 3 + c]), row);
}

TEST("session: rows beyond the caller's limit are refused") {
  const Folder folder;
  Session session = open(network({2, 3}, DenseLayerType::relu), 32, folder);
  std::vector<float> out(3 * 3);
  const std::vector<float> rows = {1, -4, 4.5f, 0, 0, 4};
  const auto run = session.run_dense(rows, out, 4, never);
  CHECK(run && run->refused == std::vector<std::uint32_t>{1});
  CHECK(!std::isnan(out[0]) && std::isnan(out[3]) && !std::isnan(out[8]));
}

TEST("session: x'x adds its blocks in f64") {
  const Folder folder;
  constexpr std::size_t cols = 9, count = 333;
  const std::vector<float> rows = normal(cols * count, 1, 3);
  for (const char* accumulation : {"f32", "f16"}) {
    const Emulating emulating(accumulation);
    auto session = Session::open(*gram_package(64, cols), folder.path());
    std::vector<double> out(cols * cols, -1);
    const auto fits = session->run_gram(rows, out, never);
    CHECK(fits && *fits);
    for (std::size_t i = 0; i < cols; i++) {
      for (std::size_t j = 0; j < cols; j++) {
        double expected = 0;
        for (std::size_t r = 0; r < count; r++) expected += double{rows[r * cols + i]} * rows[r * cols + j];
        CHECK(std::fabs(out[i * cols + j] - expected) / count < 2e-3, accumulation, " ", i, " ", j);
      }
    }
  }
  auto session = Session::open(*gram_package(64, cols), folder.path());
  std::vector<double> out(cols * cols);
  CHECK(!*session->run_gram(std::vector<float>(cols, 300.0f), out, never));  // 300^2 > 65504
  CHECK(!*session->run_gram(std::vector<float>(cols, std::nanf("")), out, never));
}

TEST("session: faults come back as errors, with the session still usable") {
  const Folder folder;
  const Network net = network({2, 2}, DenseLayerType::relu);
  Session session = open(net, 32, folder);
  std::vector<float> rows(2, 1.0f), out(2);
  {
    const Emulating emulating("failing");
    const auto run = session.run_dense(rows, out, largest_half, never);
    CHECK(!run && run.error().fault == Fault::failed);
  }
  const Cancelled cancelled = true;
  const auto ended = session.run_dense(rows, out, largest_half, cancelled);
  CHECK(!ended && ended.error().fault == Fault::cancelled);
  CHECK(static_cast<bool>(session.run_dense(rows, out, largest_half, never)));
  const std::vector<PlannedOperations> plan = session.plan();
  CHECK(plan.size() == 1 && plan[0].operation == "conv" && plan[0].device == "emulated" &&
        plan[0].count == 1);
}

TEST("session: 10,000 predictions leave no memory behind, neither of a network nor of x'x") {
  const Folder folder;
  Session dense = open(network({3, 4, 2}, DenseLayerType::tanh), 32, folder);
  auto gram = Session::open(*gram_package(32, 3), folder.path());
  CHECK(static_cast<bool>(gram));
  const std::vector<float> rows = normal(3 * 20, 1, 7);
  std::vector<float> out(2 * 20);
  std::vector<double> products(9);
  const auto predict = [&](int times) {
    for (int i = 0; i < times; i++) {
      CHECK(static_cast<bool>(dense.run_dense(rows, out, largest_half, never)));
      CHECK(*gram->run_gram(rows, products, never));
    }
    return __sanitizer_get_current_allocated_bytes();
  };
  const std::size_t before = predict(10), after = predict(5000);
  CHECK(after == before, before, " bytes before, ", after, " after");
}
