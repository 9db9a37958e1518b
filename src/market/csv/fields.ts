import { COMMA, CR, LF, QUOTE, SPACE, TAB } from './bytes.js';

/** A field without quotes and outer blanks; a line feed follows the content, so that readers need no bounds. */
export interface FieldText {
  readonly bytes: Uint8Array;
  /** Where the field begins, in bytes from the start of the line. */
  readonly start: number;
}

/**
 * The fields of the line bytes[from, end), without its line break (RFC 4180; a quoted field must end on its line). undefined: a quote is left
 * open, or something follows a closing quote.
 */
export function splitFields(bytes: Uint8Array, from: number, end: number): FieldText[] | undefined {
  const fields: FieldText[] = [];
  const to = end > from && bytes[end - 1] === CR ? end - 1 : end;
  for (let start = from; ; ) {
    let p = start;
    while (p < to && isBlank(bytes[p])) p++;
    const last = bytes[p] === QUOTE && p < to ? closeQuote(bytes, p, to) : commaAfter(bytes, p, to);
    if (last < 0) return undefined;
    fields.push({ bytes: content(bytes, p, last), start: start - from });
    p = last;
    while (p < to && isBlank(bytes[p])) p++;
    if (p >= to) return fields;
    if (bytes[p] !== COMMA) return undefined;
    start = p + 1;
  }
}

/** After the quote that closes the one at `from`, or -1. */
function closeQuote(bytes: Uint8Array, from: number, to: number): number {
  for (let p = from + 1; p < to; p++) {
    if (bytes[p] !== QUOTE) continue;
    if (p + 1 < to && bytes[p + 1] === QUOTE) p++;
    else return p + 1;
  }
  return -1;
}

function commaAfter(bytes: Uint8Array, from: number, to: number): number {
  const comma = bytes.indexOf(COMMA, from);
  return comma < 0 || comma > to ? to : comma;
}

function content(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const quoted = to - from >= 2 && bytes[from] === QUOTE;
  let first = quoted ? from + 1 : from;
  let last = quoted ? to - 1 : to;
  while (first < last && isBlank(bytes[first])) first++;
  while (last > first && isBlank(bytes[last - 1])) last--;
  const text = new Uint8Array(last - first + 1);
  let length = 0;
  for (let p = first; p < last; p++) {
    text[length++] = bytes[p];
    if (quoted && bytes[p] === QUOTE) p++;
  }
  text[length] = LF;
  return text.subarray(0, length + 1);
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}
