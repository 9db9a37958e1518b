// Builds the command buffers of one batch: kernels are launched in order, memory for intermediate results
// lives until the batch ends, and a kernel that needs the host in between waits here.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "gpu/buffer_pool.h"
#include "gpu/device.h"
#include "gpu/pipelines.h"

namespace dualbus::gpu {

/** What a batch has cost so far. */
struct Cost {
  std::uint32_t command_buffers = 0;
  std::uint32_t dispatches = 0;
  std::uint32_t host_calls = 0;        // kernels that the host computed in between
  std::uint64_t copied_in_bytes = 0;   // from the caller's memory
  std::uint64_t copied_out_bytes = 0;  // to the caller's memory
  std::uint64_t device_bytes = 0;      // memory of the batch on the device
  double device_seconds = 0;
};

class Encoder {
 public:
  Encoder(Device device, Pipelines& pipelines, BufferPool& pool)
      : device_(std::move(device)), pipelines_(pipelines), pool_(pool) {}
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /** One launch: arguments by buffer index, then dispatch. The first error is kept and returned by dispatch.
   */
  class Launch {
   public:
    Launch& region(std::uint32_t index, const Region& region);
    template <class Args>
    Launch& args(std::uint32_t index, const Args& args) {
      if (encoder_.open_) encoder_.open_->bytes(index, &args, sizeof(args));
      return *this;
    }
    Launch& threadgroup_memory(std::uint32_t index, std::size_t bytes);
    Outcome dispatch(Extent groups, Extent threads);

   private:
    friend class Encoder;
    Launch(Encoder& encoder, std::optional<Error> error, std::uint32_t max_threads)
        : encoder_(encoder), error_(std::move(error)), max_threads_(max_threads) {}
    Encoder& encoder_;
    std::optional<Error> error_;
    std::uint32_t max_threads_;
  };

  Launch launch(const Function& function);
  /** Most threads that `function` can have in a threadgroup. */
  Result<std::uint32_t> max_threads(const Function& function);
  /** Memory for the rest of the batch, with any contents. */
  Result<Region> temporary(std::size_t bytes);
  /** Runs what was launched and waits: afterwards the host sees the results. */
  Outcome flush();

  const DeviceFacts& facts() const { return device_.facts(); }
  Cost& cost() { return cost_; }

 private:
  Outcome open();

  Device device_;
  Pipelines& pipelines_;
  BufferPool& pool_;
  std::optional<Commands> open_;
  std::vector<Region> taken_;
  Cost cost_;
};

}  // namespace dualbus::gpu
