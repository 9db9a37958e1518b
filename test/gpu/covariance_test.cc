// Covariance matrices against sums in long double, relative to the deviations of the two columns.
#include <numeric>

#include "gpu/kernels/ewm_weights.h"
#include "support/device.h"
#include "support/oracle.h"

using namespace dualbus::testing;
using dualbus::gpu::BatchCall;
using dualbus::gpu::EwmRule;

namespace {

Panel matrix_of(std::string_view kernel, const Panel& x, std::vector<std::uint32_t> args,
                std::vector<double> reals = {}) {
  Panel out = {x.cols, x.cols, std::vector<float>(std::size_t{x.cols} * x.cols, -7.0f)};
  const std::vector<dualbus::gpu::Slot> slots = {input_of(x), output_of(out)};
  const BatchCall call = {kernel, std::move(args), std::move(reals), {0}, {1}};
  const auto ran = session().run({&call, 1}, slots);
  CHECK(static_cast<bool>(ran), ran ? "" : ran.error().message);
  return out;
}

bool is_complete(const Panel& x, std::uint32_t row) {
  for (std::uint32_t col = 0; col < x.cols; col++)
    if (!std::isfinite(x.at(row, col))) return false;
  return true;
}

/** Weighted products of distances from weighted means (or from 0), and the deviations that errors are
 * measured by. */
struct Moments {
  double product, scale;
  std::uint32_t count;
};

Moments moments_of(const Panel& x, std::uint32_t i, std::uint32_t j, const std::vector<double>& weights,
                   bool about_zero = false) {
  long double total = 0, mean_i = 0, mean_j = 0;
  std::uint32_t count = 0;
  for (std::uint32_t row = 0; row < x.rows; row++) {
    if (weights[row] == 0) continue;
    count++;
    total += weights[row];
    mean_i += static_cast<long double>(weights[row]) * x.at(row, i);
    mean_j += static_cast<long double>(weights[row]) * x.at(row, j);
  }
  mean_i = about_zero ? 0 : mean_i / total;
  mean_j = about_zero ? 0 : mean_j / total;
  long double product = 0, ii = 0, jj = 0;
  for (std::uint32_t row = 0; row < x.rows; row++) {
    if (weights[row] == 0) continue;
    const long double a = x.at(row, i) - mean_i, b = x.at(row, j) - mean_j;
    product += weights[row] * a * b;
    ii += weights[row] * a * a;
    jj += weights[row] * b * b;
  }
  return {static_cast<double>(product), static_cast<double>(std::sqrt(ii * jj)), count};
}

void check_entry(const Panel& out, std::uint32_t i, std::uint32_t j, double want, double tolerance) {
  CHECK(close(out.at(i, j), want, tolerance), "(", i, ",", j, ") of ", out.cols, " got ", out.at(i, j),
        " want ", want, " within ", tolerance);
  CHECK(out.at(i, j) == out.at(j, i) || (std::isnan(want) && std::isnan(out.at(j, i))));
}

void compare(const Panel& x, bool pairwise, std::uint32_t ddof, std::uint32_t min_count = 1) {
  const Panel out = matrix_of("covariance", x, {pairwise, ddof, min_count});
  for (std::uint32_t i = 0; i < x.cols; i++)
    for (std::uint32_t j = 0; j <= i; j++) {
      std::vector<double> used(x.rows);
      for (std::uint32_t row = 0; row < x.rows; row++)
        used[row] =
            pairwise ? std::isfinite(x.at(row, i)) && std::isfinite(x.at(row, j)) : is_complete(x, row);
      const Moments m = moments_of(x, i, j, used);
      const bool defined = m.count >= min_count && m.count > ddof;
      const double divisor = static_cast<double>(m.count) - ddof;
      check_entry(out, i, j, defined ? m.product / divisor : none, defined ? 2e-6 * m.scale / divisor : 0);
    }
}

/**
 * The weights of pandas, all of them kept: each step multiplies those before by 1 - alpha. With `adjust` a
 * new row weighs 1; else it weighs alpha beside a past that adds up to 1.
 */
std::vector<double> weights_by_definition(const Panel& x, const EwmRule& rule) {
  std::vector<double> weights(x.rows);
  const auto sum = [&] { return std::accumulate(weights.begin(), weights.end(), 0.0); };
  const auto scale = [&](double by) {
    for (double& weight : weights) weight *= by;
  };
  for (std::uint32_t row = 0; row < x.rows; row++) {
    const bool counts = is_complete(x, row);
    const bool first = sum() == 0;  // with alpha 1 the past weighs nothing, which is no harm
    if (counts || !rule.ignore_missing) scale(1 - rule.alpha);
    if (!counts) continue;
    weights[row] = first || rule.adjust ? 1 : rule.alpha;
    if (!rule.adjust) scale(1 / sum());
  }
  return weights;
}

void compare_ewm(const Panel& x, const EwmRule& rule, bool about_zero) {
  const Panel out =
      matrix_of("ewm_covariance", x,
                {rule.adjust, rule.ignore_missing, rule.min_count, rule.bias, about_zero}, {rule.alpha});
  std::vector<double> weights = weights_by_definition(x, rule);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  double squares = 0;
  for (double& weight : weights) {
    weight /= total;
    squares += weight * weight;
  }
  for (std::uint32_t i = 0; i < x.cols; i++)
    for (std::uint32_t j = 0; j <= i; j++) {
      const Moments m = moments_of(x, i, j, weights, about_zero);
      const double left = rule.bias || about_zero ? 1 : 1 - squares;
      const bool defined = m.count > 0 && m.count >= rule.min_count && left > 1e-12;
      check_entry(out, i, j, defined ? m.product / left : none, defined ? 4e-6 * m.scale / left : 0);
    }
}

constexpr std::pair<std::uint32_t, std::uint32_t> shapes[] = {{1, 1}, {5, 3}, {70, 33}, {33, 65}};

Panel with_gaps(Panel panel, std::uint32_t seed) {
  return sprinkled(std::move(panel), 0.2, seed,
                   [](std::uint32_t n) { return n % 3 == 0 ? infinity : missing_value(n); });
}

}  // namespace

