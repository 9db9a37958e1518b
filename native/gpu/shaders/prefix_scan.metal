// Running totals of whole numbers in 64 bits. Each threadgroup scans a block of its own; the host scans the
// blocks' totals in the same way and adds them in a further dispatch, so that no threadgroup waits for
// another.
#include <metal_stdlib>
using namespace metal;
#include "gpu/shaders/args.h"
using namespace dualbus::gpu;

constant constexpr uint scan_threads = 256u;
constant constexpr uint scan_items = 8u;  // by each thread

kernel void scan_blocks(device const ulong* x [[buffer(0)]], device ulong* out [[buffer(1)]],
                        constant ScanArgs& args [[buffer(2)]], device ulong* totals [[buffer(3)]],
                        uint block [[threadgroup_position_in_grid]],
                        uint self [[thread_position_in_threadgroup]]) {
  threadgroup ulong sums[scan_threads];
  const uint begin = (block * scan_threads + self) * scan_items;
  const uint end = min(begin + scan_items, args.count);
  ulong own = 0ul;
  for (uint i = begin; i < end; i++) own += x[i];
  sums[self] = own;
  for (uint distance = 1u; distance < scan_threads; distance *= 2u) {
    threadgroup_barrier(mem_flags::mem_threadgroup);
    const ulong before = self >= distance ? sums[self - distance] : 0ul;
    threadgroup_barrier(mem_flags::mem_threadgroup);
    sums[self] += before;
  }
  ulong total = sums[self] - own;
  for (uint i = begin; i < end; i++) {
    total += x[i];
    out[i] = total;
  }
  if (self == scan_threads - 1u) totals[block] = total;
}

/** Adds the running total of the blocks before to each block but the first. */
kernel void scan_add(device ulong* out [[buffer(1)]], constant ScanArgs& args [[buffer(2)]],
                     device const ulong* totals [[buffer(3)]], uint block [[threadgroup_position_in_grid]],
                     uint self [[thread_position_in_threadgroup]]) {
  const uint begin = ((block + 1u) * scan_threads + self) * scan_items;
  const uint end = min(begin + scan_items, args.count);
  for (uint i = begin; i < end; i++) out[i] += totals[block];
}
