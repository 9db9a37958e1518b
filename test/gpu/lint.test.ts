import { describe, expect, it } from 'vitest';
import { native, shaders, shaderTools } from './support/tools.js';

const { flatten, lint } = await shaderTools();

const frame = (body: string, before = '') => `#line 1 "a.metal"
#include <metal_stdlib>
using namespace metal;
${before}
kernel void k(device float *x [[buffer(0)]], uint at [[thread_position_in_grid]]) {
  ${body}
}
`;

/** Messages about a kernel with this body, and their lines. */
function findings(body: string, before = ''): string[] {
  return lint(frame(body, before)).map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

describe('MSL lint', () => {
  it('has nothing to say about a plain kernel', () => {
    expect(
      findings('x[at] = x[at] * 0.5f + 1e-3f + float(at) * 2.0f; const uint n = at & 7u; x[n] = x[at >> 1];'),
    ).toEqual([]);
  });

  it.each([
    ['std::', 'x[at] = std::sqrt(x[at]);', /std::/],
    ['exceptions', 'if (at > 3) throw 1;', /exceptions/],
    ['goto', 'goto done; done: return;', /goto/],
    ['heap', 'float *p = new float[3];', /heap/],
    ['thread_local', 'thread_local float y;', /thread_local/],
    ['double', 'double y = x[at];', /no double/],
    ['long long', 'long long n = 3;', /no long long/],
    ['unsuffixed real', 'x[at] *= 0.5;', /written with f/],
    ['unsuffixed exponent', 'x[at] *= 1e3;', /written with f/],
    ['isnan', 'if (isnan(x[at])) return;', /look at the bits/],
    ['isfinite', 'if (!isfinite(x[at])) return;', /look at the bits/],
    ['lambda', 'auto f = [](float v) { return v; };', /lambdas/],
    ['capturing lambda', 'auto f = [&at](float v) { return v; };', /lambdas/],
    ['lambda as an argument', 'apply(x, [=] { return 1; });', /lambdas/],
    ['static local', 'static float kept;', /static/],
    ['printf', 'printf("%f", x[at]);', /not available/],
    ['waiting', 'while (atomic_load_explicit(flag, memory_order_relaxed) == 0) {}', /wait for another/],
    ['volatile', 'volatile uint n = 3;', /wait for another/],
    ['pointer without a space', 'const float *p = x + at;', /address space/],
  ])('refuses %s', (_, body, message) => {
    const found = findings(`\n  ${body}`);
    expect(found.join('\n')).toMatch(message);
    expect(found[0]).toMatch(/^a\.metal:6: /);
  });

  it.each([
    ['virtual', 'struct S { virtual float f() { return 1.0f; } };', /virtual/],
    ['recursion', 'float f(float v) { return v > 0.0f ? f(v - 1.0f) : v; }', /recursion/],
    [
      'recursion through another function',
      'float g(float v);\nfloat f(float v) { return g(v); }\nfloat g(float v) { return f(v); }',
      /f calls itself/,
    ],
    ['a reference without a space', 'float f(const Args &args) { return args.x; }', /names no address space/],
    ['a pointer without a space', 'float f(const float *x) { return x[0]; }', /names no address space/],
    ['another header', '#include <cmath>', /only <metal_stdlib>/],
    ['buffer 31', 'kernel void m(device float *y [[buffer(31)]]) {}', /last buffer index is 30/],
  ])('refuses %s', (_, before, message) => {
    expect(findings('x[at] = 1.0f;', before).join('\n')).toMatch(message);
  });

  it('does not read comments and strings', () => {
    expect(findings('// std::vector, double, 0.5, [] { }\n  /* goto isnan new */ x[at] = 1.0f;')).toEqual([]);
  });

  it('accepts attributes, spaces and nested indices', () => {
    const before = 'static inline float f(device const float *x, thread float &y) { return x[0] + y; }';
    expect(
      findings('threadgroup float t[4]; t[at & 3u] = x[at]; x[uint(t[0])] = f(x, t[1]);', before),
    ).toEqual([]);
  });

  it.each(shaders)('%s is clean', (shader) => {
    expect(lint(flatten(native, shader))).toEqual([]);
  });
});
