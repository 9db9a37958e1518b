#include "gpu/session.h"

#include <algorithm>

#include "gpu/transfer.h"

namespace dualbus::gpu {

namespace {

bool fits(const Slot& slot) {
  const bool has_host = slot.source != nullptr || slot.target != nullptr;
  if (slot.rows == 0 || slot.cols == 0 || (has_host && slot.stride < slot.cols)) return false;
  switch (slot.host) {
    case Slot::Host::nothing:
      return !has_host;
    case Slot::Host::f32:
      return slot.element == Element::f32;
    case Slot::Host::f64:
      return slot.element != Element::u32;
    case Slot::Host::u32:
      return slot.element == Element::u32;
    case Slot::Host::u64:
      return slot.element == Element::u64;
  }
  return false;
}

/** One batch under way. */
class Batch {
 public:
  Batch(Encoder& encoder, std::span<const Slot> slots, const HostKernel& fallback)
      : encoder_(encoder), slots_(slots), fallback_(fallback) {}

  Outcome run(std::span<const BatchCall> calls) {
    if (Outcome shapes = describe(); !shapes) return shapes;
    for (const BatchCall& call : calls)
      if (Outcome checked = check(call); !checked) return checked;
    for (std::size_t i = 0; i < slots_.size(); i++)
      if (slots_[i].target != nullptr && !filled_[i])
        return Error{Fault::invalid, "nothing is written to slot " + std::to_string(i)};
    if (Outcome uploaded = upload(); !uploaded) return uploaded;
    for (const BatchCall& call : calls)
      if (Outcome encoded = encode(call); !encoded) return encoded;
    if (Outcome finished = encoder_.flush(); !finished) return finished;
    download();
    return Done{};
  }

 private:
  Outcome describe() {
    for (std::size_t i = 0; i < slots_.size(); i++) {
      const Slot& slot = slots_[i];
      if (!fits(slot))
        return Error{Fault::invalid, "slot " + std::to_string(i) + " has no usable shape or type"};
      operands_.push_back({slot.element, slot.rows, slot.cols, {}});
      filled_.push_back(slot.source != nullptr);
    }
    return Done{};
  }

  /** The call with the operands of its slots, valid until the next call is viewed. */
  Call view(const BatchCall& call) {
    inputs_.clear();
    outputs_.clear();
    for (const std::uint32_t slot : call.inputs) inputs_.push_back(operands_[slot]);
    for (const std::uint32_t slot : call.outputs) outputs_.push_back(operands_[slot]);
    return {call.kernel, call.args, call.reals, inputs_, outputs_};
  }

  Outcome check(const BatchCall& call) {
    const char* reason = misuse(call);
    if (reason == nullptr && !fallback_) reason = refuse(view(call), encoder_.facts());
    if (reason == nullptr) return Done{};
    return Error{Fault::invalid, std::string(call.kernel) + ": " + reason};
  }

  /** Whether a slot is read before anything stands in it, or read and written by one call. */
  const char* misuse(const BatchCall& call) {
    for (const std::uint32_t slot : call.inputs) {
      if (slot >= slots_.size()) return "an input names a slot that does not exist";
      if (!filled_[slot]) return "an input is read before anything was written to it";
    }
    for (const std::uint32_t slot : call.outputs) {
      if (slot >= slots_.size()) return "an output names a slot that does not exist";
      if (std::count(call.inputs.begin(), call.inputs.end(), slot) > 0) return "an output is also an input";
      filled_[slot] = true;
    }
    return nullptr;
  }

  Outcome upload() {
    for (std::size_t i = 0; i < slots_.size(); i++) {
      auto region = encoder_.temporary(operands_[i].bytes());
      if (!region) return region.error();
      operands_[i].region = *region;
      if (slots_[i].source == nullptr) continue;
      if (Outcome copied = copy_in(slots_[i], *region); !copied)
        return Error{copied.error().fault, "slot " + std::to_string(i) + ", " + copied.error().message};
      encoder_.cost().copied_in_bytes += operands_[i].bytes();
    }
    return Done{};
  }

  Outcome encode(const BatchCall& call) {
    const Call ready = view(call);
    if (refuse(ready, encoder_.facts()) == nullptr)
      return find_operation(call.kernel)->encode(encoder_, ready);
    if (Outcome finished = encoder_.flush(); !finished) return finished;
    encoder_.cost().host_calls++;
    return fallback_(ready);
  }

  void download() {
    for (std::size_t i = 0; i < slots_.size(); i++) {
      if (slots_[i].target == nullptr) continue;
      copy_out(operands_[i].region, slots_[i]);
      encoder_.cost().copied_out_bytes += operands_[i].bytes();
    }
  }

  Encoder& encoder_;
  std::span<const Slot> slots_;
  const HostKernel& fallback_;
  std::vector<Operand> operands_, inputs_, outputs_;
  std::vector<bool> filled_;
};

}  // namespace

Result<std::unique_ptr<Session>> Session::open() {
  auto device = Device::open();
  if (!device) return device.error();
  return std::make_unique<Session>(std::move(*device));
}

Result<Cost> Session::run(std::span<const BatchCall> calls, std::span<const Slot> slots,
                          const HostKernel& fallback) {
  const std::lock_guard lock(mutex_);
  Encoder encoder(device_, pipelines_, pool_);
  if (Outcome ran = Batch(encoder, slots, fallback).run(calls); !ran) return ran.error();
  return encoder.cost();
}

std::vector<Error> Session::compile_all() {
  const std::lock_guard lock(mutex_);
  std::vector<Error> errors;
  for (const Shader& shader : shaders())
    if (const auto compiled = device_.compile(shader); !compiled) errors.push_back(compiled.error());
  return errors;
}

std::size_t Session::idle_bytes() {
  const std::lock_guard lock(mutex_);
  return pool_.idle_bytes();
}

}  // namespace dualbus::gpu
