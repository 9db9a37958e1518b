// Messages of a user's schema as modules: in frames like our own, in any version, and never mistaken for another.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  FrameBuilder,
  FrameDecoder,
  type MessageModule,
  MessageRegistry,
  SCHEMA_ID,
  UnknownMessage,
} from '../../src/codec/index.js';
import { compileSchema } from '../../src/sbe/index.js';
import { importGenerated } from '../support/generated.js';
import { schemaOf } from '../support/schema.js';
import { scales, sender } from './support/messages.js';

const body = (more = '') => `
  <message name="signal" id="1">
    <field name="id" id="1" type="uint64"/>
    ${more}
    <group name="legs" id="2"><field name="size" id="1" type="int32"/></group>
    <data name="note" id="3" type="text"/>
  </message>`;
const weight = '<field name="weight" id="4" type="uint16" sinceVersion="2"/>';

async function moduleOf(xml: string): Promise<MessageModule> {
  return (await importGenerated(compileSchema(xml))) as unknown as MessageModule;
}

const signal = (i: number) => ({ id: BigInt(i), legs: [{ size: -1 - i }, { size: i }], note: `n${i}` });

describe('messages of a user', () => {
  let older: MessageModule;
  let newer: MessageModule;
  beforeAll(async () => {
    older = await moduleOf(schemaOf(body()));
    newer = await moduleOf(schemaOf(body(weight)));
  });

  function frameOf(module: MessageModule, messages: readonly unknown[]): Uint8Array {
    const builder = new FrameBuilder(new MessageRegistry([module]).get('signal'), sender());
    for (const message of messages) expect(builder.add(message)).toBe(true);
    return builder.finish(1n).bytes.slice();
  }

  function read(module: MessageModule, frame: Uint8Array): readonly unknown[] {
    return new FrameDecoder(new MessageRegistry([module]), scales).decode(frame).toArray();
  }

  it.each([1, 2, 127, 128, 300])('travel %d in a frame', (count) => {
    const messages = Array.from({ length: count }, (_, i) => signal(i));
    expect(read(older, frameOf(older, messages))).toEqual(messages);
  });

  it('are read by other versions of their schema', () => {
    const weighed = { ...signal(1), weight: 7 };
    expect(read(older, frameOf(newer, [weighed, weighed]))).toEqual([signal(1), signal(1)]);
  });

  it('are unknown to those who lack the module', () => {
    const frame = frameOf(older, [signal(1)]);
    expect(() => new FrameDecoder(new MessageRegistry(), scales).decode(frame)).toThrow(UnknownMessage);
  });

  it('are refused where their ids or names are not their own, or fit no envelope', async () => {
    const { messages, SCHEMA } = older;
    const refused = (module: MessageModule, what: RegExp) =>
      expect(() => new MessageRegistry([module])).toThrow(
        expect.objectContaining({ code: 'DUALBUS_INVALID_ARGUMENT', message: expect.stringMatching(what) }),
      );
    refused({ messages, SCHEMA: { ...SCHEMA, id: SCHEMA_ID } }, /that of dualbus/);
    refused({ messages, SCHEMA: { ...SCHEMA, id: 65_536 + SCHEMA_ID } }, /schema id is \d+/);
    refused({ SCHEMA, messages: { trade: messages.signal! } }, /two messages called trade/);
    refused({ SCHEMA, messages: { ...messages, other: messages.signal! } }, /template id of another/);
    refused({ SCHEMA, messages: { far: { ...messages.signal!, templateId: 65_537 } } }, /template id of far/);
  });
});
