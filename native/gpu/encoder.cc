#include "gpu/encoder.h"

namespace dualbus::gpu {

Encoder::~Encoder() {
  for (Region& region : taken_) pool_.give(std::move(region));
}

Outcome Encoder::open() {
  if (open_) return Done{};
  auto commands = device_.commands();
  if (!commands) return commands.error();
  open_ = std::move(*commands);
  return Done{};
}

Encoder::Launch Encoder::launch(const Function& function) {
  const auto pipeline = pipelines_.get(function);
  if (!pipeline) return {*this, pipeline.error(), 0};
  const Outcome opened = open();
  if (!opened) return {*this, opened.error(), 0};
  open_->use(*pipeline);
  return {*this, std::nullopt, pipeline->max_threads()};
}

Result<std::uint32_t> Encoder::max_threads(const Function& function) {
  const auto pipeline = pipelines_.get(function);
  if (!pipeline) return pipeline.error();
  return pipeline->max_threads();
}

Encoder::Launch& Encoder::Launch::region(std::uint32_t index, const Region& region) {
  if (encoder_.open_) encoder_.open_->region(index, region);
  return *this;
}

Encoder::Launch& Encoder::Launch::threadgroup_memory(std::uint32_t index, std::size_t bytes) {
  const std::size_t rounded = (bytes + 15) / 16 * 16;
  if (rounded > encoder_.facts().threadgroup_bytes && !error_)
    error_ = Error{Fault::invalid, std::to_string(bytes) + " bytes of threadgroup memory are too many"};
  if (encoder_.open_) encoder_.open_->threadgroup_memory(index, rounded);
  return *this;
}

Outcome Encoder::Launch::dispatch(Extent groups, Extent threads) {
  const std::uint64_t count = std::uint64_t{threads.x} * threads.y * threads.z;
  if (!error_ && count > max_threads_)
    error_ = Error{Fault::invalid, std::to_string(count) + " threads per threadgroup are too many"};
  if (error_) return *error_;
  encoder_.open_->dispatch(groups, threads);
  encoder_.cost_.dispatches++;
  return Done{};
}

Result<Region> Encoder::temporary(std::size_t bytes) {
  auto region = pool_.take(bytes);
  if (!region) return region;
  cost_.device_bytes += region->buffer.bytes();
  taken_.push_back(*region);
  return region;
}

Outcome Encoder::flush() {
  if (!open_) return Done{};
  Commands commands = std::move(*open_);
  open_.reset();
  commands.commit();
  cost_.command_buffers++;
  const auto seconds = commands.wait();
  if (!seconds) return seconds.error();
  cost_.device_seconds += *seconds;
  return Done{};
}

}  // namespace dualbus::gpu
