// Kernels that use each notation the emulator translates, and kernels that a GPU would not run as written.
#include <metal_stdlib>
using namespace metal;

constant uint SHIFT [[function_constant(0)]];
constant float SCALE [[function_constant(3)]];

struct ProbeArgs {
  uint count;
  uint rounds;
};

// Sum of one threadgroup by halving; each threadgroup writes its own partial sum.
kernel void probe_tree_sum(device const float* x [[buffer(0)]], device float* partial [[buffer(1)]],
                           constant ProbeArgs& args [[buffer(2)]],
                           threadgroup float* scratch [[threadgroup(0)]], uint at [[thread_position_in_grid]],
                           uint self [[thread_position_in_threadgroup]],
                           uint group [[threadgroup_position_in_grid]],
                           uint threads [[threads_per_threadgroup]]) {
  scratch[self] = at < args.count ? x[at] : 0.0f;
  threadgroup_barrier(mem_flags::mem_threadgroup);
  for (uint width = threads / 2; width > 0; width /= 2) {
    if (self < width) scratch[self] += scratch[self + width];
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }
  if (self == 0) partial[group] = scratch[0];
}

// Running sum of 32 lanes, then the value two lanes above.
kernel void probe_simd(device const int* x [[buffer(0)]], device int4* out [[buffer(1)]],
                       uint at [[thread_position_in_grid]]) {
  const int value = x[at];
  const int prefix = simd_prefix_inclusive_sum(value);
  const int above = simd_shuffle_down(value, 2);
  out[at] = int4(prefix, above, simd_max(value), simd_sum(value) + simd_min(value));
}

// Vectors with several arguments, swizzles, function constants, positions in two dimensions.
kernel void probe_notations(device float4* out [[buffer(0)]], uint2 at [[thread_position_in_grid]],
                            uint2 grid [[threadgroups_per_grid]], uint2 threads [[threads_per_threadgroup]]) {
  const float4 v = float4(float(at.x), SCALE, max(1.0f, 2.0f), float(at.y)).wzyx;
  out[at.y * grid.x * threads.x + at.x] = v + float4(float(1u << SHIFT));
}

// Reverses each threadgroup through a threadgroup variable, some rounds.
kernel void probe_reverse(device uint* x [[buffer(0)]], constant ProbeArgs& args [[buffer(2)]],
                          uint at [[thread_position_in_grid]], uint self [[thread_position_in_threadgroup]],
                          uint threads [[threads_per_threadgroup]]) {
  threadgroup uint tile[64];
  for (uint round = 0; round < args.rounds; round++) {
    tile[self] = x[at];
    threadgroup_barrier(mem_flags::mem_threadgroup);
    x[at] = tile[threads - 1 - self];
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }
}

kernel void probe_reads_before_write(device uint* out [[buffer(0)]],
                                     uint self [[thread_position_in_threadgroup]],
                                     uint group [[threadgroup_position_in_grid]]) {
  threadgroup uint tile[4];
  if (self == 0) out[group] = tile[group & 3];
}

kernel void probe_divergent_barrier(device uint* out [[buffer(0)]],
                                    uint self [[thread_position_in_threadgroup]]) {
  if (self < 3) threadgroup_barrier(mem_flags::mem_threadgroup);
  out[self] = self;
}

kernel void probe_two_barriers(device uint* out [[buffer(0)]], uint self [[thread_position_in_threadgroup]]) {
  if (self < 3)
    threadgroup_barrier(mem_flags::mem_threadgroup);
  else
    threadgroup_barrier(mem_flags::mem_threadgroup);
  out[self] = self;
}

kernel void probe_divergent_simd(device float* out [[buffer(0)]],
                                 uint self [[thread_position_in_threadgroup]]) {
  float value = float(self);
  if (self < 7) value = simd_sum(value);
  out[self] = value;
}

kernel void probe_big_local(device float* out [[buffer(0)]], threadgroup float* more [[threadgroup(0)]],
                            uint self [[thread_position_in_threadgroup]]) {
  threadgroup float most[8000];
  most[self] = more[0];
  out[self] = most[self];
}

kernel void probe_past_local(device float* out [[buffer(0)]], constant ProbeArgs& args [[buffer(2)]],
                             uint self [[thread_position_in_threadgroup]]) {
  threadgroup float few[5];
  few[self] = float(self);
  out[self] = few[self + args.count];
}
