import { InvalidInput } from '../../base/errors.js';
import { excerpt, LF } from '../csv/bytes.js';
import { splitFields } from '../csv/fields.js';
import type { ByteSource } from '../source/open.js';

/** The beginning of a file, by which its format is told. */
export interface Sample {
  readonly file: string;
  /** The name of the data inside, see ByteSource. */
  readonly name: string;
  /** Fields of the first line that is not blank, and of the next one. */
  readonly first: readonly string[];
  readonly second: readonly string[];
}

const mostBytes = 64 * 1024;

const textDecoder = new TextDecoder();

/**
 * Looks at the first lines without consuming them; skips a UTF-8 byte order mark.
 * @throws InvalidInput when the file is empty or not text.
 */
export async function takeSample({ file, name, chunks }: ByteSource): Promise<Sample> {
  const head = await chunks.peek((bytes) => bytes.length >= mostBytes || countLines(bytes) >= 2);
  if (head.length === 0) throw new InvalidInput({ file }, 'is empty');
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) chunks.skip(3);
  const text = await chunks.peek(() => true);
  if (isBinary(text)) {
    const shown = excerpt(text, 0, text.length, 16);
    throw new InvalidInput({ file, line: 1, column: 1 }, `is not text: it begins with "${shown}"`);
  }
  const [first = [], second = []] = lines(text).filter((fields) => fields.length > 1 || fields[0] !== '');
  if (first.length === 0) throw new InvalidInput({ file }, 'has only blank lines');
  return { file, name, first, second };
}

/** Lines with something in them, at most three: the last one may be cut. */
function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let from = 0; ; count++) {
    while (bytes[from] === LF || bytes[from] === 0x0d) from++;
    const end = bytes.indexOf(LF, from);
    if (end < 0 || count > 2) return count;
    from = end + 1;
  }
}

function lines(bytes: Uint8Array): string[][] {
  const found: string[][] = [];
  for (let from = 0; from < bytes.length && found.length < 64; ) {
    const lineFeed = bytes.indexOf(LF, from);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    const fields = splitFields(bytes, from, end) ?? [];
    found.push(fields.map((field) => textDecoder.decode(field.bytes.subarray(0, -1))));
    from = end + 1;
  }
  return found;
}

/** NUL, other control bytes that no text has, or the byte order marks of UTF-16 and UTF-32. */
function isBinary(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0xff ||
    bytes[0] === 0xfe ||
    bytes.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x1b))
  );
}
