import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clang, native, shaders, shaderTools } from './support/tools.js';

const { codeOnly, flatten, hashOf, withoutComments, translateForEmulator, checkSpaces } = await shaderTools();

const folder = mkdtempSync(join(tmpdir(), 'dualbus-shader-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('flattened shaders', () => {
  mkdirSync(join(folder, 'room'));
  writeFileSync(join(folder, 'room/b.h'), '#pragma once\nint b;\n');
  writeFileSync(
    join(folder, 'room/a.h'),
    '#pragma once\n#ifndef __METAL_VERSION__\n#include <cstdint>\n#endif\n#include "room/b.h"\nint a;\n',
  );
  writeFileSync(join(folder, 'k.metal'), '#include "room/a.h"\n#include "room/b.h"\nint k;\n');
  const flat = flatten(folder, 'k.metal');

  it('hold every include once, keep places, and leave out what is for the host', () => {
    expect(flat.match(/int b;/g)).toHaveLength(1);
    expect(flat).not.toMatch(/cstdint|pragma/);
    const lines = flat.split('\n');
    expect(lines[lines.indexOf('int a;') - 1]).toBe('#line 6 "room/a.h"');
    expect(lines[lines.indexOf('int k;') - 1]).toBe('#line 3 "k.metal"');
  });

  it('know comments and strings from code', () => {
    const text = 'a /* b\nc */ d // e\n"f//" g';
    expect(withoutComments(text)).toBe('a     \n     d     \n"f//" g');
    expect(codeOnly(text)).toBe('a     \n     d     \n      g');
  });

  it('are told apart by a hash (FNV-1a)', () => {
    expect(hashOf('')).toBe('cbf29ce484222325');
    expect(hashOf('a')).toBe('af63dc4c8601ec8c');
  });
});

const kernel = (parameters: string, body = '', before = '') =>
  `#include <metal_stdlib>\nusing namespace metal;\n${before}\nkernel void k(${parameters}) {\n${body}\n}\n`;

describe('translation for the emulator', () => {
  it('reads arguments by index and built-ins by name', () => {
    const parameters =
      'device const float *x [[buffer(2)]], constant Args &args [[buffer(0)]], threadgroup uint *keys [[threadgroup(1)]], uint2 at [[thread_position_in_grid]], ushort lane [[thread_index_in_simdgroup]]';
    const text = translateForEmulator('u', kernel(parameters));
    expect(text).toContain('static_cast<const float *>(bound.buffers[2])');
    expect(text).toContain('*static_cast<const Args *>(bound.buffers[0])');
    expect(text).toContain('static_cast<uint *>(bound.shared[1])');
    expect(text).toContain('uint2{emulator::lane().position_in_grid.x,emulator::lane().position_in_grid.y}');
    expect(text).toContain('ushort((emulator::lane().index % emulator::simd_width))');
    expect(text).toContain('{"k", launch_k, 5u, 2u}');
  });

  it('refuses a parameter without an attribute, and a built-in it does not know', () => {
    expect(() => translateForEmulator('u', kernel('device float *x'))).toThrow(
      /parameter without an attribute/,
    );
    expect(() => translateForEmulator('u', kernel('uint at [[amplification_id]]'))).toThrow(
      /does not know \[\[amplification_id\]\]/,
    );
  });

  it('keeps lines where they were', () => {
    const flat = `#line 1 "k.metal"\n${kernel('uint at [[thread_position_in_grid]]', '/* a\nb */ threadgroup float t[3];\nmark();')}`;
    const lines = translateForEmulator('u', flat).split('\n');
    const start = lines.findIndex((line) => line.startsWith('#line 1 "k.metal"'));
    expect(lines[start + flat.split('\n').indexOf('mark();')]).toBe('mark();');
  });

  it('answers to the hash of the original text when a fault was planted', () => {
    const original = kernel('uint at [[thread_position_in_grid]]', 'f();');
    const mutant = original.replace('f();', '');
    expect(translateForEmulator('u', mutant, original)).toContain(`0x${hashOf(original)}ull`);
  });
});

describe.skipIf(clang === undefined)(`address spaces [${clang ?? 'SKIPPED: no clang++'}]`, () => {
  const check = (body: string, before = '') =>
    checkSpaces(
      clang ?? '',
      kernel(
        'device float *x [[buffer(0)]], constant float *c [[buffer(1)]], threadgroup float *t [[threadgroup(0)]], uint at [[thread_position_in_grid]]',
        body,
        before,
      ),
    );

  it('accept what fits', () => {
    const before = 'static inline float f(device const float *p) { return p[0]; }';
    expect(
      check('threadgroup float own[4]; own[0] = c[at]; t[at] = own[0]; x[at] = f(x + 1) + t[0];', before),
    ).toBe('');
  });

  it.each([
    ['threadgroup memory as device memory', 'x[at] = f(t);'],
    ['constant memory as device memory', 'x[at] = f(c);'],
    ['a variable of the thread as device memory', 'float own[2] = {0.0f, 1.0f}; x[at] = f(own);'],
    ['a pointer kept in the wrong space', 'device float *p = t; x[at] = p[0];'],
    ['writing to constant memory', 'c[at] = 1.0f;'],
    ['a real number that became a double', 'x[at] = x[at] * 0.5;'],
  ])('refuse %s', (_, body) => {
    expect(check(body, 'static inline float f(device const float *p) { return p[0]; }')).not.toBe('');
  });

  it.each(shaders)('%s fits', (shader) => {
    expect(checkSpaces(clang ?? '', flatten(native, shader))).toBe('');
  });
});
