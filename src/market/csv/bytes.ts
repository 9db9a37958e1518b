// Bytes of the csv syntax.
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const TAB = 0x09;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const COLON = 0x3a;

/** ASCII text of a piece of bytes, for messages: one line, printable, at most `limit` characters. */
export function excerpt(bytes: Uint8Array, from: number, to: number, limit = 40): string {
  const shown = Math.min(to, from + limit);
  let text = '';
  for (let p = from; p < shown; p++) {
    const byte = bytes[p];
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?';
  }
  return to > shown ? `${text}...` : text;
}

/** A text from a file as messages can show it: on one line, at most `limit` characters. */
export function printable(text: string, limit = 80): string {
  const shown = text.slice(0, limit).replace(/\p{C}/gu, '?');
  return text.length > limit ? `${shown}...` : shown;
}
