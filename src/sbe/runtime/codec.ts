/** What generated code offers for each message. `Value` is what decode gives, `Input` what encode takes. */
export interface MessageCodec<Value = unknown, Input = Value> {
  readonly name: string;
  readonly templateId: number;
  readonly schemaId: number;
  readonly version: number;
  readonly blockLength: number;
  /** Bytes of every encoded message with its header; undefined where groups or var data make it vary. */
  readonly frameLength: number | undefined;
  /** Encodes to target[offset, end) and returns end. Throws InvalidArgument and TargetTooSmall; then nothing is written. */
  encodeInto(target: Uint8Array, offset: number, value: Input): number;
  encode(value: Input): Uint8Array;
  /** Decodes bytes[start, end). Throws MalformedMessage. */
  decode(bytes: Uint8Array, start?: number, end?: number): Value;
}
