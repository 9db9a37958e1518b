// Scores of each row within 1e-5 of double precision.
#include "support/device.h"
#include "support/oracle.h"

using namespace dualbus::testing;

namespace {

struct Options {
  std::uint32_t ddof;
  bool zero_for_constant;
};

std::vector<double> scores_oracle(const Panel& x, const Panel* weights, std::uint32_t row, Options options) {
  std::vector<double> values;
  std::vector<bool> counts(x.cols);
  long double weighted = 0, total = 0;
  for (std::uint32_t i = 0; i < x.cols; i++) {
    const double value = x.at(row, i), weight = weights ? weights->at(row, i) : 1.0;
    counts[i] = !std::isnan(value) && !std::isnan(weight);
    if (!counts[i]) continue;
    values.push_back(value);
    weighted += static_cast<long double>(weight) * value;
    total += weight;
  }
  const long double squares = squares_around(values, mean_of(values));
  const long double deviation = std::sqrt(squares / (static_cast<long double>(values.size()) - options.ddof));
  std::vector<double> scores(x.cols, none);
  for (std::uint32_t i = 0; i < x.cols; i++) {
    if (!counts[i] || values.size() <= options.ddof) continue;
    if (squares > 0)
      scores[i] = static_cast<double>((x.at(row, i) - weighted / total) / deviation);
    else if (options.zero_for_constant)
      scores[i] = 0;
  }
  return scores;
}

void compare(const Panel& x, const Panel* weights, std::uint32_t ddof, bool zero_for_constant) {
  std::vector<Panel> inputs = {x};
  if (weights) inputs.push_back(*weights);
  const Panel out = run_kernel("cs_zscore", {ddof, zero_for_constant}, {}, inputs);
  for (std::uint32_t row = 0; row < x.rows; row++) {
    const auto wants = scores_oracle(x, weights, row, {ddof, zero_for_constant});
    for (std::uint32_t col = 0; col < x.cols; col++)
      CHECK(close(out.at(row, col), wants[col], 1e-5), "[", row, ",", col, "] of ", x.cols, " got ",
            out.at(row, col), " want ", wants[col]);
  }
}

constexpr std::pair<std::uint32_t, std::uint32_t> shapes[] = {{2, 1}, {3, 2}, {4, 33}, {2, 300}};

}  // namespace

TEST("cs_zscore: within 1e-5, with both zeros and denormals") {
  in_every_order([] {
    for (const auto& [rows, cols] : shapes)
      for (const std::uint32_t ddof : {0u, 1u}) {
        compare(with_missing(normals(rows, cols, 1), 2), nullptr, ddof, false);
        compare(prices(rows, cols, 3), nullptr, ddof, true);
        compare(normals(rows, cols, 9, 1e-30f), nullptr, ddof, true);
        compare(sprinkled(normals(rows, cols, 4), 0.3, 5,
                          [](std::uint32_t n) { return n % 2 ? -0.0f : denormal; }),
                nullptr, ddof, true);
      }
  });
}

TEST("cs_zscore: weighted means") {
  in_every_order([] {
    for (const auto& [rows, cols] : shapes) {
      const Panel capital = with_missing(
          panel_of(rows, cols, [](auto row, auto col) { return 1e9f * (1 + (row * 7 + col * 13) % 50); }), 6);
      compare(with_missing(normals(rows, cols, 7), 8), &capital, 1, false);
    }
  });
}

TEST("cs_zscore: constant rows score exactly 0 or nothing, infinities leave no score") {
  const Panel constant = panel_of(3, 61, [](std::uint32_t row, std::uint32_t) { return 0.1f * (row + 1); });
  compare(constant, nullptr, 1, true);
  compare(constant, nullptr, 1, false);
  Panel x = normals(1, 40, 9);
  x.at(0, 17) = infinity;
  for (const float score : run_kernel("cs_zscore", {1, 0}, {}, {x}).values) CHECK(std::isnan(score));
}

TEST("cs_zscore: two close values score as exactly as two that are far apart") {
  in_every_order([] {
    for (const float level : {100.0f, 1e6f, -3e20f}) {
      const Panel close_by = panel_of(4, 2, [&](std::uint32_t row, std::uint32_t col) {
        return col == 0 ? level : level * (1 + 1e-6f * (row + 1));
      });
      compare(close_by, nullptr, 1, false);
      const Panel weights = panel_of(4, 2, [](auto row, auto col) { return 1.0f + row + 3 * col; });
      compare(close_by, &weights, 0, false);
    }
  });
}
