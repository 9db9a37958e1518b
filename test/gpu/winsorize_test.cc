// Bounds of each row: values inside stay as they are to the bit, values outside come to the bound within 1e-6
// of the row's range; missing values keep being missing; infinities come to the bound.
#include "support/device.h"
#include "support/oracle.h"

using namespace dualbus::testing;

namespace {

struct Bounds {
  double low, high;
};

std::vector<double> finite_of_row(const Panel& x, std::uint32_t row) {
  std::vector<double> values;
  for (const double value : valid_of_row(x, row))
    if (std::isfinite(value)) values.push_back(value);
  return values;
}

using Oracle = Bounds (*)(const std::vector<double>& finite, double level);

Bounds quantile_bounds(const std::vector<double>& finite, double level) {
  return {quantile_of(finite, level), quantile_of(finite, 1 - level)};
}

Bounds mad_bounds(const std::vector<double>& finite, double level) {
  const double median = quantile_of(finite, 0.5);
  std::vector<double> distances;
  for (const double value : finite) distances.push_back(std::fabs(value - median));
  const double reach = level * 1.4826 * quantile_of(distances, 0.5);
  return {median - reach, median + reach};
}

Bounds sigma_bounds(const std::vector<double>& finite, double level) {
  if (finite.size() < 2) return {-infinity, infinity};
  const auto mean = static_cast<double>(mean_of(finite));
  const auto squares = static_cast<double>(squares_around(finite, mean));
  const double reach = level * std::sqrt(squares / static_cast<double>(finite.size() - 1));
  return {mean - reach, mean + reach};
}

void compare(const char* kernel, std::vector<std::uint32_t> args, double level, const Panel& x,
             Oracle oracle) {
  const Panel out = run_kernel(kernel, std::move(args), {level}, {x});
  for (std::uint32_t row = 0; row < x.rows; row++) {
    const auto finite = finite_of_row(x, row);
    const Bounds bounds = finite.empty() ? Bounds{-infinity, infinity} : oracle(finite, level);
    const double scale =
        finite.empty() ? 1 : *std::max_element(finite.begin(), finite.end(), [](double a, double b) {
          return std::fabs(a) < std::fabs(b);
        });
    const double tolerance = 1e-6 * std::max(std::fabs(scale), 1e-3);
    for (std::uint32_t col = 0; col < x.cols; col++) {
      const double value = x.at(row, col);
      const double want = std::isnan(value) ? none : std::clamp(value, bounds.low, bounds.high);
      CHECK(close(out.at(row, col), want, tolerance), kernel, " ", level, " [", row, ",", col, "] of ",
            x.cols, " got ", out.at(row, col), " want ", want);
      const bool inside = value > bounds.low + tolerance && value < bounds.high - tolerance;
      CHECK(!inside || out.at(row, col) == x.at(row, col));
    }
  }
}

void compare_everywhere(const char* kernel, const std::vector<std::uint32_t>& args,
                        std::initializer_list<double> levels, Oracle oracle) {
  in_every_order([&] {
    for (const auto& [rows, cols] : {std::pair(2u, 1u), {2u, 2u}, {3u, 37u}, {1u, 300u}})
      for (const double level : levels) {
        const auto infinities = [](std::uint32_t n) { return n % 2 ? infinity : -infinity; };
        compare(kernel, args, level, with_missing(sprinkled(normals(rows, cols, 1), 0.1, 2, infinities), 3),
                oracle);
        compare(kernel, args, level, prices(rows, cols, 4), oracle);
      }
  });
}

}  // namespace

TEST("winsorize_quantile: linear quantiles of the finite values") {
  compare_everywhere("winsorize_quantile", {}, {0.0, 0.01, 0.05, 0.25, 0.5}, quantile_bounds);
}

TEST("winsorize_mad: deviations around the median") {
  compare_everywhere("winsorize_mad", {}, {1.0, 3.0}, mad_bounds);
}

TEST("winsorize_sigma: deviations around the mean") {
  compare_everywhere("winsorize_sigma", {1}, {0.5, 3.0}, sigma_bounds);
}
