// Panels for tests: deterministic values of a kind, with the values that break kernels sprinkled in.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <vector>

namespace dualbus::testing {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float denormal = 1e-41f;

/** A missing value with a payload of its own; `salt` picks it. */
inline float missing_value(std::uint32_t salt) {
  return std::bit_cast<float>((salt % 2 == 0 ? 0x7f800001u : 0xffc00000u) + salt * 2654435761u % 0x3fffffu);
}

struct Panel {
  std::uint32_t rows, cols;
  std::vector<float> values;

  float& at(std::uint32_t row, std::uint32_t col) { return values[std::size_t{row} * cols + col]; }
  float at(std::uint32_t row, std::uint32_t col) const { return values[std::size_t{row} * cols + col]; }
};

inline Panel panel_of(std::uint32_t rows, std::uint32_t cols,
                      const std::function<float(std::uint32_t, std::uint32_t)>& f) {
  Panel panel = {rows, cols, std::vector<float>(std::size_t{rows} * cols)};
  for (std::uint32_t row = 0; row < rows; row++)
    for (std::uint32_t col = 0; col < cols; col++) panel.at(row, col) = f(row, col);
  return panel;
}

/** Random walks around 100, as prices move. */
inline Panel prices(std::uint32_t rows, std::uint32_t cols, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> step(0.0f, 0.01f);
  std::vector<float> level(cols, 100.0f);
  return panel_of(rows, cols,
                  [&](std::uint32_t, std::uint32_t col) { return level[col] *= std::exp(step(random)); });
}

inline Panel normals(std::uint32_t rows, std::uint32_t cols, std::uint32_t seed, float scale = 1.0f) {
  std::mt19937 random(seed);
  std::normal_distribution<float> value(0.0f, scale);
  return panel_of(rows, cols, [&](std::uint32_t, std::uint32_t) { return value(random); });
}

/** Replaces about `share` of the values by what `pick` gives for a running number. */
inline Panel sprinkled(Panel panel, double share, std::uint32_t seed,
                       const std::function<float(std::uint32_t)>& pick) {
  std::mt19937 random(seed);
  std::uint32_t number = 0;
  for (float& value : panel.values)
    if (random() < share * 4294967296.0) value = pick(number++);
  return panel;
}

inline Panel with_missing(Panel panel, std::uint32_t seed) {
  return sprinkled(std::move(panel), 0.07, seed, missing_value);
}

/** Few distinct values (ties), both zeros, both infinities, denormals, missing. */
inline Panel awkward(std::uint32_t rows, std::uint32_t cols, std::uint32_t seed) {
  const float special[] = {0.0f,  -0.0f,        denormal, -denormal, infinity, -infinity, 1.0f,
                           -1.0f, 2 * denormal, 3.0e38f,  -3.0e38f,  1e-38f,   0.5f,      1.0f};
  std::mt19937 random(seed);
  return panel_of(rows, cols, [&](std::uint32_t, std::uint32_t) {
    const std::uint32_t pick = random() % 16;
    return pick < 14 ? special[pick] : missing_value(random());
  });
}

}  // namespace dualbus::testing
