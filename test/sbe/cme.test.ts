// Real CME MDP 3.0 packets: version 5 on the wire, version 9 of the schema.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import type { Block, DecodedFrame, Schema } from '../../src/sbe/index.js';
import { decodeFrames, interpret, readSchema, toNdjson } from '../../src/sbe/index.js';
import { type GeneratedIndex, importGenerated } from '../support/generated.js';
import { udpPayload } from '../support/pcap.js';
import { describeWithShared, readShared, sharedPath } from '../support/shared.js';

const golden = fileURLToPath(new URL('golden/cme-mdp3.ndjson', import.meta.url));

/** Of each packet, by its file: sequence number, sending time, and template and size (with its u16) of each message. */
const packets = {
  IncrementalRefreshBook: [19321375, 1446234284339294656n, [[32, 88]]],
  IncrementalRefreshVolume: [19321379, 1446234284406158799n, [[37, 40], [32, 56]]],
  IncrementalRefreshTradeSummary: [19321415, 1446234284847061045n, [[42, 160]]],
  IncrementalRefreshSessionStatistics: [19345102, 1446234377694588241n, [[37, 40], [32, 120], [35, 96], [32, 56], [32, 56], [32, 56]]],
  InstrumentDefinitionSpread: [2, 1446849164970634188n, [[29, 280], [29, 280], [27, 262], [29, 280], [27, 262]]],
} as const; // biome-ignore format: a table

describeWithShared('CME packets', () => {
  const schema = readSchema(sharedPath('vectors/sbe/cme_templates.xml'));
  const interpreter = interpret(schema);
  const read = (name: string) => udpPayload(readShared(`vectors/sbe/Cme_Mdp3.Sbe.v1.5_Md${name}.pcap`));
  const decodeAll = (packet: Uint8Array) => [...decodeFrames(interpreter, packet, 'cme-packet')];
  let generated: GeneratedIndex;
  beforeAll(async () => {
    const used = new Set<number>(
      Object.values(packets).flatMap(([, , messages]) => messages.map(([id]) => id)),
    );
    generated = await importGenerated({
      ...schema,
      messages: schema.messages.filter(({ id }) => used.has(id)),
    });
  });

  for (const [name, [sequence, sendingTime, messages]] of Object.entries(packets)) {
    it(`decodes ${name} exactly to the end of every message`, () => {
      const packet = read(name);
      expect(packet.readUInt32LE(0)).toBe(sequence);
      expect(packet.readBigUInt64LE(4)).toBe(sendingTime);
      const decoded = decodeAll(packet);
      expect(decoded.map(({ id, length }) => [id, length + 2])).toEqual(messages);
      expect(decoded.every(({ version }) => version === 5)).toBe(true);
      const { offset, length } = decoded.at(-1)!;
      expect(offset + length).toBe(packet.length);
    });

    it(`decodes ${name} alike by generated code`, () => {
      const packet = read(name);
      for (const { template, offset, length, fields } of decodeAll(packet))
        expect(generated.messages[template]!.decode(packet, offset, offset + length)).toEqual(fields);
    });

    it(`encodes ${name} back byte for byte, as version 5`, () => {
      const packet = read(name);
      for (const frame of decodeAll(packet)) {
        const bytes = packet.subarray(frame.offset, frame.offset + frame.length);
        const old = interpret(schemaOfVersion(schema, 5, bytes.readUInt16LE(0)));
        expect(Buffer.from(old.encode(frame.id, known(old.schema, frame)))).toEqual(bytes);
      }
    });
  }

  it('gives the values that stand in the golden file', () => {
    const lines = Object.keys(packets).flatMap((name) => decodeAll(read(name)).map(toNdjson));
    expect(lines).toEqual(readFileSync(golden, 'utf8').trimEnd().split('\n'));
  });

  it('gives null for what was added after version 5', () => {
    const [definition] = decodeAll(read('InstrumentDefinitionSpread'));
    expect(definition!.fields).toMatchObject({
      Symbol: 'ESM6-ESU6',
      SecurityID: 10123,
      TradingReferenceDate: null,
    });
    const [book] = decodeAll(read('IncrementalRefreshBook'));
    expect(book!.fields).toMatchObject({ NoOrderIDEntries: null });
  });
});

/** The schema as an earlier version had it, for messages whose root block was so long. */
function schemaOfVersion(schema: Schema, version: number, blockLength: number): Schema {
  const strip = <T extends Block>(block: T): T => ({
    ...block,
    fields: block.fields.filter(({ since }) => since <= version),
    groups: block.groups.filter(({ since }) => since <= version).map(strip),
  });
  return {
    ...schema,
    version,
    messages: schema.messages.map((message) => ({ ...strip(message), blockLength })),
  };
}

/** The fields of a message that a schema knows. */
function known(schema: Schema, { template, fields }: DecodedFrame): object {
  const prune = (block: Block, values: object): object => {
    const groups = new Map(block.groups.map((group) => [group.name, group]));
    const names = new Set([...block.fields.map(({ name }) => name), ...groups.keys()]);
    const kept = Object.entries(values).filter(([name]) => names.has(name));
    return Object.fromEntries(
      kept.map(([name, value]) => {
        const group = groups.get(name);
        return [name, group === undefined ? value : (value as object[]).map((entry) => prune(group, entry))];
      }),
    );
  };
  return prune(schema.messages.find(({ name }) => name === template)!, fields);
}
