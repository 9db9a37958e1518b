import { Batch } from './batch.js';
import { ENVELOPE_BYTES, type Envelope, MAX_FRAME_BYTES, readEnvelope } from './envelope.js';
import { MalformedFrame } from './errors.js';
import { blankBlock } from './frame-builder.js';
import { columnPacker, packedKeys, packedRows } from './packed/index.js';
import type { MessageRegistry, MessageType } from './registry.js';
import { ColumnMemory } from './rows/columns.js';
import type { InstrumentScales } from './rows/instruments.js';
import type { RowShape } from './rows/shape.js';
import { columnsToRows, rowsToColumns } from './rows/transpose.js';
import { RowViews } from './rows/views.js';

const PREFIX_BYTES = 8;
const ROWS_AT = ENVELOPE_BYTES + PREFIX_BYTES;
const FIRST_CAPACITY = 1024;

/** Decodes frames of any message type, one after the other. */
export class FrameDecoder {
  readonly #registry: MessageRegistry;
  readonly #scales: InstrumentScales;
  readonly #head = RowViews.allocate(ENVELOPE_BYTES);
  /** Columns as users see them, and those with exact times that become rows. */
  readonly #lendable: Pools = new Map();
  readonly #exact: Pools = new Map();
  readonly #blanks = new Map<RowShape, Uint8Array>();
  #rows = RowViews.allocate(64 * 1024);
  #lent: Batch | undefined;

  constructor(registry: MessageRegistry, scales: InstrumentScales) {
    this.#registry = registry;
    this.#scales = scales;
  }

