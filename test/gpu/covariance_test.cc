// Covariance over the complete rows, relative to the deviations of the two columns.
#include "support/device.h"
#include "support/oracle.h"

using namespace dualbus::testing;
using dualbus::gpu::BatchCall;

namespace {

/** The columns over the rows in which none is missing. */
std::vector<std::vector<double>> complete_columns(const Panel& x) {
  std::vector<std::vector<double>> columns(x.cols);
  for (std::uint32_t row = 0; row < x.rows; row++) {
    const auto values = valid_of_row(x, row);
    if (values.size() != x.cols) continue;
    for (std::uint32_t col = 0; col < x.cols; col++) columns[col].push_back(values[col]);
  }
  return columns;
}

Panel covariance_of(const Panel& x, std::uint32_t ddof) {
  Panel out = {x.cols, x.cols, std::vector<float>(std::size_t{x.cols} * x.cols, -7.0f)};
  const std::vector<dualbus::gpu::Slot> slots = {input_of(x), output_of(out)};
  const BatchCall call = {"covariance", {ddof}, {}, {0}, {1}};
  const auto ran = session().run({&call, 1}, slots);
  CHECK(static_cast<bool>(ran), ran ? "" : ran.error().message);
  return out;
}

void compare(const Panel& x, std::uint32_t ddof) {
  const Panel out = covariance_of(x, ddof);
  const auto columns = complete_columns(x);
  const double count = static_cast<double>(columns[0].size()), divisor = count - ddof;
  std::vector<long double> means, deviations;
  for (const auto& column : columns) {
    means.push_back(mean_of(column));
    deviations.push_back(std::sqrt(squares_around(column, means.back()) / divisor));
  }
  for (std::uint32_t i = 0; i < x.cols; i++)
    for (std::uint32_t j = 0; j <= i; j++) {
      long double sum = 0;
      for (std::size_t k = 0; k < columns[i].size(); k++)
        sum += (columns[i][k] - means[i]) * (columns[j][k] - means[j]);
      const double want = divisor > 0 ? static_cast<double>(sum) / divisor : none;
      const auto tolerance = static_cast<double>(2e-6L * deviations[i] * deviations[j]);
      CHECK(close(out.at(i, j), want, tolerance), "(", i, ",", j, ") of ", x.cols, " got ", out.at(i, j),
            " want ", want);
      CHECK(out.at(i, j) == out.at(j, i) || std::isnan(want));
    }
}

}  // namespace

TEST("covariance: complete rows at odd shapes") {
  in_every_order([] {
    for (const auto& [rows, cols] : {std::pair(1u, 1u), {5u, 3u}, {70u, 33u}, {33u, 65u}}) {
      compare(normals(rows, cols, 1, 0.02f), 1);
      compare(prices(rows, cols, 2), 0);
      compare(sprinkled(normals(rows, cols, 3), 0.01, 4, missing_value), 1);
    }
  });
}

TEST("covariance: no complete row leaves nothing") {
  const Panel x =
      panel_of(4, 3, [](auto row, auto col) { return col == row % 3 ? missing_value(row) : 1.0f; });
  for (const float value : covariance_of(x, 0).values) CHECK(std::isnan(value));
}
