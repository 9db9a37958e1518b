// What check_call refuses: sizes that overflow, states that are short; and the list of implementations.
#include "base/limits.h"
#include "support.h"

namespace dualbus::testing {
namespace {

void check_limits() {
  CHECK(saturating_product(3, 4, 5) == 60);
  CHECK(saturating_product(UINT32_MAX, UINT32_MAX, 1) > max_values);
  CHECK(saturating_product(UINT64_MAX, UINT64_MAX, UINT64_MAX) > max_values);
  CHECK(saturating_product(UINT64_MAX, 2) == UINT64_MAX);
}

/** Every window and every number of columns: the state is either large enough or refused. */
void check_state_sizes() {
  for (std::size_t k = 0; k < kernel_count; k++) {
    OwnedCall call(static_cast<KernelId>(k));
    for (std::uint32_t window : {1u, 2u, 1000u, UINT32_MAX})
      for (std::uint32_t cols : {1u, 7u, UINT32_MAX}) {
        call.cols = cols;
        call.args = {window, 1};
        if (!kernel_spec(call.id).check(call.part(0, 0)).ok()) continue;
        const std::uint64_t needed = kernel_spec(call.id).state_values(call.part(0, 0));
        if (needed == 0) continue;
        CHECK(needed > std::uint64_t{window} || needed > max_values, kernel_name(call.id));
        CHECK(!check_call(call.id, call.part(0, 0)).ok(), kernel_name(call.id), " took an empty state");
      }
  }
}

void check_implementations() {
  CHECK(!implementations().empty());
  CHECK(implementations().back()->name == "scalar");
  CHECK(find_implementation("") == implementations().front());
  CHECK(find_implementation("mmx") == nullptr);
  for (const KernelTable* table : implementations()) {
    CHECK(find_implementation(table->name) == table, table->name);
    for (StepFunction step : table->step) CHECK(step != nullptr, table->name);
  }
  CHECK(backends().back().name == "cpu");
}

}  // namespace

void register_spec() {
  cases().push_back({"sizes saturate", check_limits});
  cases().push_back({"states are never too short", check_state_sizes});
  cases().push_back({"implementations", check_implementations});
}

}  // namespace dualbus::testing
