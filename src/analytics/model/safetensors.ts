import { InvalidWeights } from './errors.js';
import { bfloat16ToNumber, halfToNumber } from './half.js';

/** One tensor, widened to f64 (exact for every accepted type). */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export interface Safetensors {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

// The format's own limit on its header.
const maxHeaderBytes = 100_000_000;
const maxTensors = 65_536;

type Read = (view: DataView, offset: number) => number;
const types: ReadonlyMap<unknown, { readonly bytes: number; readonly read: Read }> = new Map([
  ['F64', { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) }],
  ['F32', { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) }],
  ['F16', { bytes: 2, read: (view, offset) => halfToNumber(view.getUint16(offset, true)) }],
  ['BF16', { bytes: 2, read: (view, offset) => bfloat16ToNumber(view.getUint16(offset, true)) }],
]);

/** Whether the bytes start like a safetensors file. JSON text does not: it has no NUL bytes. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && bytes[7] === 0;
}

/**
 * Reads a safetensors file (huggingface/safetensors: u64 length, JSON header, data) whose tensors are F64, F32, F16
 * or BF16. Every length and offset is checked before anything is read; throws InvalidWeights otherwise.
 */
export function parseSafetensors(bytes: Uint8Array): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(bytes, view);
  const data = new DataView(bytes.buffer, bytes.byteOffset + header.end, bytes.byteLength - header.end);
  const entries = Object.entries(header.json).filter(([name]) => name !== '__metadata__');
  if (entries.length > maxTensors)
    throw new InvalidWeights('header', `lists ${entries.length} tensors; at most ${maxTensors} are read`);
  const places = entries.map(([name, entry]) => readPlace(name, entry, data.byteLength));
  checkCoverage(places, data.byteLength);
  return {
    metadata: readMetadata(header.json.__metadata__),
    tensors: new Map(places.map((place) => [place.name, readTensor(place, data)])),
  };
}

function readHeader(bytes: Uint8Array, view: DataView): { json: Record<string, unknown>; end: number } {
  if (bytes.length < 8)
    throw new InvalidWeights('header', `the file has ${bytes.length} bytes, fewer than 8`);
  const length = view.getBigUint64(0, true);
  if (length > maxHeaderBytes || 8n + length > bytes.length)
    throw new InvalidWeights('header', `announces ${length} bytes where the file has ${bytes.length - 8}`);
  const end = 8 + Number(length);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, end)));
  } catch (cause) {
    throw new InvalidWeights('header', 'is not JSON in UTF-8', { cause });
  }
  if (!isRecord(json)) throw new InvalidWeights('header', 'is not a JSON object');
  return { json, end };
}

interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly read: Read;
  readonly begin: number;
  readonly end: number;
}

function readPlace(name: string, entry: unknown, available: number): Place {
  const where = `tensor ${JSON.stringify(name.slice(0, 100))}`;
  if (!isRecord(entry)) throw new InvalidWeights(where, 'its entry is not an object');
  const type = types.get(entry.dtype);
  if (type === undefined)
    throw new InvalidWeights(where, `its dtype is not one of ${[...types.keys()].join(', ')}`);
  if (!isSizes(entry.shape) || entry.shape.length > 8)
    throw new InvalidWeights(where, 'its shape is not a list of at most 8 sizes');
  const offsets = entry.data_offsets;
  if (!isSizes(offsets) || offsets.length !== 2)
    throw new InvalidWeights(where, 'its data_offsets are not two offsets');
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > available)
    throw new InvalidWeights(
      where,
      `its data_offsets [${begin}, ${end}] leave the ${available} bytes of data`,
    );
  const needed = entry.shape.reduce((product, size) => product * size, type.bytes);
  if (needed !== end - begin)
    throw new InvalidWeights(
      where,
      `its shape [${entry.shape}] needs ${needed} bytes; it has ${end - begin}`,
    );
  return { name, shape: entry.shape, ...type, begin, end };
}

/** The format wants the tensors to cover the data without holes and overlaps. */
function checkCoverage(places: readonly Place[], available: number): void {
  let covered = 0;
  for (const { name, begin, end } of [...places].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered)
      throw new InvalidWeights(
        `tensor ${JSON.stringify(name.slice(0, 100))}`,
        `starts at byte ${begin} of the data where ${covered} was expected: tensors overlap or leave a hole`,
      );
    covered = end;
  }
  if (covered !== available)
    throw new InvalidWeights('data', `${available - covered} bytes belong to no tensor`);
}

function readTensor({ shape, bytes, read, begin, end }: Place, data: DataView): Tensor {
  const values = new Float64Array((end - begin) / bytes);
  for (let i = 0; i < values.length; i++) values[i] = read(data, begin + i * bytes);
  return { shape, values };
}

function readMetadata(value: unknown): Map<string, string> {
  if (value === undefined) return new Map();
  if (!isRecord(value)) throw new InvalidWeights('__metadata__', 'is not an object');
  return new Map(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string') throw new InvalidWeights('__metadata__', 'has a value that is no text');
      return [key, text];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
