// Interpreter and generated code agree on every input: the same fields, or a refusal by both.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileSchema, interpret, MalformedMessage } from '../../src/sbe/index.js';
import { messageArbitrary } from '../support/arbitrary.js';
import { type Fields, importGenerated } from '../support/generated.js';
import { testSchema } from '../support/schema.js';

/** What a decoder makes of bytes: their fields, or a refusal; of several faults each may name another first. */
function outcome(decode: () => unknown): unknown {
  try {
    return decode();
  } catch (error) {
    if (error instanceof MalformedMessage) return 'refused';
    throw error;
  }
}

describe.each(['littleEndian', 'bigEndian'])('damaged messages, %s', (byteOrder) => {
  const schema = compileSchema(testSchema('orders', `byteOrder="${byteOrder}"`));
  const interpreter = interpret(schema);
  let decode: (bytes: Uint8Array) => Fields;
  beforeAll(async () => {
    ({ decode } = (await importGenerated(schema)).messages.order!);
  });

  /** A valid message of which bytes are changed, cut off, or added. */
  const damaged = fc
    .record({
      fields: messageArbitrary(schema.messages[0]!),
      changes: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0xff), fc.nat(255))), {
        maxLength: 4,
      }),
      cut: fc.option(fc.nat(), { freq: 3 }),
      tail: fc.uint8Array({ maxLength: 6 }),
    })
    .map(({ fields, changes, cut, tail }) => {
      const whole = interpreter.encode('order', fields);
      for (const [at, value] of changes) whole[at % whole.length] = value;
      return Buffer.concat([cut === null ? whole : whole.subarray(0, cut % whole.length), tail]);
    });

  it('are read alike or refused by both', () => {
    let refused = 0;
    fc.assert(
      fc.property(damaged, (bytes) => {
        const expected = outcome(() => interpreter.decode(bytes).fields);
        expect(outcome(() => decode(bytes))).toEqual(expected);
        if (expected === 'refused') refused++;
      }),
      { numRuns: 600 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  it('random bytes behind a valid header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const head = interpreter.encode('order', {
          id: 0,
          symbol: '',
          venue: 0,
          legs: [],
          marks: [],
          text: '',
        });
        const bytes = Buffer.concat([head.subarray(0, 32), tail]);
        expect(outcome(() => decode(bytes))).toEqual(outcome(() => interpreter.decode(bytes).fields));
      }),
      { numRuns: 500 },
    );
  });
});
