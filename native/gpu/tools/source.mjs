// Reads a shader the way every consumer sees it: local includes replaced by their text, so that one string is
// the whole program for Metal, the emulator, the lint and the address-space pass alike.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an argument header has for the host alone. */
const hostOnly = /^#ifndef __METAL_VERSION__\n[\s\S]*?^#endif/gm;

/**
 * The text of a shader with every `#include "room/file"` (relative to `root`) replaced by that file, once.
 * `#line` directives keep the places of the original files in messages.
 */
export function flatten(root, path, seen = new Set()) {
  seen.add(path);
  const out = [`#line 1 "${path}"`];
  readFileSync(join(root, path), 'utf8')
    .replace(hostOnly, (block) => block.replace(/[^\n]/g, ''))
    .split('\n')
    .forEach((line, index) => {
      const include = /^\s*#include\s*"([^"]+)"/.exec(line);
      if (include) {
        if (!seen.has(include[1])) out.push(flatten(root, include[1], seen).trimEnd());
        out.push(`#line ${index + 2} "${path}"`);
      } else if (!/^\s*#pragma\s+once/.test(line)) out.push(line);
      else out.push('');
    });
  return out.join('\n');
}

const commentOrString = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** The same text with comments blanked, every other character at its place. */
export function withoutComments(text) {
  return text.replace(commentOrString, (match) => (match[0] === '/' ? blank(match) : match));
}

/** The same text with comments and the contents of strings blanked; `#line` directives stay. */
export function codeOnly(text) {
  return text.replace(commentOrString, (match, offset) => (isDirective(text, offset) ? match : blank(match)));
}

function blank(text) {
  return text.replace(/[^\n]/g, ' ');
}

function isDirective(text, offset) {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^\s*#(line|include)/.test(text.slice(start, offset)) && text[offset] === '"';
}

/** File and line of an offset, by the `#line` directives above it. */
export function placeOf(text, offset) {
  const lines = text.slice(0, offset).split('\n');
  for (let i = lines.length - 1; i >= 0; i--) {
    const mark = /^#line (\d+) "([^"]+)"/.exec(lines[i]);
    if (mark) return { file: mark[2], line: Number(mark[1]) + (lines.length - 1 - i) - 1 };
  }
  return { file: '', line: lines.length };
}

/** The offset just behind the bracket that closes the one at `open`. */
export function closing(text, open) {
  const pairs = { '(': ')', '[': ']', '{': '}' };
  const stack = [];
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (pairs[c]) stack.push(pairs[c]);
    else if (c === stack.at(-1)) {
      stack.pop();
      if (stack.length === 0) return i + 1;
    }
  }
  throw new Error(`unbalanced ${text[open]} at ${JSON.stringify(placeOf(text, open))}`);
}

/** Splits at the commas that stand outside all brackets. */
export function splitArguments(text) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{<'.includes(text[i])) depth++;
    else if (')]}>'.includes(text[i])) depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** FNV-1a, 64 bits, as sixteen hexadecimal digits: tells whether two copies of a shader are the same text. */
export function hashOf(text) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}
