// Rolling kernels against sums in long double over each window, at odd shapes, with every kind of awkward
// value.
#include <algorithm>
#include <string>

#include "support/device.h"
#include "support/oracle.h"

using namespace dualbus::testing;

namespace {

struct Options {
  std::uint32_t window, min_count, ddof;
};

/** The window's rows of one instrument, oldest first, missing ones included. */
std::vector<double> window_of(const Panel& panel, std::uint32_t row, std::uint32_t col,
                              std::uint32_t length) {
  std::vector<double> values;
  for (std::uint32_t r = row + 1 > length ? row + 1 - length : 0; r <= row; r++)
    values.push_back(panel.at(r, col));
  return values;
}

bool enough(const std::vector<double>& values, const Options& options) {
  return values.size() >= std::max(options.min_count, 1u);
}

double mean_oracle(const std::vector<double>& window, const Options& options) {
  const auto values = valid(window);
  return enough(values, options) ? static_cast<double>(mean_of(values)) : none;
}

double std_oracle(const std::vector<double>& window, const Options& options) {
  const auto values = valid(window);
  if (!enough(values, options) || values.size() <= options.ddof) return none;
  const long double variance =
      squares_around(values, mean_of(values)) / static_cast<long double>(values.size() - options.ddof);
  return static_cast<double>(std::sqrt(variance));
}

double min_oracle(const std::vector<double>& window, const Options& options) {
  const auto values = valid(window);
  return enough(values, options) ? *std::min_element(values.begin(), values.end()) : none;
}

double max_oracle(const std::vector<double>& window, const Options& options) {
  const auto values = valid(window);
  return enough(values, options) ? *std::max_element(values.begin(), values.end()) : none;
}

double decay_oracle(const std::vector<double>& window, const Options& options) {
  if (window.size() != options.window || valid(window).size() != window.size()) return none;
  long double sum = 0;
  for (std::size_t i = 0; i < window.size(); i++) sum += static_cast<long double>(i + 1) * window[i];
  return static_cast<double>(sum / (options.window * (options.window + 1.0L) / 2));
}

/** In place of ddof the options have the scale: 0 the rank, 1 over the count, 2 less a half over the count.
 */
double rank_oracle(const std::vector<double>& window, const Options& options) {
  const auto values = valid(window);
  if (std::isnan(window.back()) || !enough(values, options)) return none;
  double less = 0, equal = 0;
  for (const double value : values) {
    less += value < window.back();
    equal += value == window.back();
  }
  const double rank = less + (equal + 1) / 2;
  if (options.ddof == 0) return rank;
  return (options.ddof == 2 ? rank - 0.5 : rank) / static_cast<double>(values.size());
}

double corr_oracle(const std::vector<double>& x, const std::vector<double>& y, const Options& options) {
  std::vector<double> a, b;
  for (std::size_t i = 0; i < x.size(); i++) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    a.push_back(x[i]);
    b.push_back(y[i]);
  }
  if (!enough(a, options)) return none;
  const long double mean_a = mean_of(a), mean_b = mean_of(b);
  const long double aa = squares_around(a, mean_a), bb = squares_around(b, mean_b);
  long double ab = 0;
  for (std::size_t i = 0; i < a.size(); i++) ab += (a[i] - mean_a) * (b[i] - mean_b);
  if (!(aa > 0 && bb > 0)) return none;
  return std::clamp(static_cast<double>(ab / std::sqrt(aa * bb)), -1.0, 1.0);
}

using Oracle = double (*)(const std::vector<double>&, const Options&);
using Tolerance = double (*)(double want, const Options& options);

/** Runs the kernel on the panel and compares each value. */
void compare(const char* kernel, const Panel& x, const Options& options, Oracle oracle, Tolerance tolerance) {
  const Panel out = run_kernel(kernel, {options.window, options.min_count, options.ddof}, {}, {x});
  for (std::uint32_t row = 0; row < x.rows; row++)
    for (std::uint32_t col = 0; col < x.cols; col++) {
      const double want = oracle(window_of(x, row, col, options.window), options);
      CHECK(close(out.at(row, col), want, tolerance(want, options)), kernel, " W=", options.window, " [", row,
            ",", col, "] got ", out.at(row, col), " want ", want);
    }
}

constexpr Options all_options[] = {{1, 1, 0}, {5, 5, 1}, {7, 2, 1}, {20, 20, 1}, {60, 3, 0}};
constexpr std::pair<std::uint32_t, std::uint32_t> shapes[] = {{1, 1}, {1, 33}, {67, 1}, {41, 37}};

void compare_everywhere(const char* kernel, Oracle oracle, Tolerance tolerance) {
  in_every_order([&] {
    for (const auto& [rows, cols] : shapes)
      for (const Options& options : all_options) {
        compare(kernel, prices(rows, cols, 3), options, oracle, tolerance);
        compare(kernel, with_missing(normals(rows, cols, 4, 0.02f), 5), options, oracle, tolerance);
      }
  });
}

