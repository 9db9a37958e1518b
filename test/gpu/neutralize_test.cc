// Group means and regression residuals against dense normal equations in long double.
#include "gpu/kernels/solve.h"
#include "support/device.h"
#include "support/oracle.h"

using namespace dualbus::testing;
using dualbus::gpu::BatchCall;
using dualbus::gpu::Element;
using dualbus::gpu::Slot;

namespace {

constexpr std::uint32_t no_group = 0xffffffffu;

/** Group numbers that are neither dense nor sorted; every seventh name has none. */
std::vector<std::uint32_t> group_numbers(std::uint32_t cols, std::uint32_t count) {
  std::vector<std::uint32_t> groups(cols);
  for (std::uint32_t i = 0; i < cols; i++)
    groups[i] = i % 7 == 3 ? no_group : (i * 2654435761u >> 16) % count * 1000 + 5;
  return groups;
}

Slot group_slot(const std::vector<std::uint32_t>& groups) {
  return {Element::u32,  1,      static_cast<std::uint32_t>(groups.size()), Slot::Host::u32, groups.size(),
          groups.data(), nullptr};
}

/** Solves the normal equations of a few columns by Gauss-Jordan with pivoting; a column without pivot gets 0.
 */
std::vector<long double> solved(std::vector<std::vector<long double>> a, std::vector<long double> b) {
  const std::size_t k = b.size();
  std::vector<std::size_t> pivots(k, k);
  std::vector<bool> used(k);
  for (std::size_t col = 0; col < k; col++) {
    std::size_t best = k;
    for (std::size_t row = 0; row < k; row++)
      if (!used[row] && (best == k || std::fabs(a[row][col]) > std::fabs(a[best][col]))) best = row;
    if (best == k || std::fabs(a[best][col]) < 1e-9L) continue;
    used[best] = true;
    pivots[col] = best;
    for (std::size_t row = 0; row < k; row++) {
      if (row == best) continue;
      const long double factor = a[row][col] / a[best][col];
      for (std::size_t c = 0; c < k; c++) a[row][c] -= factor * a[best][c];
      b[row] -= factor * b[best];
    }
  }
  std::vector<long double> x(k, 0.0L);
  for (std::size_t col = 0; col < k; col++)
    if (pivots[col] < k) x[col] = b[pivots[col]] / a[pivots[col]][col];
  return x;
}

struct Case {
  Panel y;
  std::vector<Panel> exposures;
  const Panel* weights = nullptr;
  const std::vector<std::uint32_t>* groups = nullptr;
};

double weight_of(const Case& test, std::uint32_t row, std::uint32_t name) {
  double weight = test.weights ? test.weights->at(row, name) : 1.0;
  if (!(weight > 0) || std::isnan(test.y.at(row, name))) return 0;
  for (const Panel& exposure : test.exposures)
    if (std::isnan(exposure.at(row, name))) return 0;
  return test.groups && (*test.groups)[name] == no_group ? 0 : weight;
}

/** The design with group dummies as columns. */
std::vector<long double> design_of(const Case& test, std::uint32_t row, std::uint32_t name,
                                   const std::vector<std::uint32_t>& distinct) {
  std::vector<long double> columns;
  for (const Panel& exposure : test.exposures) columns.push_back(exposure.at(row, name));
  for (const std::uint32_t group : distinct) columns.push_back((*test.groups)[name] == group ? 1 : 0);
  return columns;
}

std::vector<double> residual_oracle(const Case& test, std::uint32_t row) {
  std::vector<std::uint32_t> distinct;
  if (test.groups)
    for (std::uint32_t name = 0; name < test.y.cols; name++)
      if (weight_of(test, row, name) > 0 &&
          std::count(distinct.begin(), distinct.end(), (*test.groups)[name]) == 0)
        distinct.push_back((*test.groups)[name]);
  const std::size_t k = test.exposures.size() + distinct.size();
  std::vector<std::vector<long double>> gram(k, std::vector<long double>(k));
  std::vector<long double> right(k);
  for (std::uint32_t name = 0; name < test.y.cols; name++) {
    const long double weight = weight_of(test, row, name);
    if (weight == 0) continue;
    const auto columns = design_of(test, row, name, distinct);
    for (std::size_t p = 0; p < k; p++) {
      for (std::size_t q = 0; q < k; q++) gram[p][q] += weight * columns[p] * columns[q];
      right[p] += weight * columns[p] * test.y.at(row, name);
    }
  }
  const auto coefficients = solved(gram, right);
  std::vector<double> residuals(test.y.cols, none);
  for (std::uint32_t name = 0; name < test.y.cols; name++) {
    if (weight_of(test, row, name) == 0) continue;
    long double rest = test.y.at(row, name);
    const auto columns = design_of(test, row, name, distinct);
    for (std::size_t p = 0; p < k; p++) rest -= coefficients[p] * columns[p];
    residuals[name] = static_cast<double>(rest);
  }
  return residuals;
}

void compare(const Case& test) {
  const std::uint32_t rows = test.y.rows, cols = test.y.cols;
  Panel stacked = {static_cast<std::uint32_t>(rows * test.exposures.size()), cols, {}};
  for (const Panel& exposure : test.exposures)
    stacked.values.insert(stacked.values.end(), exposure.values.begin(), exposure.values.end());
  Panel out = test.y;
  std::vector<Slot> slots = {output_of(out), input_of(test.y), input_of(stacked)};
  if (test.weights) slots.push_back(input_of(*test.weights));
  if (test.groups) slots.push_back(group_slot(*test.groups));
  std::vector<std::uint32_t> inputs;
  for (std::uint32_t i = 1; i < slots.size(); i++) inputs.push_back(i);
  const BatchCall call = {"neutralize", {test.weights ? 1u : 0u, test.groups ? 1u : 0u}, {}, inputs, {0}};
  const auto ran = session().run({&call, 1}, slots);
  CHECK(static_cast<bool>(ran), ran ? "" : ran.error().message);
  for (std::uint32_t row = 0; row < rows; row++) {
    const auto want = residual_oracle(test, row);
    const auto values = valid(want);
    const double scale = values.empty()
                             ? 1
                             : std::sqrt(static_cast<double>(squares_around(values, mean_of(values))) /
                                         static_cast<double>(values.size()));
    for (std::uint32_t col = 0; col < cols; col++)
      CHECK(close(out.at(row, col), want[col], 5e-6 * std::max(scale, 1.0)), "[", row, ",", col, "] of ",
            cols, " got ", out.at(row, col), " want ", want[col]);
  }
}

}  // namespace

