import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InvalidInput } from '../../base/errors.js';
import { Peekable } from './peekable.js';
import { openZipEntry } from './zip.js';

/** The unpacked bytes of a file. */
export interface ByteSource {
  /** What messages call it: the path, or `<stdin>`. */
  readonly file: string;
  /** The name of the data: the entry of a zip, else the file name without `.gz`; empty for standard input. */
  readonly name: string;
  readonly chunks: Peekable;
}

const chunkBytes = 256 * 1024;

/**
 * Opens a file, unpacking gzip (concatenated members too) and zip (with exactly one file inside) by their content.
 * `-` is standard input, which may be gzipped. Memory is bounded by a few chunks of 256 KiB.
 * @throws InvalidInput when the file is missing, unreadable, damaged or cut short; also while iterating.
 */
export async function openSource(path: string, signal?: AbortSignal): Promise<ByteSource> {
  const stdin = path === '-';
  const file = stdin ? '<stdin>' : path;
  const stream = stdin ? process.stdin : createReadStream(path, { highWaterMark: chunkBytes });
  // A read that waits for more, of a terminal or a pipe, ends at once too.
  if (signal !== undefined) addAbortSignal(signal, stream);
  const raw = new Peekable(guarded(stream, file, signal));
  const magic = await raw.peek((head) => head.length >= 4);
  const name = stdin ? '' : basename(path);
  if (magic[0] === 0x1f && magic[1] === 0x8b) {
    return { file, name: name.replace(/\.gz$/i, ''), chunks: new Peekable(gunzip(raw, file, signal)) };
  }
  if (magic[0] === 0x50 && magic[1] === 0x4b && (magic[2] === 3 || magic[2] === 5)) {
    await raw.close();
    if (stdin) throw new InvalidInput({ file }, 'a zip cannot be read from standard input; give its path');
    const entry = await openZipEntry(path);
    return { file, name: entry.name, chunks: new Peekable(guarded(entry.chunks, file, signal)) };
  }
  return { file, name, chunks: raw };
}

async function* guarded(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    throw signal?.aborted ? signal.reason : unreadable(file, error);
  }
}

async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  file: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const unpacking = createGunzip({ chunkSize: chunkBytes });
  // A failure of either side ends the iteration below with the same error.
  const feeding = pipeline(packed, unpacking).catch(() => undefined);
  try {
    yield* guarded(unpacking, file, signal);
  } finally {
    unpacking.destroy();
    await feeding;
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'is a folder, not a file',
  Z_BUF_ERROR: 'the compressed data ends early (is the file cut short?)',
  Z_DATA_ERROR: 'the compressed data is damaged',
};

function unreadable(file: string, error: unknown): unknown {
  if (error instanceof InvalidInput || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new InvalidInput({ file }, reasons[code] ?? `cannot be read: ${error.message}`, { cause: error });
}
