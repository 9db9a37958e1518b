// Turns flattened shader text into C++ for the emulator: the few notations that clang cannot take are rewritten
// in place (lines stay where they are), and each kernel gets a launcher that reads its arguments.
import {
  functionConstantsOf,
  kernelsOf,
  replaceFunctionConstants,
  replaceThreadgroupLocals,
} from './signatures.mjs';
import { closing, hashOf, splitArguments, withoutComments } from './source.mjs';

const lane = 'emulator::lane()';
const builtins = {
  thread_position_in_grid: `${lane}.position_in_grid`,
  thread_position_in_threadgroup: `${lane}.position`,
  threadgroup_position_in_grid: `${lane}.group`,
  threads_per_threadgroup: `${lane}.threads`,
  threadgroups_per_grid: `${lane}.groups`,
  thread_index_in_threadgroup: `${lane}.index`,
  thread_index_in_simdgroup: `(${lane}.index % emulator::simd_width)`,
  simdgroup_index_in_threadgroup: `(${lane}.index / emulator::simd_width)`,
  simdgroups_per_threadgroup: `${lane}.simdgroups()`,
  threads_per_simdgroup: 'emulator::simd_width',
};

/** C++ that defines the emulator's unit `name`. `original` is the text the unit answers to (mutants pass the unmutated one). */
export function translateForEmulator(name, flat, original = flat) {
  const text = withoutComments(flat);
  const kernels = kernelsOf(text);
  const constants = functionConstantsOf(text);
  let site = 0;
  let body = replaceFunctionConstants(
    common(text),
    ({ type, name: constant, index }) =>
      `static const emulator::FunctionConstant<${type}, ${index}> ${constant};`,
  );
  body = replaceThreadgroupLocals(body, ({ type, name: local, dims }) => {
    const storage = `${local}_storage`;
    return `using ${storage} = ${type}${dims}; ${storage} &${local} = emulator::threadgroup_local<${storage}>(${site++});`;
  });
  return [
    '#include <metal_stdlib>',
    '#include "gpu/emulator/unit.h"',
    `namespace unit_${name} {`,
    'namespace emulator = ::dualbus::gpu::emulator;',
    body.replace(/#include\s*<metal_stdlib>/g, ''),
    ...kernels.map(launcherOf),
    tableOf('Kernel', 'kernels', kernels.map(kernelRow)),
    tableOf(
      'Constant',
      'constants',
      constants.map((c) => `{"${c.name}", ${c.index}}`),
    ),
    '}',
    `extern const ::dualbus::gpu::emulator::Unit emulated_${name};`,
    `const ::dualbus::gpu::emulator::Unit emulated_${name} = {"${name}", 0x${hashOf(original)}ull, ` +
      `unit_${name}::kernels, ${kernels.length}, unit_${name}::constants, ${constants.length}};`,
    '',
  ].join('\n');
}

/** C++ for a syntax check in which the address-space keywords are types of their own. */
export function translateForAddressSpaces(flat) {
  const text = replaceFunctionConstants(
    common(withoutComments(flat)),
    ({ type, name }) => `constexpr ${type} ${name} = ${type}();`,
  );
  return replaceThreadgroupLocals(
    text,
    ({ type, name, dims }) => `static threadgroup ${type} ${name}${dims};`,
  );
}

function common(text) {
  return braceVectors(text.replace(/\[\[\s*threadgroup\((\d+)\)\s*\]\]/g, '[[threadgroup_slot($1)]]'));
}

/** `float2(a, b)` to `float2{a, b}`: clang's vector types have no constructor of several arguments. */
function braceVectors(text) {
  const vector = /\b(?:float|int|uint|ushort|long|ulong)[234]\s*\(/g;
  let out = text;
  for (let match = vector.exec(out); match; match = vector.exec(out)) {
    const open = match.index + match[0].length - 1;
    const end = closing(out, open);
    if (splitArguments(out.slice(open + 1, end - 1)).length > 1)
      out = `${out.slice(0, open)}{${out.slice(open + 1, end - 1)}}${out.slice(end)}`;
  }
  return out;
}

function launcherOf(kernel) {
  const values = kernel.parameters.map((parameter) => argumentOf(kernel, parameter));
  return `static void launch_${kernel.name}(const emulator::Bindings &bound) {\n  (void)bound;\n  ${kernel.name}(${values.join(', ')});\n}`;
}

function argumentOf(kernel, { type, attribute, index }) {
  const plain = type.replace(/\b(?:device|constant|threadgroup|thread)\b/g, '').trim();
  if (attribute === 'buffer') {
    const target = /\bconstant\b/.test(type) && !/\bconst\b/.test(plain) ? `const ${plain}` : plain;
    if (target.endsWith('&')) return `*static_cast<${target.slice(0, -1).trim()} *>(bound.buffers[${index}])`;
    return `static_cast<${target}>(bound.buffers[${index}])`;
  }
  if (attribute === 'threadgroup') return `static_cast<${plain}>(bound.shared[${index}])`;
  const builtin = builtins[attribute];
  if (!builtin) throw new Error(`${kernel.name}: the emulator does not know [[${attribute}]]`);
  const width = /([23])$/.exec(type)?.[1];
  if (!/\.(?:position|position_in_grid|group|threads|groups)$/.test(builtin)) return `${type}(${builtin})`;
  if (width === undefined) return `${type}(${builtin}.x)`;
  return `${type}{${['x', 'y', 'z'].slice(0, Number(width)).map((axis) => `${builtin}.${axis}`)}}`;
}

function kernelRow(kernel) {
  const mask = (attribute) =>
    kernel.parameters.reduce((bits, p) => (p.attribute === attribute ? bits | (1 << p.index) : bits), 0) >>>
    0;
  return `{"${kernel.name}", launch_${kernel.name}, ${mask('buffer')}u, ${mask('threadgroup')}u}`;
}

function tableOf(type, name, rows) {
  return `static const emulator::${type} ${name}[] = {${rows.length > 0 ? rows.join(', ') : '{}'}};`;
}
