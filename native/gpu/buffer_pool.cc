#include "gpu/buffer_pool.h"

#include <algorithm>
#include <bit>

namespace dualbus::gpu {

namespace {

constexpr std::size_t page = 16 * 1024;

/** Sizes are powers of two up to 1 MiB and whole MiB above: few sizes, and never twice what a large panel
 * needs. */
std::size_t size_class(std::size_t bytes) {
  constexpr std::size_t large = std::size_t{1} << 20;
  if (bytes <= large) return std::bit_ceil(std::max(bytes, page));
  return (bytes + large - 1) / large * large;
}

}  // namespace

Result<Region> BufferPool::take(std::size_t bytes) {
  if (bytes == 0) return Error{Fault::invalid, "an empty panel"};
  const std::size_t size = size_class(bytes);
  auto found = idle_.find(size);
  if (found != idle_.end() && !found->second.empty()) {
    Region region = {std::move(found->second.back()), 0, bytes};
    found->second.pop_back();
    idle_bytes_ -= size;
    return region;
  }
  if (size > device_.facts().max_buffer_bytes)
    return Error{Fault::out_of_memory, "the device takes no buffer of " + std::to_string(bytes) + " bytes"};
  auto made = device_.allocate(size);
  if (!made && made.error().fault == Fault::out_of_memory && idle_bytes_ > 0) {
    idle_.clear();  // other sizes may hold the room
    idle_bytes_ = 0;
    made = device_.allocate(size);
  }
  if (!made) return made.error();
  return Region{std::move(*made), 0, bytes};
}

void BufferPool::give(Region region) {
  const std::size_t size = region.buffer.bytes();
  if (idle_bytes_ + size > idle_limit_) return;  // freed with its last owner
  idle_bytes_ += size;
  idle_[size].push_back(std::move(region.buffer));
}

}  // namespace dualbus::gpu
