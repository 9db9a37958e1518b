import { crc32 } from 'node:zlib';
import { InvalidSnapshot } from '../errors.js';

/** A part of a state machine that can be written out and read back to resume bit for bit. */
export interface Saved {
  save(writer: StateWriter): void;
  load(reader: StateReader): void;
}

const magic = 0x4e495056; // "VPIN"
const version = 1;
const headerBytes = 16;

/** Collects a state as little-endian f64 values and length-prefixed texts, behind a header with a CRC-32. */
export class StateWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = headerBytes;

  number(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  numbers(values: ArrayLike<number>): void {
    this.number(values.length);
    for (let i = 0; i < values.length; i++) this.number(values[i]);
  }

  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.number(encoded.length);
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  bigint(value: bigint): void {
    this.text(value.toString());
  }

  /** What another writer's `payload` gave. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written, without the header. */
  payload(): Uint8Array {
    return this.#bytes.slice(headerBytes, this.#length);
  }

  finish(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, magic, true);
    view.setUint32(4, version, true);
    view.setUint32(8, this.#length, true);
    view.setUint32(12, crc32(bytes.subarray(headerBytes)), true);
    return bytes;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Reads what a StateWriter wrote. @throws InvalidSnapshot when the bytes are something else, damaged or cut. */
export class StateReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = headerBytes;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < headerBytes || this.#view.getUint32(0, true) !== magic)
      throw new InvalidSnapshot('the bytes do not start with a VPIN header');
    const found = this.#view.getUint32(4, true);
    if (found !== version)
      throw new InvalidSnapshot(`version ${found}, this library reads version ${version}`);
    const intact =
      this.#view.getUint32(8, true) === bytes.length &&
      this.#view.getUint32(12, true) === crc32(bytes.subarray(headerBytes));
    if (!intact) throw new InvalidSnapshot('length or checksum differs: the bytes are damaged or cut short');
  }

  number(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  numbers(): Float64Array {
    const length = this.#length(8);
    return Float64Array.from({ length }, () => this.number());
  }

  text(): string {
    const length = this.#length(1);
    this.#at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  bigint(): bigint {
    return BigInt(this.text());
  }

  /** @throws InvalidSnapshot when something is left */
  demandEnd(): void {
    if (this.#at !== this.#bytes.length) throw new InvalidSnapshot('it holds more than a state');
  }

  #length(itemBytes: number): number {
    const length = this.number();
    if (!Number.isSafeInteger(length) || length < 0) throw new InvalidSnapshot(`a length of ${length}`);
    this.#need(length * itemBytes);
    return length;
  }

  #need(count: number): void {
    if (this.#at + count > this.#bytes.length) throw new InvalidSnapshot('it ends early');
  }
}
