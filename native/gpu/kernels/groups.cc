#include "gpu/kernels/groups.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace dualbus::gpu {

namespace {

Result<Region> kept(Encoder& encoder, const std::vector<std::uint32_t>& values) {
  auto region = encoder.temporary(values.size() * sizeof(std::uint32_t));
  if (region) std::memcpy(region->data(), values.data(), region->bytes);
  return region;
}

}  // namespace

Result<Groups> groups_of(Encoder& encoder, const Operand& numbers) {
  const std::uint32_t* group = numbers.region.data<std::uint32_t>();
  std::vector<std::uint32_t> members(numbers.cols), starts, dense(numbers.cols);
  std::iota(members.begin(), members.end(), 0u);
  std::sort(members.begin(), members.end(),
            [&](auto a, auto b) { return group[a] != group[b] ? group[a] < group[b] : a < b; });
  for (std::uint32_t i = 0; i < members.size(); i++) {
    if (i == 0 || group[members[i]] != group[members[i - 1]]) starts.push_back(i);
    dense[members[i]] = static_cast<std::uint32_t>(starts.size()) - 1;
  }
  // The last group is always the one of the names that have none, empty where each has one.
  if (group[members.back()] != no_group) starts.push_back(numbers.cols);
  const auto count = static_cast<std::uint32_t>(starts.size()) - 1;
  starts.push_back(numbers.cols);

  const auto member_region = kept(encoder, members), start_region = kept(encoder, starts),
             dense_region = kept(encoder, dense);
  for (const auto* region : {&member_region, &start_region, &dense_region})
    if (!*region) return region->error();
  return Groups{count, *member_region, *start_region, *dense_region};
}

}  // namespace dualbus::gpu
