// VPIN under many parameter sets in one batch: running totals of the volumes, buckets of all sets, VPIN of
// all sets. The host checks in whole numbers that nothing overflows and how many buckets close.
#include <cstring>
#include <vector>

#include "gpu/kernels/kernels.h"
#include "gpu/kernels/prefix_scan.h"
#include "gpu/kernels/shape.h"
#include "gpu/shaders/args.h"

namespace dualbus::gpu {

namespace {

constexpr std::uint32_t args_per_set = 6, bucket_threads = 64;
constexpr std::uint64_t exact_limit = std::uint64_t{1} << 53;

std::uint64_t wide(std::span<const std::uint32_t> words) { return words[0] | std::uint64_t{words[1]} << 32; }

Result<std::uint64_t> total_of(const Operand& volumes) {
  std::uint64_t total = 0;
  for (std::uint64_t i = 0; i < volumes.count(); i++) {
    const std::uint64_t volume = volumes.region.data<std::uint64_t>()[i];
    if (volume >= exact_limit || (total += volume) >= exact_limit)
      return Error{Fault::invalid, "the volumes add up to 2^53 or more at trade " + std::to_string(i)};
  }
  return total;
}

Result<std::vector<SweepConfig>> configs_of(const Call& call, std::uint64_t total) {
  std::vector<SweepConfig> configs;
  std::uint64_t buckets = 0;
  for (std::size_t i = 0; i < call.args.size(); i += args_per_set) {
    const auto set = call.args.subspan(i, args_per_set);
    SweepConfig config = {wide(set.first(2)), wide(set.subspan(2, 2)), 0, 0, set[4], set[5]};
    if (config.scale != 0 && total > (exact_limit - 1) / config.scale)
      return Error{Fault::invalid,
                   "scaled volumes reach 2^53 in parameter set " + std::to_string(i / args_per_set)};
    config.first = static_cast<std::uint32_t>(buckets);
    buckets += total * config.scale / config.bucket;
    if (buckets > call.outputs[0].cols) break;
    config.buckets = static_cast<std::uint32_t>(buckets) - config.first;
    if (config.buckets > 0) configs.push_back(config);
  }
  if (buckets != call.outputs[0].cols)
    return Error{Fault::invalid, "the outputs have " + std::to_string(call.outputs[0].cols) +
                                     " columns, the parameter sets close another number of buckets"};
  return configs;
}

}  // namespace

const char* refuse_vpin_sweep(const Call& call, const DeviceFacts&) {
  if (call.args.empty() || call.args.size() % args_per_set != 0)
    return "each parameter set has bucket and scale (two words each, low first), window and classifier";
  if (call.inputs.size() != 2 || call.outputs.size() != 3)
    return "volumes and signed fractions in; imbalances, starts and VPIN out";
  const Operand &volumes = call.inputs[0], &sides = call.inputs[1];
  if (volumes.element != Element::u64 || volumes.cols != 1 || volumes.count() > max_elements - 4096)
    return "the volumes are one u64 column";
  if (!is_panel(sides, sides.rows, volumes.rows))
    return "the signed fractions are one f32 row of all trades per classifier";
  const std::uint32_t cols = call.outputs[0].cols;
  if (!is_panel(call.outputs[0], 1, cols) || !is_panel(call.outputs[2], 1, cols) ||
      call.outputs[1].element != Element::u32 || call.outputs[1].rows != 1 || call.outputs[1].cols != cols)
    return "the outputs are one row each: f32, u32, f32";
  for (std::size_t i = 0; i < call.args.size(); i += args_per_set) {
    const auto set = call.args.subspan(i, args_per_set);
    if (wide(set.first(2)) == 0 || wide(set.subspan(2, 2)) == 0 || set[4] == 0 || set[5] >= sides.rows)
      return "bucket, scale and window are at least 1, and the classifier is a row of the signed fractions";
  }
  return nullptr;
}

Outcome encode_vpin_sweep(Encoder& encoder, const Call& call) {
  const Operand &volumes = call.inputs[0], &sides = call.inputs[1];
  const auto total = total_of(volumes);
  if (!total) return total.error();
  const auto configs = configs_of(call, *total);
  if (!configs) return configs.error();
  const auto table = encoder.temporary(configs->size() * sizeof(SweepConfig));
  if (!table) return table.error();
  std::memcpy(table->data(), configs->data(), table->bytes);
  const auto totals = encoder.temporary(volumes.bytes());
  if (!totals) return totals.error();
  if (const Outcome scanned = scan(encoder, volumes.region, *totals, volumes.rows); !scanned) return scanned;

  const std::uint32_t buckets = call.outputs[0].cols;
  const SweepArgs args = {volumes.rows, static_cast<std::uint32_t>(configs->size()), buckets};
  const Extent groups = {groups_for(buckets, bucket_threads)}, threads = {bucket_threads};
  const Outcome filled = encoder.launch({"vpin_sweep", "sweep_buckets"})
                             .region(0, *totals)
                             .region(1, sides.region)
                             .args(2, args)
                             .region(3, *table)
                             .region(4, call.outputs[0].region)
                             .region(5, call.outputs[1].region)
                             .dispatch(groups, threads);
  if (!filled) return filled;
  return encoder.launch({"vpin_sweep", "sweep_vpin"})
      .args(2, args)
      .region(3, *table)
      .region(4, call.outputs[0].region)
      .region(6, call.outputs[2].region)
      .dispatch(groups, threads);
}

}  // namespace dualbus::gpu
