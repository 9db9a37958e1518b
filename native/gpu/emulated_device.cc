// The device of the tests: runs the shaders' own text, compiled for the emulator, on the CPU. A command
// buffer runs when it is waited for, so that a host that reads too early reads old memory.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

#include "gpu/device.h"
#include "gpu/emulated.h"
#include "gpu/emulator/sanitizer.h"

namespace dualbus::gpu {

namespace {

std::atomic<std::uint64_t> command_buffers, dispatches, buffers, live_buffers, live_bytes, peak_bytes;

Injected fault_of_environment() {
  const char* name = std::getenv("DUALBUS_EMULATED_FAULT");
  const std::string_view wanted = name == nullptr ? "" : name;
  if (wanted == "wrong-numbers") return Injected::wrong_numbers;
  if (wanted == "refused-memory") return Injected::refused_memory;
  if (wanted == "lost-device") return Injected::lost_device;
  if (wanted == "broken-compiler") return Injected::broken_compiler;
  return Injected::nothing;
}

const DeviceFacts facts_of_emulator = {"emulated GPU", std::uint64_t{1} << 32, std::uint64_t{1} << 32,
                                       32 * 1024, 1024};

}  // namespace

EmulatedBehaviour& emulated_behaviour() {
  static EmulatedBehaviour behaviour = {{}, fault_of_environment()};
  return behaviour;
}

EmulatedCounts emulated_counts() {
  return {command_buffers, dispatches, buffers, live_buffers, live_bytes, peak_bytes};
}

struct Buffer::Impl {
  char* memory;
  std::size_t bytes;