double mean_tolerance(double want, const Options&) { return 2e-6 * std::max(std::fabs(want), 1e-3); }

/** quant.md 5.3: 1e-4 up to window 19, 1e-5 from 20, 2e-6 from 60; inputs are f32 in both arms, so less is
 * expected. */
double std_tolerance(double want, const Options& options) {
  return (options.window < 20 ? 1e-4 : options.window < 60 ? 1e-5 : 2e-6) * want + 1e-44;
}

double exact(double, const Options&) { return 0; }

/** Half a unit in the last place of a share. */
double rounding(double, const Options&) { return 1e-7; }

}  // namespace

TEST("rolling_mean: within 2e-6") { compare_everywhere("rolling_mean", mean_oracle, mean_tolerance); }

TEST("rolling_std: within the tolerance of its window") {
  compare_everywhere("rolling_std", std_oracle, std_tolerance);
}

TEST("rolling_std: a constant window is exactly 0, a value that left the window leaves no trace") {
  const Panel x = panel_of(40, 3, [](std::uint32_t row, std::uint32_t col) {
    return row == 9 ? 1e8f : col == 0 ? 0.1f : 0.1f + 1e-6f * static_cast<float>(row % 3);
  });
  const Panel out = run_kernel("rolling_std", {5, 5, 1}, {}, {x});
  for (std::uint32_t row = 14; row < 40; row++) CHECK(out.at(row, 0) == 0.0f, out.at(row, 0));
  compare("rolling_std", x, {5, 5, 1}, std_oracle, std_tolerance);
}

TEST("rolling_std: magnitudes whose squares leave the range of a float") {
  in_every_order([] {
    for (const float scale : {1e-38f, 1e-25f, 1e25f, 1e36f})
      compare("rolling_std", with_missing(normals(41, 37, 6, scale), 7), {20, 2, 1}, std_oracle,
              std_tolerance);
  });
}

TEST("rolling_extreme: exact, with infinities, both zeros and denormals") {
  in_every_order([] {
    for (const auto& [rows, cols] : shapes)
      for (const Options& options : all_options) {
        compare("rolling_min", awkward(rows, cols, 11), options, min_oracle, exact);
        compare("rolling_max", awkward(rows, cols, 12), options, max_oracle, exact);
      }
  });
}

TEST("decay_linear: within 2e-6") { compare_everywhere("decay_linear", decay_oracle, mean_tolerance); }

TEST("ts_rank: exact ranks, with ties, infinities, both zeros and denormals") {
  in_every_order([] {
    for (const auto& [rows, cols] : shapes)
      for (const Options& options : all_options)
        for (std::uint32_t scale = 0; scale < 3; scale++)
          compare("ts_rank", awkward(rows, cols, 13), {options.window, options.min_count, scale}, rank_oracle,
                  rounding);
  });
}

TEST("rolling_corr: within 5e-5, from window 20 within 1e-5") {
  in_every_order([] {
    for (const auto& [rows, cols] : shapes)
      for (const Options& options : all_options) {
        const Panel x = with_missing(prices(rows, cols, 21), 22);
        Panel y = with_missing(prices(rows, cols, 23), 24);
        for (std::size_t i = 0; i < y.values.size(); i += 3) y.values[i] = x.values[i] * 2.0f;
        const Panel out = run_kernel("rolling_corr", {options.window, options.min_count, 1}, {}, {x, y});
        const double tolerance = options.window < 20 ? 5e-5 : 1e-5;
        for (std::uint32_t row = 0; row < rows; row++)
          for (std::uint32_t col = 0; col < cols; col++) {
            const double want = corr_oracle(window_of(x, row, col, options.window),
                                            window_of(y, row, col, options.window), options);
            CHECK(close(out.at(row, col), want, tolerance), "W=", options.window, " [", row, ",", col,
                  "] got ", out.at(row, col), " want ", want);
          }
      }
  });
}

static void compare_with_infinities(const char* kernel, Oracle oracle, Tolerance tolerance) {
  in_every_order([&] {
    const Panel x = sprinkled(normals(50, 35, 31), 0.03, 32,
                              [](std::uint32_t n) { return n % 2 ? infinity : -infinity; });
    for (const Options& options : all_options) {
      compare(kernel, x, options, oracle, tolerance);
      compare(kernel, with_missing(x, 33), options, oracle, tolerance);
    }
  });
}

TEST("rolling_mean: infinities as in a sum") {
  compare_with_infinities("rolling_mean", mean_oracle, mean_tolerance);
}

TEST("rolling_std: infinities leave no deviation") {
  compare_with_infinities("rolling_std", std_oracle, std_tolerance);
}

TEST("decay_linear: infinities as in a sum, a missing row wins") {
  compare_with_infinities("decay_linear", decay_oracle, mean_tolerance);
}
