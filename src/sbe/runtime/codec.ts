import type { Scratch } from './scratch.js';

/** The block of a flat message alone, without a header: for rows that share one. */
export interface BlockCodec<Value = unknown, Input = Value> {
  readonly length: number;
  /** The least blockLength with which the required fields of a version are there; readers must check it. */
  requiredLength(version: number): number;
  /** Reads the block at byte p; blockLength and version are what the sender announced. */
  read(s: Scratch, p: number, blockLength: number, version: number): Value;
  /** Writes `length` bytes at byte p, for which there must be room. */
  write(s: Scratch, p: number, value: Input): void;
}

/** What generated code offers for each message. `Value` is what decode gives, `Input` what encode takes. */
export interface MessageCodec<Value = unknown, Input = Value> {
  readonly name: string;
  readonly templateId: number;
  readonly schemaId: number;
  readonly version: number;
  readonly blockLength: number;
  /** Bytes of every encoded message with its header; undefined where groups or var data make it vary. */
  readonly frameLength: number | undefined;
  /** undefined where groups or var data follow the block. */
  readonly block: BlockCodec<Value, Input> | undefined;
  /** Encodes to target[offset, end) and returns end. Throws InvalidArgument and TargetTooSmall; then nothing is written. */
  encodeInto(target: Uint8Array, offset: number, value: Input): number;
  encode(value: Input): Uint8Array;
  /** Decodes bytes[start, end). Throws MalformedMessage. */
  decode(bytes: Uint8Array, start?: number, end?: number): Value;
}
