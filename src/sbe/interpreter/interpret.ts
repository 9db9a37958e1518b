import { InvalidArgument } from '../../base/errors.js';
import type { Message, Schema } from '../model/model.js';
import { Scratch } from '../runtime/scratch.js';
import { type Decoded, Decoder } from './decode.js';
import { Encoder } from './encode.js';

/**
 * Decodes and encodes any message of a schema without generated code. The plain objects are those of generated code:
 * 64-bit integers are bigints; enums are names, codes without a name their number; sets are arrays of names (of bit
 * numbers where a bit has none); decimals are `{ mantissa, exponent }`; what is absent or null is null.
 */
export interface Interpreter {
  readonly schema: Schema;
  /** Decodes the message at the beginning of bytes[start, end). Throws MalformedMessage. */
  decode(bytes: Uint8Array, start?: number, end?: number): Decoded;
  /**
   * Encodes a message by its template's name or id. Beyond what decode gives, 64-bit integers may be safe integers or
   * decimal text, and opaque bytes base64, as NDJSON has them. Throws InvalidArgument.
   */
  encode(template: string | number, fields: object): Uint8Array;
}

export function interpret(schema: Schema): Interpreter {
  const byId = new Map(schema.messages.map((message) => [message.id, message]));
  const byName = new Map(schema.messages.map((message) => [message.name, message]));
  const input = new Scratch(4096);
  const output = new Scratch(4096);
  const decoder = new Decoder(schema, input);
  const encoder = new Encoder(schema, output);
  const find = (template: string | number): Message => {
    const message = typeof template === 'number' ? byId.get(template) : byName.get(template);
    if (message === undefined) throw new InvalidArgument('template', `the schema has no message ${template}`);
    return message;
  };
  return {
    schema,
    decode(bytes, start = 0, end = bytes.length) {
      input.load(bytes, start, end);
      return decoder.decode(byId);
    },
    encode(template, fields) {
      const length = encoder.encode(find(template), fields);
      return output.u8.slice(0, length);
    },
  };
}
