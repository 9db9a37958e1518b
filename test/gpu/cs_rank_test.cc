// Ranks of each row, exact on the f32 input: ties, both zeros, infinities, denormals, missing values of any
// payload.
#include <iterator>
#include <set>

#include "support/device.h"
#include "support/oracle.h"

using namespace dualbus::testing;

namespace {

enum Method { average, lowest, highest, dense, ordinal };
constexpr Method methods[] = {average, lowest, highest, dense, ordinal};
enum Scale { rank, pct, centred };

double rank_oracle(const Panel& x, std::uint32_t row, std::uint32_t col, Method method, Scale scale) {
  const double value = x.at(row, col);
  if (std::isnan(value)) return none;
  const auto values = valid_of_row(x, row);
  double less = 0, equal = 0;
  for (const double other : values) {
    less += other < value;
    equal += other == value;
  }
  double count = static_cast<double>(values.size()), place = 0;
  if (method == average) place = less + (equal + 1) / 2;
  if (method == lowest) place = less + 1;
  if (method == highest) place = less + equal;
  if (method == dense) {
    const std::set<double> groups(values.begin(), values.end());
    place = 1 + static_cast<double>(std::distance(groups.begin(), groups.find(value)));
    count = static_cast<double>(groups.size());
  }
  if (method == ordinal) {
    place = less + 1;
    for (std::uint32_t before = 0; before < col; before++) place += x.at(row, before) == value;
  }
  return scale == rank ? place : scale == pct ? place / count : (place - 0.5) / count;
}

void compare(const Panel& x, Method method, Scale scale) {
  const Panel out = run_kernel("cs_rank", {method, scale}, {}, {x});
  for (std::uint32_t row = 0; row < x.rows; row++)
    for (std::uint32_t col = 0; col < x.cols; col++) {
      const double want = rank_oracle(x, row, col, method, scale);
      CHECK(close(out.at(row, col), want, scale == rank ? 0 : 6e-8), "[", row, ",", col, "] of ", x.cols,
            " got ", out.at(row, col), " want ", want);
    }
}

}  // namespace

TEST("cs_rank: every method and scale at odd shapes") {
  in_every_order([] {
    for (const auto& [rows, cols] : {std::pair(3u, 1u), {2u, 2u}, {4u, 33u}, {1u, 257u}})
      for (const Method method : methods)
        for (const Scale scale : {rank, pct, centred}) {
          compare(awkward(rows, cols, 1), method, scale);
          compare(with_missing(normals(rows, cols, 2), 3), method, scale);
        }
  });
}

TEST("cs_rank: more names than threads, and rows with nothing in them") {
  in_every_order([] { compare(with_missing(normals(1, 2100, 4), 5), average, rank); });
  compare(panel_of(2, 40,
                   [](std::uint32_t row, std::uint32_t col) { return row == 0 ? missing_value(col) : 1.0f; }),
          average, pct);
}

TEST("cs_rank: 8,192 names fit threadgroup memory, 8,193 are refused") {
  const Panel x = normals(1, 8192, 6);
  const Panel out = run_kernel("cs_rank", {average, rank}, {}, {x});
  std::vector<float> sorted = x.values;
  std::sort(sorted.begin(), sorted.end());
  for (std::uint32_t i = 0; i < x.cols; i += 91) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), x.values[i]) - sorted.begin();
    CHECK(out.values[i] >= static_cast<float>(place + 1) && out.values[i] <= static_cast<float>(place + 2));
  }
  const std::vector<std::uint32_t> args = {average, rank};
  const dualbus::gpu::Operand wide = {dualbus::gpu::Element::f32, 1, 8193, {}};
  CHECK(dualbus::gpu::refuse({"cs_rank", args, {}, {&wide, 1}, {&wide, 1}}, session().facts()) != nullptr);
}
