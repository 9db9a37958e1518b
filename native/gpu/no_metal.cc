// The device of a machine without Metal: there is none, and the reason says what serves instead.
#include "gpu/device.h"

namespace dualbus::gpu {

namespace {

Error absent() {
  return {Fault::unavailable,
          "this build has no Metal: GPU kernels need macOS on Apple silicon, the CPU kernels serve"};
}

const DeviceFacts no_facts = {"none", 0, 0, 0, 0};

}  // namespace

struct Buffer::Impl {};
struct Pipeline::Impl {};
struct Library::Impl {};
struct Commands::Impl {};
struct Device::Impl {};

void* Buffer::contents() const { return nullptr; }
std::size_t Buffer::bytes() const { return 0; }
std::uint32_t Pipeline::max_threads() const { return 0; }
Result<Pipeline> Library::pipeline(std::string_view, std::span<const FunctionConstant>) const {
  return absent();
}
void Commands::use(const Pipeline&) {}
void Commands::region(std::uint32_t, const Region&) {}
void Commands::bytes(std::uint32_t, const void*, std::size_t) {}
void Commands::threadgroup_memory(std::uint32_t, std::size_t) {}
void Commands::dispatch(Extent, Extent) {}
void Commands::commit() {}
Result<double> Commands::wait() { return absent(); }
Result<Device> Device::open() { return absent(); }
const DeviceFacts& Device::facts() const { return no_facts; }
Result<Buffer> Device::allocate(std::size_t) const { return absent(); }
Result<Library> Device::compile(const Shader&) const { return absent(); }
Result<Commands> Device::commands() const { return absent(); }

}  // namespace dualbus::gpu
