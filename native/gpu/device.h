// A GPU, seen through the few things that dualbus asks of one. Three files implement it and the build picks
// one: metal_device.mm (Apple), emulated_device.cc (the same shaders on the CPU, for tests) and no_metal.cc
// (none). It is kept thin on purpose: everything that can be wrong stands above it and runs on the emulator
// too.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "gpu/result.h"
#include "gpu/shader.h"

namespace dualbus::gpu {

struct DeviceFacts {
  std::string name;
  std::uint64_t max_buffer_bytes;
  std::uint64_t working_set_bytes;    // what the device recommends not to exceed
  std::uint32_t threadgroup_bytes;    // threadgroup memory
  std::uint32_t threadgroup_threads;  // most threads of a threadgroup; a pipeline may allow fewer
};

struct Extent {
  std::uint32_t x = 1, y = 1, z = 1;
};

/** Memory that both the CPU and the device see. Copies share it; the last one frees it. */
class Buffer {
 public:
  struct Impl;
  Buffer() = default;
  explicit Buffer(std::shared_ptr<Impl> impl) : impl(std::move(impl)) {}
  void* contents() const;
  std::size_t bytes() const;
  std::shared_ptr<Impl> impl;
};

/** Bytes [offset, offset + bytes) of a buffer: what a kernel may touch. */
struct Region {
  Buffer buffer;
  std::size_t offset = 0;
  std::size_t bytes = 0;

  template <class T = char>
  T* data() const {
    return reinterpret_cast<T*>(static_cast<char*>(buffer.contents()) + offset);
  }
};

class Pipeline {
 public:
  struct Impl;
  Pipeline() = default;
  explicit Pipeline(std::shared_ptr<Impl> impl) : impl(std::move(impl)) {}
  /** Most threads per threadgroup of this kernel. */
  std::uint32_t max_threads() const;
  std::shared_ptr<Impl> impl;
};

/** The value of a function constant: 32 bits, signed or real as the shader declares it. */
struct FunctionConstant {
  std::uint32_t index;
  enum class Type { u32, f32, boolean } type;
  std::uint32_t bits;
};

class Library {
 public:
  struct Impl;
  Library() = default;
  explicit Library(std::shared_ptr<Impl> impl) : impl(std::move(impl)) {}
  Result<Pipeline> pipeline(std::string_view kernel, std::span<const FunctionConstant> constants) const;
  std::shared_ptr<Impl> impl;
};

/**
 * One command buffer. Dispatches run in the order in which they are encoded, each sees what the ones before
 * it wrote. Every dispatch takes the arguments set since the last use(). Threadgroups are whole: a kernel
 * tests its bounds itself.
 */
class Commands {
 public:
  struct Impl;
  Commands() = default;
  explicit Commands(std::shared_ptr<Impl> impl) : impl(std::move(impl)) {}
  void use(const Pipeline& pipeline);
  void region(std::uint32_t index, const Region& region);
  /** Copies an argument struct, at most 4 KiB. */
  void bytes(std::uint32_t index, const void* data, std::size_t bytes);
  /** Length of threadgroup memory argument `index`, a multiple of 16. */
  void threadgroup_memory(std::uint32_t index, std::size_t bytes);
  void dispatch(Extent groups, Extent threads);
  void commit();
  /** Blocks until the device is done; the seconds it spent, or its error. */
  Result<double> wait();
  std::shared_ptr<Impl> impl;
};

class Device {
 public:
  struct Impl;
  Device() = default;
  explicit Device(std::shared_ptr<Impl> impl) : impl(std::move(impl)) {}
  /** The system's default device. */
  static Result<Device> open();
  const DeviceFacts& facts() const;
  Result<Buffer> allocate(std::size_t bytes) const;
  Result<Library> compile(const Shader& shader) const;
  Result<Commands> commands() const;
  std::shared_ptr<Impl> impl;
};

}  // namespace dualbus::gpu
