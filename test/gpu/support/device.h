// Runs batches on the emulated device in every order of lanes and threadgroups.
#pragma once
#include <functional>
#include <memory>

#include "gpu/emulated.h"
#include "gpu/session.h"
#include "support/check.h"
#include "support/panels.h"

namespace dualbus::testing {

inline gpu::Session& session() {
  static const std::unique_ptr<gpu::Session> shared = std::move(*gpu::Session::open());
  return *shared;
}

/** Calls `body` once for each order of lanes and each order of threadgroups: three combinations cover both.
 */
inline void in_every_order(const std::function<void()>& body) {
  using gpu::emulator::Order;
  const std::pair<Order, Order> orders[] = {{Order::forward, Order::reversed},
                                            {Order::reversed, Order::shuffled},
                                            {Order::shuffled, Order::forward}};
  std::uint32_t seed = 1;
  for (const auto& [lanes, groups] : orders) {
    gpu::emulated_behaviour().schedule = {lanes, groups, seed++};
    body();
  }
  gpu::emulated_behaviour().schedule = {};
}

inline gpu::Slot input_of(const Panel& panel) {
  return {gpu::Element::f32, panel.rows,          panel.cols, gpu::Slot::Host::f32,
          panel.cols,        panel.values.data(), nullptr};
}

inline gpu::Slot output_of(Panel& panel) {
  return {gpu::Element::f32, panel.rows, panel.cols,         gpu::Slot::Host::f32,
          panel.cols,        nullptr,    panel.values.data()};
}

/** One kernel over panels of one shape; a failed check and an empty panel when it does not run. */
inline Panel run_kernel(std::string_view kernel, std::vector<std::uint32_t> args, std::vector<double> reals,
                        const std::vector<Panel>& inputs) {
  Panel out = {inputs[0].rows, inputs[0].cols, std::vector<float>(inputs[0].values.size(), -7.0f)};
  std::vector<gpu::Slot> slots;
  std::vector<std::uint32_t> numbers;
  for (const Panel& input : inputs) {
    numbers.push_back(static_cast<std::uint32_t>(slots.size()));
    slots.push_back(input_of(input));
  }
  const auto last = static_cast<std::uint32_t>(slots.size());
  slots.push_back(output_of(out));
  const gpu::BatchCall call = {kernel, std::move(args), std::move(reals), numbers, {last}};
  const auto ran = session().run({&call, 1}, slots);
  CHECK(static_cast<bool>(ran), kernel, ": ", ran ? "" : ran.error().message);
  return out;
}

/** Whether both are missing, or both are the same infinity, or they differ by at most `tolerance`. */
inline bool close(float got, double want, double tolerance) {
  if (std::isnan(want)) return std::isnan(got);
  if (std::isinf(want)) return got == want;
  return std::fabs(double{got} - want) <= tolerance;
}

}  // namespace dualbus::testing
