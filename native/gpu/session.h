// Runs batches of kernel calls on a device: uploads what the caller gives, encodes all calls into as few
// command buffers as possible, and copies the results back. One batch at a time; safe from any thread.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "gpu/operations.h"

namespace dualbus::gpu {

/** A panel of the caller. `f64` values are rounded to f32 on the device; as u64 they must be whole and below
 * 2^53. */
struct Slot {
  enum class Host : std::uint8_t { nothing, f32, f64, u32, u64 };

  Element element = Element::f32;  // on the device
  std::uint32_t rows = 0, cols = 0;
  Host host = Host::nothing;     // nothing: a result that only later calls of the batch read
  std::uint64_t stride = 0;      // elements from row to row in the caller's memory
  const void* source = nullptr;  // copied in before the first call
  void* target = nullptr;        // copied out after the last call
};

/** A call whose operands are numbers of slots. */
struct BatchCall {
  std::string_view kernel;
  std::vector<std::uint32_t> args;
  std::vector<double> reals;
  std::vector<std::uint32_t> inputs;
  std::vector<std::uint32_t> outputs;
};

/** Computes a call that the GPU refuses, on the same memory; returns why it cannot. */
using HostKernel = std::function<Outcome(const Call&)>;

class Session {
 public:
  /** On the system's device. */
  static Result<std::unique_ptr<Session>> open();
  explicit Session(Device device) : device_(device), pipelines_(device), pool_(device) {}

  /** Runs the calls in order. Without `fallback`, a refused call is an error and nothing runs. */
  Result<Cost> run(std::span<const BatchCall> calls, std::span<const Slot> slots,
                   const HostKernel& fallback = {});

  /** Compiles every shader of this build; the errors, none when all compile. */
  std::vector<Error> compile_all();

  const DeviceFacts& facts() const { return device_.facts(); }
  std::size_t idle_bytes();

 private:
  Device device_;
  std::mutex mutex_;
  Pipelines pipelines_;
  BufferPool pool_;
};

}  // namespace dualbus::gpu