TEST("covariance: complete rows at odd shapes") {
  in_every_order([] {
    for (const auto& [rows, cols] : shapes) {
      compare(normals(rows, cols, 1, 0.02f), false, 1);
      compare(prices(rows, cols, 2), false, 0, 2);
      compare(sprinkled(normals(rows, cols, 3), 0.01, 4, missing_value), false, 1);
    }
  });
}

TEST("covariance: no complete row leaves nothing") {
  const Panel x =
      panel_of(4, 3, [](auto row, auto col) { return col == row % 3 ? missing_value(row) : 1.0f; });
  for (const float value : matrix_of("covariance", x, {0, 0, 1}).values) CHECK(std::isnan(value));
}

TEST("covariance: pairs over the rows that both have") {
  in_every_order([] {
    for (const auto& [rows, cols] : shapes) {
      compare(with_gaps(normals(rows, cols, 5, 0.02f), 6), true, 1);
      compare(with_gaps(prices(rows, cols, 7), 8), true, 0, 4);
    }
  });
  Panel x = normals(12, 2, 9);
  for (std::uint32_t row = 0; row < 12; row++) x.at(row, row % 2) = infinity;
  const Panel apart = matrix_of("covariance", x, {1, 0, 1});
  CHECK(std::isnan(apart.at(0, 1)) && std::isnan(apart.at(1, 0)) && apart.at(0, 0) > 0 && apart.at(1, 1) > 0);
}

TEST("covariance: a column of equal values has exactly none, squares beyond a float are missing") {
  const Panel flat = panel_of(40, 2, [](auto row, auto col) { return col == 0 ? 0.1f : 1e25f * row; });
  for (const std::uint32_t pairwise : {0u, 1u}) {
    const Panel out = matrix_of("covariance", flat, {pairwise, 1, 1});
    CHECK(out.at(0, 0) == 0 && out.at(0, 1) == 0 && std::isnan(out.at(1, 1)), out.at(0, 0), " ",
          out.at(0, 1));
  }
}

TEST("ewm_covariance: every rule of weights") {
  in_every_order([] {
    for (const auto& [rows, cols] : shapes)
      for (const bool adjust : {false, true})
        for (const bool ignore_missing : {false, true})
          for (const bool about_zero : {false, true}) {
            const EwmRule rule = {adjust, ignore_missing, cols % 2 == 0, 2, adjust ? 0.06 : 0.3};
            compare_ewm(sprinkled(normals(rows, cols, 11, 0.02f), 0.003, 12, missing_value), rule,
                        about_zero);
            compare_ewm(prices(rows, cols, 13), rule, about_zero);
          }
  });
}

TEST("ewm_covariance: only the last row where alpha is 1, nothing without a complete row") {
  const EwmRule last = {true, false, true, 1, 1.0};
  compare_ewm(normals(9, 3, 14), last, true);
  for (const float value : matrix_of("ewm_covariance", normals(9, 3, 14), {1, 0, 1, 0, 0}, {1.0}).values)
    CHECK(std::isnan(value));  // the bias of one row cannot be corrected
  const Panel gaps = panel_of(4, 2, [](auto row, auto) { return missing_value(row); });
  for (const float value : matrix_of("ewm_covariance", gaps, {1, 0, 1, 1, 1}, {0.5}).values)
    CHECK(std::isnan(value));
}
