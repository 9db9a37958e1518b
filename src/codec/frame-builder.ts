import type { Clock } from '../base/clock.js';
import { InvalidArgument } from '../base/errors.js';
import {
  type Cause,
  checkPurpose,
  ENVELOPE_BYTES,
  type Envelope,
  MAX_FRAME_BYTES,
  writeEnvelope,
} from './envelope.js';
import { FrameOverflow } from './errors.js';
import type { Encoding, Priority } from './generated/messages.js';
import { columnPacker, MAX_ROWS, packedBound } from './packed/index.js';
import type { MessageType } from './registry.js';
import { bindColumns, ColumnMemory, planOf } from './rows/columns.js';
import type { InstrumentScales } from './rows/instruments.js';
import type { ColumnInput, RowShape } from './rows/shape.js';
import { columnsToRows, rowsToColumns } from './rows/transpose.js';
import type { RowViews } from './rows/views.js';
import type { SlabPool } from './slabs.js';

/** Batches of at least this many flat messages are packed. */
export const PACK_ROWS = 128;
/** u16 blockLength, u16 zero, u32 count: the dimension of a group of rows; or the length before a nested message. */
const PREFIX_BYTES = 8;

/** A packed body is a tenth of what it might be: it is made here and copied, so that slabs stay small. */
let packScratch = new Uint8Array(0);

/** Who sends, and by which clocks. */
export interface Sender {
  readonly producer: bigint;
  readonly epoch: number;
  readonly clockId: bigint;
  readonly clock: Pick<Clock, 'monotonicNs' | 'wallNs'>;
  readonly scales: InstrumentScales;
  readonly slabs: SlabPool;
}

/** What a frame says beside its messages. */
export interface FrameOptions {
  readonly priority?: Priority;
  readonly budgetUs?: number | undefined;
  readonly correlation?: bigint;
  readonly cause?: Cause | undefined;
}

/** A finished frame: `bytes` are valid until release(), which gives the memory back. */
export interface EncodedFrame {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Sequence of its first message. */
  readonly sequence: bigint;
  release(): void;
}

/** Collects messages of one type into frames. Encoding happens in add(), so that a message can be changed afterwards. */
export class FrameBuilder<Input = unknown> {
  readonly type: MessageType;
  readonly #sender: Sender;
  readonly #maxBytes: number;
  #slab: RowViews | undefined;
  #at = 0;
  #count = 0;
  #sentMono = 0n;
  #sentWall = 0n;
  #columns: ColumnMemory | undefined;
  #blank: Uint8Array | undefined;
  /** Of a user's columns; each batch sets its own time base. */
  #plan: Int32Array | undefined;

