import { InvalidInput } from '../../base/errors.js';
import { LF } from './bytes.js';

/** Longer lines are no csv of market data; this bounds the memory for a file without line feeds. */
const longestLine = 1 << 20;

/** Cuts chunks into blocks of whole lines: each block ends with a line feed, the last one too if the file does not. */
export async function* lineBlocks(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  for await (const chunk of chunks) {
    const first = chunk.indexOf(LF) + 1;
    const whole = chunk.lastIndexOf(LF) + 1;
    if (carriedBytes + (first > 0 ? first : chunk.length) > longestLine)
      throw new InvalidInput({ file }, `a line is longer than ${longestLine} bytes: this is no csv`);
    if (first > 0 && carriedBytes > 0) {
      yield Buffer.concat([...carried, chunk.subarray(0, first)]);
      carried = [];
      carriedBytes = 0;
      if (whole > first) yield chunk.subarray(first, whole);
    } else if (whole > 0) yield chunk.subarray(0, whole);
    if (whole < chunk.length) {
      carried.push(chunk.subarray(whole));
      carriedBytes += chunk.length - whole;
    }
  }
  if (carriedBytes > 0) yield Buffer.concat([...carried, Uint8Array.of(LF)]);
}