  Impl(char* memory, std::size_t bytes) : memory(memory), bytes(bytes) {
    buffers++;
    live_buffers++;
    const std::uint64_t live = live_bytes += bytes;
    if (live > peak_bytes) peak_bytes = live;
  }
  Impl(const Impl&) = delete;
  ~Impl() {
    live_buffers--;
    live_bytes -= bytes;
    std::free(memory);
  }
};

struct Pipeline::Impl {
  const emulator::Kernel* kernel;
  std::uint32_t constants[emulator::buffer_slots] = {};
};

struct Library::Impl {
  const emulator::Unit* unit;
};

struct Commands::Impl {
  struct Step {
    Pipeline pipeline;
    Region regions[emulator::buffer_slots];
    std::vector<char> bytes[emulator::buffer_slots];
    std::size_t shared[emulator::shared_slots] = {};
    Extent groups, threads;
  };
  Step next;
  std::vector<Step> steps;
  bool committed = false;
};

struct Device::Impl {};

void* Buffer::contents() const { return impl->memory; }
std::size_t Buffer::bytes() const { return impl->bytes; }
std::uint32_t Pipeline::max_threads() const { return emulator::max_threads; }

Result<Device> Device::open() { return Device(std::make_shared<Impl>()); }
const DeviceFacts& Device::facts() const { return facts_of_emulator; }

Result<Buffer> Device::allocate(std::size_t bytes) const {
  char* memory = nullptr;
  if (emulated_behaviour().fault != Injected::refused_memory && bytes > 0 &&
      bytes <= facts().max_buffer_bytes)
    memory = static_cast<char*>(std::malloc(bytes));
  if (memory == nullptr)
    return Error{Fault::out_of_memory, "no buffer of " + std::to_string(bytes) + " bytes"};
  std::memset(memory, 0x7f, bytes);  // new memory is garbage
  return Buffer(std::make_shared<Buffer::Impl>(memory, bytes));
}

Result<Library> Device::compile(const Shader& shader) const {
  if (emulated_behaviour().fault == Injected::broken_compiler)
    return Error{Fault::bad_shader, std::string(shader.name) + ": the compiler is broken on purpose"};
  for (const emulator::Unit* unit : emulated_units())
    if (shader.name == unit->name && shader.hash == unit->hash)
      return Library(std::make_shared<Library::Impl>(Library::Impl{unit}));
  return Error{Fault::bad_shader, std::string(shader.name) + ": the emulator was not built with this text"};
}

Result<Pipeline> Library::pipeline(std::string_view kernel,
                                   std::span<const FunctionConstant> constants) const {
  const emulator::Unit& unit = *impl->unit;
  Pipeline::Impl made = {};
  for (unsigned i = 0; i < unit.kernel_count; i++)
    if (kernel == unit.kernels[i].name) made.kernel = &unit.kernels[i];
  if (made.kernel == nullptr)
    return Error{Fault::bad_shader, std::string(unit.name) + " has no kernel " + std::string(kernel)};
  for (unsigned i = 0; i < unit.constant_count; i++) {
    const FunctionConstant* given = nullptr;
    for (const FunctionConstant& constant : constants)
      if (constant.index == unit.constants[i].index) given = &constant;
    if (given == nullptr)
      return Error{Fault::bad_shader, std::string(kernel) + ": no value for " + unit.constants[i].name};
    made.constants[given->index] = given->bits;
  }
  return Pipeline(std::make_shared<Pipeline::Impl>(made));
}

Result<Commands> Device::commands() const { return Commands(std::make_shared<Commands::Impl>()); }

void Commands::use(const Pipeline& pipeline) {
  impl->next = Impl::Step();
  impl->next.pipeline = pipeline;
}
void Commands::region(std::uint32_t index, const Region& region) { impl->next.regions[index] = region; }
void Commands::bytes(std::uint32_t index, const void* data, std::size_t bytes) {
  const char* start = static_cast<const char*>(data);
  impl->next.bytes[index].assign(start, start + bytes);
}
void Commands::threadgroup_memory(std::uint32_t index, std::size_t bytes) {
  impl->next.shared[index] = bytes;
}
void Commands::dispatch(Extent groups, Extent threads) {
  impl->next.groups = groups;
  impl->next.threads = threads;
  impl->steps.push_back(impl->next);
}
void Commands::commit() { impl->committed = true; }

namespace {

/** Calls `visit` with every stretch of the step's buffers that no bound region covers. */
void outside_regions(const Commands::Impl::Step& step, const std::function<void(char*, std::size_t)>& visit) {
  for (const Region& region : step.regions) {
    if (region.buffer.impl == nullptr) continue;
    char* memory = region.buffer.impl->memory;
    std::vector<std::pair<std::size_t, std::size_t>> covered;
    for (const Region& other : step.regions)
      if (other.buffer.impl == region.buffer.impl)
        covered.emplace_back(other.offset, other.offset + other.bytes);
    std::sort(covered.begin(), covered.end());
    std::size_t end = 0;
    for (const auto& [from, to] : covered) {
      if (from > end) visit(memory + end, from - end);
      end = std::max(end, to);
    }
    if (end < region.buffer.impl->bytes) visit(memory + end, region.buffer.impl->bytes - end);
  }
}

std::optional<std::string> execute(Commands::Impl::Step& step, const EmulatedBehaviour& behaviour) {
  emulator::Dispatch dispatch;
  dispatch.kernel = step.pipeline.impl->kernel;
  std::uint32_t* last = nullptr;
  for (unsigned i = 0; i < emulator::buffer_slots; i++) {
    const Region& region = step.regions[i];
    dispatch.constants[i] = &step.pipeline.impl->constants[i];
    if (!step.bytes[i].empty()) dispatch.buffers[i] = step.bytes[i].data();
    if (region.buffer.impl == nullptr) continue;
    if (region.offset + region.bytes > region.buffer.bytes()) return "a region ends behind its buffer";
    dispatch.buffers[i] = region.data();
    last = region.data<std::uint32_t>();
  }
  std::copy(std::begin(step.shared), std::end(step.shared), std::begin(dispatch.shared_bytes));
  dispatch.groups = {step.groups.x, step.groups.y, step.groups.z};
  dispatch.threads = {step.threads.x, step.threads.y, step.threads.z};
  outside_regions(step, [](char* start, std::size_t bytes) { emulator::poison(start, bytes); });
  auto refusal = emulator::run(dispatch, behaviour.schedule);
  outside_regions(step, [](char* start, std::size_t bytes) { emulator::unpoison(start, bytes); });
  if (behaviour.fault == Injected::wrong_numbers && last != nullptr) *last ^= 0x00400000u;
  dispatches++;
  return refusal;
}

}  // namespace

Result<double> Commands::wait() {
  if (!impl->committed) return Error{Fault::invalid, "waited for commands that were not committed"};
  command_buffers++;
  const EmulatedBehaviour behaviour = emulated_behaviour();
  if (behaviour.fault == Injected::lost_device)
    return Error{Fault::device_lost, "the emulated device was lost"};
  std::vector<Impl::Step> steps = std::move(impl->steps);
  for (Impl::Step& step : steps)
    if (auto refusal = execute(step, behaviour)) return Error{Fault::failed, *refusal};
  return 0.0;
}

}  // namespace dualbus::gpu
