// Every message of real schemas survives a round trip, by interpreter and by generated code, with equal bytes.
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { interpret, readSchema } from '../../src/sbe/index.js';
import { messageArbitrary } from '../support/arbitrary.js';
import { type GeneratedIndex, importGenerated } from '../support/generated.js';
import { describeWithShared, sharedPath } from '../support/shared.js';

for (const [name, runs] of [
  ['stream_1_0', 100],
  ['spot_3_5', 12],
  ['cme_templates', 12],
  ['car_ext', 100],
] as const)
  describeWithShared(`every message of ${name}`, () => {
    const schema = readSchema(sharedPath(`vectors/sbe/${name}.xml`));
    const interpreter = interpret(schema);
    let generated: GeneratedIndex;
    beforeAll(async () => {
      generated = await importGenerated(schema);
    });

    for (const message of schema.messages)
      it(message.name, () => {
        const codec = generated.messages[message.name]!;
        fc.assert(
          fc.property(messageArbitrary(message), (fields) => {
            const bytes = interpreter.encode(message.name, fields);
            const decoded = interpreter.decode(bytes);
            expect(decoded).toEqual({
              template: message.name,
              id: message.id,
              version: schema.version,
              fields,
              length: bytes.length,
            });
            expect(codec.encode(fields)).toEqual(bytes);
            expect(codec.decode(bytes)).toEqual(fields);
          }),
          { numRuns: runs },
        );
      });
  });
