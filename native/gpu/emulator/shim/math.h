// Scalar mathematics. Metal's min and max of floats return the number when the other operand is NaN, as fmin
// and fmax do.
#pragma once

#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")

namespace metal {

METAL_FUNC float sqrt(float x) { return __builtin_sqrtf(x); }
METAL_FUNC float exp(float x) { return __builtin_expf(x); }
METAL_FUNC float log(float x) { return __builtin_logf(x); }
METAL_FUNC float fabs(float x) { return __builtin_fabsf(x); }
METAL_FUNC float floor(float x) { return __builtin_floorf(x); }
METAL_FUNC float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
METAL_FUNC float copysign(float x, float s) { return __builtin_copysignf(x, s); }

METAL_FUNC float max(float a, float b) { return __builtin_fmaxf(a, b); }
METAL_FUNC float min(float a, float b) { return __builtin_fminf(a, b); }
METAL_FUNC int max(int a, int b) { return a < b ? b : a; }
METAL_FUNC int min(int a, int b) { return b < a ? b : a; }
METAL_FUNC uint max(uint a, uint b) { return a < b ? b : a; }
METAL_FUNC uint min(uint a, uint b) { return b < a ? b : a; }
METAL_FUNC long max(long a, long b) { return a < b ? b : a; }
METAL_FUNC long min(long a, long b) { return b < a ? b : a; }
METAL_FUNC ulong max(ulong a, ulong b) { return a < b ? b : a; }
METAL_FUNC ulong min(ulong a, ulong b) { return b < a ? b : a; }

METAL_FUNC float clamp(float x, float low, float high) { return min(max(x, low), high); }
METAL_FUNC uint clamp(uint x, uint low, uint high) { return min(max(x, low), high); }

}  // namespace metal
