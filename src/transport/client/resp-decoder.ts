import type { Reply } from '../transport.js';

/** Bytes that are not RESP, or exceed what any reply to us can have. The connection cannot be trusted any more. */
export class ProtocolError extends Error {}

export interface RespSink {
  onReply(reply: Reply): void;
  /** An error reply, by its text. */
  onError(text: string): void;
  /** An out-of-band message (RESP3). */
  onPush(items: readonly Reply[]): void;
}

export interface RespLimits {
  readonly maxBulkBytes: number;
  readonly maxItems: number;
  readonly maxDepth: number;
}

/** Far above what the transport asks for, far below what hurts. */
export const respLimits: RespLimits = { maxBulkBytes: 512 * 1024 * 1024, maxItems: 4_194_304, maxDepth: 16 };

/** Longest line without a length prefix: numbers, simple strings, errors. */
const maxLineBytes = 64 * 1024;

const CR = 13;
const LF = 10;

interface Aggregate {
  readonly items: Reply[];
  remaining: number;
  readonly kind: 'array' | 'push' | 'attribute';
}

/**
 * Reads RESP2 and RESP3 from chunks of any size. Strings are views on the chunks where they lie in one. Maps and sets
 * come as flat arrays, booleans as 0 and 1, doubles and big numbers as their text; attributes are dropped. Every length
 * is checked against the limits before anything is allocated, every number and line end is checked.
 */
export class RespDecoder {
  private readonly sink: RespSink;
  private readonly limits: RespLimits;
  private chunk: Buffer = Buffer.alloc(0);
  private at = 0;
  private stack: Aggregate[] = [];
  /** Bytes of the string that is being read, its line end included; 0 when a type byte comes next. */
  private wanted = 0;
  private pieces: Buffer[] = [];
  private bulkKind = 0;

  constructor(sink: RespSink, limits: RespLimits = respLimits) {
    this.sink = sink;
    this.limits = limits;
  }

  /** Reads a chunk; throws ProtocolError on bytes that are no RESP. */
  write(chunk: Buffer): void {
    this.chunk = this.at < this.chunk.length ? Buffer.concat([this.chunk.subarray(this.at), chunk]) : chunk;
    this.at = 0;
    while (this.at < this.chunk.length) if (!(this.wanted > 0 ? this.readBulk() : this.readHeader())) return;
  }

  /** Reads a type byte and its line; false when the line is not complete yet. */
  private readHeader(): boolean {
    const end = this.endOfLine(this.at + 1);
    if (end < 0 || end + 1 >= this.chunk.length) {
      if (this.chunk.length - this.at > maxLineBytes) throw new ProtocolError('a line without end');
      return false;
    }
    if (this.chunk[end + 1] !== LF) throw new ProtocolError('a line end without LF');
    const start = this.at + 1;
    const type = this.chunk[this.at]!;
    this.at = end + 2;
    this.dispatch(type, start, end);
    return true;
  }

  /** Where the line ends; negative when that is not in the chunk. */
  private endOfLine(from: number): number {
    const { chunk } = this;
    const near = Math.min(chunk.length, from + 16);
    for (let i = from; i < near; i++) if (chunk[i] === CR) return i;
    return chunk.indexOf(CR, near);
  }

  private dispatch(type: number, start: number, end: number): void {
    switch (type) {
      case 0x3a: // :
        this.emit(this.integer(start, end));
        break;
      case 0x24: // $
      case 0x3d: // =
      case 0x21: // !
        this.beginBulk(type, this.length(start, end, this.limits.maxBulkBytes));
        break;
      case 0x2b: // +
      case 0x2c: // ,
      case 0x28: // (
        this.emit(this.chunk.subarray(start, end));
        break;
      case 0x2d: // -
        this.emitError(this.chunk.toString('utf8', start, end));
        break;
      case 0x2a: // *
      case 0x7e: // ~
        this.begin('array', this.length(start, end, this.limits.maxItems));
        break;
      case 0x25: // %
        this.begin('array', 2 * this.count(start, end));
        break;
      case 0x3e: // >
        this.begin('push', this.count(start, end));
        break;
      case 0x7c: // |
        this.begin('attribute', 2 * this.count(start, end));
        break;
      case 0x5f: // _
        if (start !== end) throw new ProtocolError('a null with content');
        this.emit(null);
        break;
      case 0x23: // #
        this.emit(this.boolean(start, end));
        break;
      default:
        throw new ProtocolError('an unknown type');
    }
  }

