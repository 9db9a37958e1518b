// Device buffers that are used again: a batch takes what it needs and gives it back, so that a steady load
// makes no new buffers. What lies unused is bounded.
#pragma once
#include <map>
#include <vector>

#include "gpu/device.h"

namespace dualbus::gpu {

class BufferPool {
 public:
  static constexpr std::size_t default_idle_limit = std::size_t{256} << 20;

  explicit BufferPool(Device device, std::size_t idle_limit = default_idle_limit)
      : device_(std::move(device)), idle_limit_(idle_limit) {}

  /** At least `bytes` of memory with any contents; the region covers exactly `bytes`. */
  Result<Region> take(std::size_t bytes);
  void give(Region region);
  std::size_t idle_bytes() const { return idle_bytes_; }

 private:
  Device device_;
  std::size_t idle_limit_;
  std::size_t idle_bytes_ = 0;
  std::map<std::size_t, std::vector<Buffer>> idle_;  // by size
};

}  // namespace dualbus::gpu