  /** The envelope alone. Throws MalformedFrame. */
  readEnvelope(bytes: Uint8Array): Envelope {
    if (bytes.length > MAX_FRAME_BYTES) throw new MalformedFrame(`a frame of ${bytes.length} bytes`, 0);
    this.#head.u8.fill(0);
    this.#head.u8.set(bytes.length > ENVELOPE_BYTES ? bytes.subarray(0, ENVELOPE_BYTES) : bytes);
    return readEnvelope(this.#head, bytes.length);
  }

  /**
   * Checks a frame and gives its messages. The bytes must not change as long as the batch is read. Columns of the batch
   * before this one go back, unless it was retained.
   *
   * @throws MalformedFrame, UnknownMessage. Packed bodies are checked column by column when the batch is read.
   */
  decode(bytes: Uint8Array): Batch {
    if (this.#lent !== undefined && !this.#lent.isRetained) this.#lent.release();
    this.#lent = undefined;
    const envelope = this.readEnvelope(bytes);
    const type = this.#registry.byId(envelope.bodySchemaId, envelope.bodyTemplateId);
    const batch = this.#open(envelope, type, bytes);
    this.#lent = batch;
    return batch;
  }

  #open(envelope: Envelope, type: MessageType, bytes: Uint8Array): Batch {
    const { shape } = type;
    const recycle = (columns: ColumnMemory) => recycleInto(this.#lendable, type, columns);
    if (envelope.encoding === 'messages') {
      const places = nestedPlaces(bytes, envelope.count);
      if (type.codec === undefined)
        throw new MalformedFrame(`${type.name} in encoding messages`, ENVELOPE_BYTES);
      const { codec } = type;
      const rows = () => places.map(([start, end]) => codec.decode(bytes, start, end));
      return new Batch(envelope, type, { rows, columns: undefined, recycle });
    }
    if (shape === undefined)
      throw new MalformedFrame(`${type.name} in encoding ${envelope.encoding}`, ENVELOPE_BYTES);
    if (envelope.encoding === 'rows') {
      const stride = checkRows(bytes, envelope.count, shape);
      const rows = () =>
        this.#readRows(shape, this.#loadRows(shape, bytes, envelope.count, stride), envelope.count);
      const columns = () => {
        const v = this.#loadRows(shape, bytes, envelope.count, stride);
        const memory = this.#memory(this.#lendable, type, shape, envelope.count);
        rowsToColumns(v, 0, envelope.count, memory);
        memory.finish(envelope.count, this.#scales.table);
        return memory;
      };
      const instruments = () => readKeys(shape, bytes, envelope.count, stride);
      return new Batch(envelope, type, { rows, columns, recycle, instruments });
    }
    const body = bytes.subarray(ENVELOPE_BYTES);
    if (packedRows(body) !== envelope.count)
      throw new MalformedFrame(
        `${packedRows(body)} packed rows in a frame of ${envelope.count}`,
        ENVELOPE_BYTES,
      );
    const columns = () => {
      const memory = this.#unpack(this.#lendable, type, shape, envelope.count, body);
      memory.finish(envelope.count, this.#scales.table);
      return memory;
    };
    const rows = () => {
      const memory = this.#unpack(this.#exact, type, shape, envelope.count, body);
      const v = this.#scratch(envelope.count * shape.blockLength);
      const bound = { plan: memory.plan, arrays: memory.arrays, length: envelope.count };
      columnsToRows(shape, bound, 0, envelope.count, v, 0, this.#blank(shape));
      recycleInto(this.#exact, type, memory);
      return this.#readRows(shape, v, envelope.count);
    };
    const scales = this.#scales;
    const packed = {
      bytes,
      get instruments() {
        return scales.table;
      },
      keys: () => packedKeys(body),
    };
    return new Batch(envelope, type, { rows, columns, recycle, packed });
  }

  #unpack(pools: Pools, type: MessageType, shape: RowShape, count: number, body: Uint8Array): ColumnMemory {
    const memory = this.#memory(pools, type, shape, count);
    try {
      columnPacker().unpack(memory.plan, memory.arrays, body);
    } catch (error) {
      recycleInto(pools, type, memory);
      throw error;
    }
    return memory;
  }

  /** Copies the blocks to aligned scratch; blocks of another version's length are cut, or filled up with nulls. */
  #loadRows(shape: RowShape, bytes: Uint8Array, count: number, stride: number): RowViews {
    const v = this.#scratch(count * shape.blockLength);
    if (stride === shape.blockLength) {
      v.u8.set(bytes.subarray(ROWS_AT, ROWS_AT + count * stride));
      return v;
    }
    const blank = this.#blank(shape);
    const known = Math.min(stride, shape.blockLength);
    for (let i = 0; i < count; i++) {
      v.u8.set(blank, i * shape.blockLength);
      const from = ROWS_AT + i * stride;
      v.u8.set(bytes.subarray(from, from + known), i * shape.blockLength);
    }
    return v;
  }

  #readRows(shape: RowShape, v: RowViews, count: number): unknown[] {
    const rows = new Array<unknown>(count);
    for (let i = 0; i < count; i++) rows[i] = shape.read(v, i * shape.blockLength, this.#scales);
    return rows;
  }

  #scratch(bytes: number): RowViews {
    if (this.#rows.u8.length < bytes) this.#rows = RowViews.allocate(2 * bytes);
    return this.#rows;
  }

  #blank(shape: RowShape): Uint8Array {
    let blank = this.#blanks.get(shape);
    if (blank === undefined) {
      blank = blankBlock(shape);
      this.#blanks.set(shape, blank);
    }
    return blank;
  }

  #memory(pools: Pools, type: MessageType, shape: RowShape, count: number): ColumnMemory {
    const memory = pools.get(type)?.pop();
    if (memory !== undefined && memory.capacity >= count) return memory;
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(count, FIRST_CAPACITY)));
    return new ColumnMemory(type.name, shape, capacity, pools === this.#exact ? 'exact' : 'offset');
  }
}

type Pools = Map<MessageType, ColumnMemory[]>;

const POOLED = 4;

function recycleInto(pools: Pools, type: MessageType, columns: ColumnMemory): void {
  const pool = pools.get(type);
  if (pool === undefined) pools.set(type, [columns]);
  else if (pool.length < POOLED) pool.push(columns);
}

/** Checks the dimension of rows against the frame and returns their blockLength. */
function checkRows(bytes: Uint8Array, count: number, shape: RowShape): number {
  if (bytes.length < ROWS_AT) throw new MalformedFrame('rows without a dimension', ENVELOPE_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset + ENVELOPE_BYTES, PREFIX_BYTES);
  const stride = view.getUint16(0, true);
  const announced = view.getUint32(4, true);
  if (announced !== count)
    throw new MalformedFrame(`${announced} rows in a frame of ${count}`, ENVELOPE_BYTES + 4);
  if (stride < shape.requiredLength)
    throw new MalformedFrame(
      `blocks of ${stride} bytes, at least ${shape.requiredLength} are needed`,
      ENVELOPE_BYTES,
    );
  if (ROWS_AT + stride * count > bytes.length)
    throw new MalformedFrame(`${count} blocks of ${stride} bytes pass the end`, ENVELOPE_BYTES);
  return stride;
}

/** The key column of rows, read in place. */
function readKeys(shape: RowShape, bytes: Uint8Array, count: number, stride: number): Uint32Array {
  const { offset } = shape.columns[shape.key]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset + ROWS_AT, count * stride);
  const keys = new Uint32Array(count);
  for (let i = 0; i < count; i++) keys[i] = view.getUint32(i * stride + offset, true);
  return keys;
}

/** Where each length-prefixed message starts and ends. */
function nestedPlaces(bytes: Uint8Array, count: number): [number, number][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const places: [number, number][] = [];
  let at = ENVELOPE_BYTES;
  for (let i = 0; i < count; i++) {
    if (bytes.length - at < PREFIX_BYTES) throw new MalformedFrame(`message ${i} has no length`, at);
    const length = view.getUint32(at, true);
    const start = at + PREFIX_BYTES;
    if (length > bytes.length - start)
      throw new MalformedFrame(`message ${i} of ${length} bytes passes the end`, at);
    places.push([start, start + length]);
    at = start + Math.ceil(length / 8) * 8;
  }
  return places;
}