  private integer(start: number, end: number): number {
    const { chunk } = this;
    const signed = chunk[start] === 0x2d || chunk[start] === 0x2b;
    let value = 0;
    for (let i = signed ? start + 1 : start; i < end; i++) {
      const digit = chunk[i]! - 48;
      if (digit < 0 || digit > 9) throw new ProtocolError('a number with other characters');
      value = value * 10 + digit;
    }
    if (end === (signed ? start + 1 : start) || !Number.isSafeInteger(value))
      throw new ProtocolError('a number that is none, or beyond 2^53');
    return chunk[start] === 0x2d ? 0 - value : value;
  }

  /** A length; -1 is the null of RESP2. */
  private length(start: number, end: number, limit: number): number {
    const value = this.integer(start, end);
    if (value < -1 || value > limit) throw new ProtocolError('a length out of bounds');
    return value;
  }

  /** A number of items, where RESP2 has no null. */
  private count(start: number, end: number): number {
    const value = this.length(start, end, this.limits.maxItems);
    if (value < 0) throw new ProtocolError('a length out of bounds');
    return value;
  }

  private boolean(start: number, end: number): number {
    const letter = end === start + 1 ? this.chunk[start] : undefined;
    if (letter === 0x74) return 1;
    if (letter === 0x66) return 0;
    throw new ProtocolError('a boolean that is none');
  }

  private beginBulk(kind: number, length: number): void {
    if (length < 0) {
      this.emit(null);
      return;
    }
    this.bulkKind = kind;
    this.wanted = length + 2;
    const start = this.at;
    if (start + this.wanted > this.chunk.length) return;
    this.at = start + this.wanted;
    this.endBulk(this.chunk, start);
  }

  /** Goes on with a string that began in an earlier chunk; false when it needs more. */
  private readBulk(): boolean {
    const available = this.chunk.length - this.at;
    const missing = this.wanted - this.pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (available < missing) {
      this.pieces.push(this.chunk.subarray(this.at));
      this.at = this.chunk.length;
      // Pieces are joined now and then, so that many small chunks do not cost their square.
      if (this.pieces.length >= 64) this.pieces = [Buffer.concat(this.pieces)];
      return false;
    }
    this.pieces.push(this.chunk.subarray(this.at, this.at + missing));
    this.at += missing;
    const whole = this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
    this.pieces = [];
    this.endBulk(whole, 0);
    return true;
  }

  /** The string that is wanted lies complete in `bytes`. */
  private endBulk(bytes: Buffer, start: number): void {
    const end = start + this.wanted - 2;
    this.wanted = 0;
    if (bytes[end] !== CR || bytes[end + 1] !== LF) throw new ProtocolError('a string without its end');
    const value = bytes.subarray(start, end);
    if (this.bulkKind === 0x21) this.emitError(value.toString());
    else this.emit(this.bulkKind === 0x3d ? value.subarray(4) : value);
  }

  private begin(kind: Aggregate['kind'], count: number): void {
    if (count < 0) {
      this.emit(null);
      return;
    }
    if (this.stack.length >= this.limits.maxDepth) throw new ProtocolError('nested too deeply');
    if (kind === 'push' && this.stack.length > 0) throw new ProtocolError('a push within a reply');
    const aggregate: Aggregate = { items: [], remaining: count, kind };
    if (count === 0) this.close(aggregate);
    else this.stack.push(aggregate);
  }

  private emitError(text: string): void {
    if (this.stack.length === 0) this.sink.onError(text);
    else this.emit({ error: text });
  }

  private emit(value: Reply): void {
    const top = this.stack.at(-1);
    if (top === undefined) {
      this.sink.onReply(value);
      return;
    }
    top.items.push(value);
    if (--top.remaining > 0) return;
    this.stack.pop();
    this.close(top);
  }

  private close(aggregate: Aggregate): void {
    if (aggregate.kind === 'array') this.emit(aggregate.items);
    else if (aggregate.kind === 'push') this.sink.onPush(aggregate.items);
  }
}