  /** `maxBytes` bounds the frame; a single larger message still gets a frame of its own. */
  constructor(type: MessageType, sender: Sender, maxBytes = sender.slabs.slabBytes) {
    this.type = type;
    this.#sender = sender;
    this.#maxBytes = Math.min(maxBytes, sender.slabs.slabBytes);
    if (this.#maxBytes < ENVELOPE_BYTES + PREFIX_BYTES + (type.shape?.blockLength ?? 0))
      throw new InvalidArgument('maxBytes', `${maxBytes} bytes hold no message`);
  }

  /** Messages in the open frame. */
  get count(): number {
    return this.#count;
  }

  /** Octets of the open frame before packing. */
  get byteLength(): number {
    return this.#slab === undefined ? 0 : this.#at;
  }

  /**
   * Encodes a message into the open frame. False = the frame is full and nothing was taken: finish() first.
   *
   * @throws InvalidArgument, ExactnessLost, UnknownInstrument for a message that cannot be sent; the frame stays as it was.
   */
  add(value: Input): boolean {
    const slab = this.#slab ?? this.#open();
    const { shape } = this.type;
    if (shape === undefined) return this.#addNested(slab, value);
    const end = this.#at + shape.blockLength;
    if (end > this.#maxBytes || this.#count === MAX_ROWS) return false;
    shape.write(slab, this.#at, value, this.#sender.scales);
    this.#commit(end);
    return true;
  }

  #open(): RowViews {
    this.#slab = this.#sender.slabs.acquire();
    this.#at = ENVELOPE_BYTES + (this.type.shape === undefined ? 0 : PREFIX_BYTES);
    return this.#slab;
  }

  #commit(end: number): void {
    if (this.#count++ === 0) {
      this.#sentMono = this.#sender.clock.monotonicNs();
      this.#sentWall = this.#sender.clock.wallNs();
    }
    this.#at = end;
  }

  #addNested(slab: RowViews, value: Input): boolean {
    if (this.#count === MAX_ROWS) return false;
    const bytes = this.type.codec!.encode(value);
    const end = this.#at + PREFIX_BYTES + ((bytes.length + 7) & ~7);
    if (end > this.#maxBytes) {
      if (this.#count > 0) return false;
      if (end > MAX_FRAME_BYTES) throw new FrameOverflow(`a ${this.type.name}`, end, MAX_FRAME_BYTES);
      if (end > slab.u8.length) slab = this.#enlarge(end);
    }
    slab.u32[this.#at >> 2] = bytes.length;
    slab.u32[(this.#at >> 2) + 1] = 0;
    slab.u8.set(bytes, this.#at + PREFIX_BYTES);
    slab.u8.fill(0, this.#at + PREFIX_BYTES + bytes.length, end);
    this.#commit(end);
    return true;
  }

  #enlarge(bytes: number): RowViews {
    this.#sender.slabs.release(this.#slab!);
    this.#slab = this.#sender.slabs.acquire(bytes);
    return this.#slab;
  }

  /**
   * Closes the open frame, which must have a message. `sequence` is that of its first one.
   *
   * @throws InvalidArgument for options that an envelope cannot say; the frame stays open.
   */
  finish(sequence: bigint, options: FrameOptions = {}): EncodedFrame {
    const slab = this.#slab;
    if (slab === undefined || this.#count === 0) throw new InvalidArgument('frame', 'has no message');
    checkPurpose(options);
    const count = this.#count;
    const { shape } = this.type;
    this.#slab = undefined;
    this.#count = 0;
    if (shape === undefined) return this.#seal(slab, 'messages', count, this.#at, sequence, options);
    if (count >= PACK_ROWS) {
      const frame = this.#pack(slab, shape, count, sequence, options);
      this.#sender.slabs.release(slab);
      return frame;
    }
    writeDimension(slab, shape.blockLength, count);
    return this.#seal(slab, 'rows', count, this.#at, sequence, options);
  }

  /** Forgets the messages of the open frame. */
  drop(): void {
    if (this.#slab !== undefined) this.#sender.slabs.release(this.#slab);
    this.#slab = undefined;
    this.#count = 0;
  }

  #pack(
    rows: RowViews,
    shape: RowShape,
    count: number,
    sequence: bigint,
    options: FrameOptions,
  ): EncodedFrame {
    if (this.#columns === undefined || this.#columns.capacity < count)
      this.#columns = new ColumnMemory(this.type.name, shape, Math.max(count, 1024), 'exact');
    const { plan, arrays } = this.#columns;
    rowsToColumns(rows, ENVELOPE_BYTES + PREFIX_BYTES, count, this.#columns);
    return this.#packArrays(plan, arrays, shape, count, sequence, options);
  }

  #packArrays(
    plan: Int32Array,
    arrays: Parameters<ReturnType<typeof columnPacker>['pack']>[2],
    shape: RowShape,
    count: number,
    sequence: bigint,
    options: FrameOptions,
  ): EncodedFrame {
    const bound = packedBound(count, arrays.length);
    if (packScratch.length < bound) packScratch = new Uint8Array(bound);
    const length = columnPacker().pack(plan, shape.key, arrays, count, packScratch);
    const slab = this.#sender.slabs.acquire(ENVELOPE_BYTES + length);
    slab.u8.set(packScratch.subarray(0, length), ENVELOPE_BYTES);
    return this.#seal(slab, 'packed', count, ENVELOPE_BYTES + length, sequence, options);
  }

  /**
   * One frame of columns, beside the open frame. The open frame must be empty, since its messages are older.
   *
   * @throws InvalidArgument, ExactnessLost for columns that cannot be sent.
   */
  encodeColumns(input: ColumnInput, sequence: bigint, options: FrameOptions = {}): EncodedFrame {
    const { shape, name } = this.type;
    if (shape === undefined)
      throw new InvalidArgument('columns', `${name} has variable parts and no columns`);
    if (this.#count > 0) throw new InvalidArgument('columns', 'older messages wait in the open frame');
    checkPurpose(options);
    if (input.instruments !== undefined) this.#sender.scales.checkAgreement(input.instruments);
    this.#plan ??= planOf(shape, 'offset');
    const bound = bindColumns(shape, this.#plan, input);
    const count = bound.length;
    if (count < 1 || count > MAX_ROWS)
      throw new InvalidArgument('columns.length', `1 to ${MAX_ROWS} rows, not ${count}`);
    this.#sentMono = this.#sender.clock.monotonicNs();
    this.#sentWall = this.#sender.clock.wallNs();
    if (count >= PACK_ROWS)
      return this.#packArrays(bound.plan, bound.arrays, shape, count, sequence, options);
    const slab = this.#sender.slabs.acquire(ENVELOPE_BYTES + PREFIX_BYTES + count * shape.blockLength);
    this.#blank ??= blankBlock(shape);
    columnsToRows(shape, bound, 0, count, slab, ENVELOPE_BYTES + PREFIX_BYTES, this.#blank);
    writeDimension(slab, shape.blockLength, count);
    const end = ENVELOPE_BYTES + PREFIX_BYTES + count * shape.blockLength;
    return this.#seal(slab, 'rows', count, end, sequence, options);
  }

  #seal(
    slab: RowViews,
    encoding: Encoding,
    count: number,
    end: number,
    sequence: bigint,
    options: FrameOptions,
  ): EncodedFrame {
    const { producer, epoch, clockId, slabs } = this.#sender;
    const { type } = this;
    const envelope: Envelope = {
      producer,
      epoch,
      sequence,
      clockId,
      sentMono: this.#sentMono,
      sentWall: this.#sentWall,
      budgetUs: options.budgetUs,
      count,
      bodySchemaId: type.schemaId,
      bodyTemplateId: type.templateId,
      bodyVersion: type.schemaVersion,
      priority: options.priority ?? type.priority,
      encoding,
      correlation: options.correlation ?? 0n,
      cause: options.cause,
    };
    writeEnvelope(slab, 0, envelope, end - ENVELOPE_BYTES);
    let released = false;
    return {
      bytes: slab.u8.subarray(0, end),
      count,
      sequence,
      release(): void {
        if (!released) slabs.release(slab);
        released = true;
      },
    };
  }
}

function writeDimension(slab: RowViews, blockLength: number, count: number): void {
  slab.u32[ENVELOPE_BYTES >> 2] = blockLength;
  slab.u32[(ENVELOPE_BYTES >> 2) + 1] = count;
}

/** A block in which optional fields are null and the others 0. */
export function blankBlock({ blockLength, columns }: RowShape): Uint8Array {
  const block = new DataView(new ArrayBuffer(blockLength));
  const sizes = [1, 2, 4, 8, 1, 2, 4, 8, 4, 8];
  for (const { type, offset, missing } of columns)
    for (let b = 0; b < sizes[type]; b++)
      block.setUint8(offset + b, Number(((missing ?? 0n) >> BigInt(8 * b)) & 255n));
  return new Uint8Array(block.buffer);
}
