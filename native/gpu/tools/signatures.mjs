// Reads kernel signatures, function constants and threadgroup locals from flattened shader text.
import { closing, placeOf, splitArguments } from './source.mjs';

/**
 * Every `kernel void name(...)` of the text (comments already blanked):
 * `{ name, parameters: [{ type, name, attribute, index }] }`. A parameter without an attribute is an error.
 */
export function kernelsOf(text) {
  return [...text.matchAll(/\bkernel\s+void\s+(\w+)\s*\(/g)].map((match) => {
    const open = match.index + match[0].length - 1;
    const inside = text.slice(open + 1, closing(text, open) - 1);
    const parameters = splitArguments(inside).map((part) => parameterOf(part, match[1], text, open));
    return { name: match[1], parameters };
  });
}

function parameterOf(part, kernel, text, offset) {
  const match = /^([\s\S]*?)(\w+)\s*\[\[\s*(\w+)\s*(?:\(\s*(\d+)\s*\))?\s*\]\]$/.exec(part);
  if (!match) {
    const { file, line } = placeOf(text, offset);
    throw new Error(
      `${file}:${line}: ${kernel}: parameter without an attribute: ${part.replace(/\s+/g, ' ')}`,
    );
  }
  const index = match[4] === undefined ? undefined : Number(match[4]);
  return { type: match[1].replace(/\s+/g, ' ').trim(), name: match[2], attribute: match[3], index };
}

const constantPattern = /\bconstant\s+(\w+)\s+(\w+)\s*\[\[\s*function_constant\((\d+)\)\s*\]\]\s*;/g;

/** `constant uint NAME [[function_constant(n)]];` as `{ type, name, index }`. */
export function functionConstantsOf(text) {
  return [...text.matchAll(constantPattern)].map((m) => ({ type: m[1], name: m[2], index: Number(m[3]) }));
}

export function replaceFunctionConstants(text, replace) {
  return text.replace(constantPattern, (_, type, name, index) => replace({ type, name, index }));
}

/** `threadgroup T name[dims];` inside a function; parameters and pointers do not match. */
export function replaceThreadgroupLocals(text, replace) {
  const pattern = /(^|[;{}])([ \t]*)threadgroup\s+(\w+)\s+(\w+)((?:\[[^\]]*\])*)\s*;/gm;
  return text.replace(
    pattern,
    (_, before, indent, type, name, dims) => before + indent + replace({ type, name, dims }),
  );
}

/** Every function with a body: `{ name, offset, parameters, body }` (kernels included). */
export function functionsOf(text) {
  const found = [];
  const pattern = /\b([A-Za-z_]\w*)\s*\(/g;
  const notFunctions = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'static_assert']);
  for (const match of text.matchAll(pattern)) {
    if (notFunctions.has(match[1])) continue;
    const open = match.index + match[0].length - 1;
    const end = closing(text, open);
    const brace = /^\s*(const\s*)?\{/.exec(text.slice(end));
    if (!brace) continue;
    const start = end + brace[0].length - 1;
    found.push({
      name: match[1],
      offset: match.index,
      parameters: text.slice(open + 1, end - 1),
      body: text.slice(start, closing(text, start)),
    });
  }
  return found;
}