TEST("group_demean: distances from the group's mean, in any order of groups") {
  in_every_order([] {
    for (const auto& [rows, cols] : {std::pair(3u, 1u), {2u, 4u}, {5u, 101u}}) {
      const Panel x = with_missing(prices(rows, cols, 1), 2);
      const auto groups = group_numbers(cols, 6);
      Panel out = x;
      const std::vector<Slot> slots = {input_of(x), group_slot(groups), output_of(out)};
      const BatchCall call = {"group_demean", {}, {}, {0, 1}, {2}};
      CHECK(static_cast<bool>(session().run({&call, 1}, slots)));
      for (std::uint32_t row = 0; row < rows; row++)
        for (std::uint32_t col = 0; col < cols; col++) {
          std::vector<double> members;
          for (std::uint32_t i = 0; i < cols; i++)
            if (groups[i] == groups[col] && !std::isnan(x.at(row, i))) members.push_back(x.at(row, i));
          const bool defined = groups[col] != no_group && !std::isnan(x.at(row, col));
          const double want = defined ? static_cast<double>(x.at(row, col) - mean_of(members)) : none;
          CHECK(close(out.at(row, col), want, 1e-5), "[", row, ",", col, "] got ", out.at(row, col), " want ",
                want);
        }
    }
  });
}

TEST("neutralize: exposures alone, with weights, with groups, with both") {
  in_every_order([] {
    for (const auto& [rows, cols] : {std::pair(2u, 1u), {2u, 9u}, {3u, 83u}}) {
      const Panel y = with_missing(normals(rows, cols, 1), 2);
      const std::vector<Panel> exposures = {normals(rows, cols, 3),
                                            with_missing(normals(rows, cols, 4, 2.0f), 5)};
      Panel weights =
          with_missing(panel_of(rows, cols, [](auto row, auto col) { return 0.5f + (row + col) % 5; }), 6);
      weights.values[0] = 0.0f;
      const auto groups = group_numbers(cols, 4);
      compare({y, exposures});
      compare({y, exposures, &weights});
      compare({y, exposures, nullptr, &groups});
      compare({y, exposures, &weights, &groups});
    }
  });
}

TEST("neutralize: sixteen exposures, of which some repeat others") {
  std::vector<Panel> exposures;
  for (std::uint32_t j = 0; j < 16; j++) exposures.push_back(normals(2, 90, 10 + j % 13));
  in_every_order([&] { compare({normals(2, 90, 40), exposures}); });
  CHECK(dualbus::gpu::find_operation("neutralize") != nullptr);
  exposures.push_back(normals(2, 90, 41));
  Panel stacked = {34, 90, std::vector<float>(34 * 90)};
  Panel out = normals(2, 90, 42);
  const std::vector<Slot> slots = {input_of(out), input_of(stacked), output_of(out)};
  const BatchCall call = {"neutralize", {0, 0}, {}, {0, 1}, {2}};
  CHECK(!session().run({&call, 1}, slots));
}

TEST("neutralize: the solver drops dependent columns and finds the rank") {
  std::vector<double> gram = {4, 2, 0, 2, 1, 0, 0, 0, 9};
  const std::vector<double> right = {8, 4, 27};
  std::vector<double> solution(3);
  CHECK(dualbus::gpu::solve_semidefinite(gram, right, solution, 1e-12) == 2);
  CHECK(std::fabs(solution[2] - 3) < 1e-12);
  CHECK(std::fabs(4 * solution[0] + 2 * solution[1] - 8) < 1e-12 && solution[0] * solution[1] == 0);
}
