import { MalformedFrame } from '../errors.js';

/** Writes into an aligned, growable scratch. Offsets of words are multiples of four. */
export class Writer {
  bytes = new Uint8Array(0);
  words = new Uint32Array(0);
  at = 0;

  /** Starts anew with room for `capacity` bytes. */
  reset(capacity: number): void {
    this.at = 0;
    if (this.bytes.length >= capacity) return;
    const buffer = new ArrayBuffer(Math.max(4096, capacity * 2 + (8 - ((capacity * 2) % 8))));
    this.bytes = new Uint8Array(buffer);
    this.words = new Uint32Array(buffer);
  }

  align(): void {
    while (this.at & 3) this.bytes[this.at++] = 0;
  }

  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  u16(value: number): void {
    this.bytes[this.at++] = value;
    this.bytes[this.at++] = value >>> 8;
  }

  /** At an offset that is a multiple of four. */
  u32(value: number): void {
    this.words[this.at >>> 2] = value;
    this.at += 4;
  }

  /** LEB128 of the unsigned 64-bit value. */
  varint(lo: number, hi: number): void {
    while (hi !== 0 || lo >>> 0 > 127) {
      this.bytes[this.at++] = (lo & 127) | 128;
      lo = (lo >>> 7) | (hi << 25);
      hi >>>= 7;
    }
    this.bytes[this.at++] = lo;
  }
}

/** Reads a copy of the received bytes in aligned memory that nobody else can change meanwhile. */
export class Reader {
  bytes = new Uint8Array(0);
  words = new Uint32Array(0);
  at = 0;
  /** First byte that may not be read. */
  end = 0;
  /** Halves of the last varint. */
  low = 0;
  high = 0;

  load(source: Uint8Array): void {
    const length = source.length;
    if (this.bytes.length < length) {
      const buffer = new ArrayBuffer(length * 2 + (8 - ((length * 2) % 8)));
      this.bytes = new Uint8Array(buffer);
      this.words = new Uint32Array(buffer);
    }
    this.bytes.set(source);
    this.at = 0;
    this.end = length;
  }

  fail(what: string): never {
    throw new MalformedFrame(`packed columns: ${what}`, this.at);
  }

  need(length: number, what: string): void {
    if (length > this.end - this.at) this.fail(`${what} passes the end of its column`);
  }

  align(what: string): void {
    this.at = (this.at + 3) & ~3;
    if (this.at > this.end) this.fail(`${what} passes the end of its column`);
  }

  byte(what: string): number {
    this.need(1, what);
    return this.bytes[this.at++];
  }

  u16At(offset: number): number {
    return this.bytes[offset] | (this.bytes[offset + 1] << 8);
  }

  /** Reads LEB128 into `low` and `high`; more than 64 bits are refused. */
  varint(what: string): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      const octet = this.byte(what);
      const bits = octet & 127;
      if (shift === 63 && octet > 1) this.fail(`${what} has more than 64 bits`);
      if (shift < 32) {
        low |= bits << shift;
        if (shift > 25) high |= bits >>> (32 - shift);
      } else high |= bits << (shift - 32);
      if (octet < 128) break;
    }
    this.low = low;
    this.high = high;
  }

  /** A varint that counts something, at most `limit`. */
  count(limit: number, what: string): number {
    this.varint(what);
    if (this.high !== 0 || this.low >>> 0 > limit) this.fail(`${what} is more than ${limit}`);
    return this.low;
  }
}
