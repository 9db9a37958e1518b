// What clang accepts in a shader and Metal does not (or what fast math and undefined scheduling would break).
// Usage: node lint.mjs ROOT SHADER...   prints "file:line: message" and exits 1 when there is anything to print.
import { pathToFileURL } from 'node:url';
import { functionsOf } from './signatures.mjs';
import { codeOnly, flatten, placeOf, splitArguments } from './source.mjs';

const words = [
  [/\bstd\s*::/g, 'std:: is not there in Metal: use the functions of <metal_stdlib>'],
  [/\b(?:throw|try|catch)\b/g, 'Metal has no exceptions'],
  [/\b(?:virtual|dynamic_cast|typeid)\b/g, 'Metal has no virtual functions and no run-time types'],
  [/\bgoto\b/g, 'Metal has no goto'],
  [/\b(?:new|delete|malloc|free)\b/g, 'Metal has no heap'],
  [/\bthread_local\b/g, 'Metal has no thread_local'],
  [/\bdouble\b/g, 'Metal has no double: the GPU computes in float'],
  [/\blong\s+long\b/g, 'Metal has long (64 bits) and no long long'],
  [/\basm\b|\bprintf\s*\(|\bassert\s*\(/g, 'not available in a shader'],
  [
    /\b(?:isnan|isfinite|isinf|isnormal)\b/g,
    'fast math may remove this test: look at the bits (is_missing, is_infinite)',
  ],
  [
    /\b(?:volatile|coherent)\b|\batomic_(?:load|store|exchange|compare_exchange)\w*/g,
    'no kernel may wait for another threadgroup: split the work into two dispatches',
  ],
  [/(?:^|[=(,;{}&|?:]|\breturn)\s*\[[^[\]]*\]\s*[({]/gm, 'Metal has no lambdas'],
  [/(?<![\w.])(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?(?![\w.])/g, 'a real number is written with f'],
  [/^[ \t]+static\s+(?!inline\b)/gm, 'a local of a shader cannot be static'],
  [/\[\[\s*buffer\(\s*(?:3[1-9]|[4-9]\d|\d{3,})\s*\)\s*\]\]/g, 'the last buffer index is 30'],
  [/#include\s*<(?!metal_stdlib>)[^>]*>/g, 'only <metal_stdlib> can be included'],
];

const spaces = /\b(?:device|constant|threadgroup|thread)\b/;

/** Every finding in flattened shader text, in the order of its places: `{ file, line, message }`. */
export function lint(flat) {
  const text = codeOnly(flat);
  const findings = [];
  const report = (offset, message) => findings.push({ ...placeOf(text, offset), message });
  for (const [pattern, message] of words)
    for (const match of text.matchAll(pattern))
      report(match.index + match[0].length - match[0].trimStart().length, message);
  lintPointers(text, report);
  lintRecursion(text, report);
  return findings.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

function lintPointers(text, report) {
  for (const { name, offset, parameters } of functionsOf(text))
    for (const parameter of splitArguments(parameters.replace(/\[\[.*?\]\]/g, '')))
      if (/[*&]/.test(parameter) && !spaces.test(parameter))
        report(offset, `${name}: '${parameter}' names no address space`);
  const local = /(?:^|[;{}])\s*(?:const\s+)?\w+(?:\s+const)?\s*[*&]\s*(?:const\s+)?\w+\s*=/gm;
  for (const match of text.matchAll(local))
    if (!spaces.test(match[0]) && !/\breturn\b/.test(match[0]))
      report(
        match.index + match[0].search(/\w/),
        `'${match[0].replace(/^[;{}\s]+/, '')}' names no address space`,
      );
}

function lintRecursion(text, report) {
  const functions = functionsOf(text);
  const calls = new Map();
  for (const { name, body } of functions) {
    const called = functions.filter((f) => new RegExp(`\\b${f.name}\\s*(<[^;{}]*>)?\\(`).test(body));
    calls.set(name, [...(calls.get(name) ?? []), ...called.map((f) => f.name)]);
  }
  for (const { name, offset } of functions) {
    const reached = new Set(calls.get(name));
    for (const next of reached) for (const further of calls.get(next) ?? []) reached.add(further);
    if (reached.has(name)) report(offset, `${name} calls itself: Metal has no recursion`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [root, ...shaders] = process.argv.slice(2);
  const findings = shaders.flatMap((shader) => lint(flatten(root, shader)));
  for (const { file, line, message } of findings) console.log(`${file}:${line}: ${message}`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
