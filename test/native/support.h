// Kernel calls that own their memory, each array in a block of exactly its size, so that a sanitizer sees
// every step beyond an end.
#pragma once
#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "backend/registry.h"
#include "kernels/kernels.h"
#include "support/check.h"

namespace dualbus::testing {

using Values = std::vector<double>;

struct OwnedCall {
  explicit OwnedCall(KernelId kernel = KernelId::count) : id(kernel) {}

  KernelId id;
  std::uint32_t rows = 0, cols = 0;
  std::vector<std::uint32_t> args;
  Values reals;
  std::vector<Values> in, out;
  std::vector<std::size_t> in_stride, out_stride;
  Values state;
  Values scratch;

  /** The rows from `from` to before `to`, without scratch. */
  KernelCall part(std::size_t from, std::size_t to) {
    KernelCall call;
    call.rows = static_cast<std::uint32_t>(to - from);
    call.cols = cols;
    for (std::size_t i = 0; i < in.size(); i++)
      call.in[i] = {in[i].data() + from * in_stride[i], in_stride[i]};
    call.args = args.data(), call.arg_count = args.size();
    call.reals = reals.data(), call.real_count = reals.size();
    const std::size_t first = out.empty() || writes_whole(call) ? 0 : from;
    for (std::size_t i = 0; i < out.size(); i++)
      call.out[i] = {out[i].data() + first * out_stride[i], out_stride[i]};
    call.state = state.data(), call.state_values = state.size();
    return call;
  }

  /** Whether the output is one result over all rows: then it has rows where the inputs have none. */
  bool writes_whole(KernelCall call) const {
    call.rows = 0;
    return output_shape(id, call).rows != 0;
  }

  /** Runs all rows in pieces that end at `ends`, the last of which is `rows`. */
  void run(const KernelTable& table, const std::vector<std::size_t>& ends) {
    std::size_t from = 0;
    for (std::size_t to : ends) {
      if (to <= from || to > rows) continue;
      KernelCall call = part(from, to);
      const Status status = check_call(id, call);
      CHECK(status.ok(), kernel_name(id), ": ", status.ok() ? "" : status.problem);
      if (!status.ok() || cols == 0) return;  // the boundary answers empty calls itself
      scratch = Values(kernel_spec(id).scratch_values(call), std::nan(""));
      call.scratch = scratch.empty() ? nullptr : scratch.data();
      table.step[static_cast<std::size_t>(id)](call);
      from = to;
    }
  }
};

/** Equal values, or both missing; with a tolerance, close ones. */
inline bool agrees(double actual, double expected, double absolute = 0, double relative = 0) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected))) return true;
  const double size = std::fmax(std::fabs(actual), std::fabs(expected));
  return std::fabs(actual - expected) <= absolute + relative * size;
}

inline void check_values(const Values& actual, const Values& expected, const std::string& what,
                         double absolute = 0, double relative = 0) {
  CHECK(actual.size() == expected.size(), what);
  for (std::size_t i = 0; i < expected.size(); i++)
    CHECK(agrees(actual[i], expected[i], absolute, relative), what, " element ", i, ": ", actual[i],
          " instead of ", expected[i]);
}

/** Registers `body(table)` once for every implementation of this machine. */
template <class Body>
void for_each_implementation(const std::string& name, Body body) {
  for (const KernelTable* table : implementations())
    cases().push_back({name + " on " + std::string(table->name), [table, body] { body(*table); }});
}

}  // namespace dualbus::testing
