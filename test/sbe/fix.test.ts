// The three wire dumps of the FIX standard, byte for byte both ways.
import { beforeAll, expect, it } from 'vitest';
import { readSchema } from '../../src/sbe/index.js';
import { type Fields, type GeneratedIndex, importGenerated } from '../support/generated.js';
import { describeWithShared, readSharedJson, sharedPath } from '../support/shared.js';

interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly fields: Fields;
}

const sofhLength = 6;

/** Decoded fields in the notation of the vectors: 64-bit integers as decimal strings, octets as text. */
function inNotation(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (Array.isArray(value)) return value.map(inNotation);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inNotation(inner)]));
}

describeWithShared('FIX hex dumps, generated', () => {
  const { vectors } = readSharedJson<{ vectors: Vector[] }>('vectors/sbe/fix_hex_dumps.json');
  let generated: GeneratedIndex;
  beforeAll(async () => {
    generated = await importGenerated(readSchema(sharedPath('vectors/sbe/fix_examples.xml')));
  });

  for (const { name, hex, fields } of vectors) {
    it(`decodes and encodes ${name}`, () => {
      const bytes = Buffer.from(hex, 'hex').subarray(sofhLength);
      const codec = generated.messages[name]!;
      const decoded = codec.decode(bytes);
      expect(inNotation(decoded)).toStrictEqual(fields);
      expect(Buffer.from(codec.encode(decoded))).toEqual(bytes);
    });
  }
});
