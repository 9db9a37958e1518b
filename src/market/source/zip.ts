import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { InvalidInput } from '../../base/errors.js';
import { printable } from '../csv/bytes.js';

export interface ZipEntry {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * The one file inside a zip, unpacked as it is read and checked against its stored length and CRC-32.
 * @throws InvalidInput when the archive is damaged or does not hold exactly one file that can be unpacked.
 */
export async function openZipEntry(path: string): Promise<ZipEntry> {
  const archive = await openPromise(path, { autoClose: false }).catch((error: Error) => {
    throw damaged(path, error);
  });
  try {
    const entry = await onlyFile(archive, path);
    if (!entry.canDecodeFileData()) {
      const why = entry.isEncrypted() ? 'encrypted' : `packed by method ${entry.compressionMethod}`;
      throw new InvalidInput(
        { file: path },
        `${printable(entry.fileName)} in the zip is ${why}: cannot be unpacked`,
      );
    }
    const stream = await archive.openReadStreamPromise(entry);
    return { name: entry.fileName, chunks: checked(stream, entry, archive, path) };
  } catch (error) {
    archive.close();
    throw error instanceof InvalidInput ? error : damaged(path, error as Error);
  }
}

async function onlyFile(archive: ZipFile, path: string): Promise<Entry> {
  let found: Entry | undefined;
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    if (found !== undefined) {
      const names = `${printable(found.fileName)} and ${printable(entry.fileName)}`;
      throw new InvalidInput({ file: path }, `the zip holds more than one file (${names})`);
    }
    found = entry;
  }
  if (found === undefined) throw new InvalidInput({ file: path }, 'the zip holds no file');
  return found;
}

async function* checked(
  stream: AsyncIterable<Uint8Array>,
  entry: Entry,
  archive: ZipFile,
  path: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let sum = 0;
  try {
    for await (const chunk of stream) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw damaged(path, error as Error);
  } finally {
    archive.close();
  }
  if (sum !== entry.crc32) throw damaged(path, new Error(`checksum of ${printable(entry.fileName)} differs`));
}

function damaged(path: string, error: Error): InvalidInput {
  return new InvalidInput({ file: path }, `damaged or cut short zip: ${error.message}`, { cause: error });
}
