import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecs, type EncodedFrame, FrameBuilder, FrameDecoder, SlabPool } from '../../src/codec/index.js';
import {
  arbitraryMessage,
  flatMessages,
  nestedSamples,
  registry,
  sampleMessages,
  scales,
  sender,
} from './support/messages.js';

const decoder = new FrameDecoder(registry, scales);

function frameOf(name: string, messages: readonly unknown[], slabs = new SlabPool(1 << 20)): EncodedFrame {
  const builder = new FrameBuilder(registry.get(name), sender({ slabs }));
  for (const message of messages) expect(builder.add(message)).toBe(true);
  return builder.finish(41n, {
    correlation: 5n,
    budgetUs: 50_000,
    cause: { producer: 1n, epoch: 2, sequence: 3n, index: 4 },
  });
}

describe('frames', () => {
  it.each(flatMessages.map((m) => [m.name, m] as const))('carry any %s', (name, message) => {
    fc.assert(
      fc.property(fc.array(arbitraryMessage(message), { minLength: 1, maxLength: 5 }), (messages) => {
        const batch = decoder.decode(frameOf(name, messages).bytes);
        expect(batch.type.name).toBe(name);
        expect(batch.envelope.encoding).toBe('rows');
        expect(batch.toArray()).toEqual(messages);
      }),
      { numRuns: 20 },
    );
  });

  it.each(flatMessages.map((m) => [m.name, m] as const))('pack 130 of %s', (name, message) => {
    const messages = sampleMessages(message, 130);
    const batch = decoder.decode(frameOf(name, messages).bytes);
    expect(batch.envelope.encoding).toBe('packed');
    expect(batch.toArray()).toEqual(messages);
  });

  it.each(Object.keys(codecs))('carry a %s', (name) => {
    const messages = [nestedSamples[name], nestedSamples[name]];
    const batch = decoder.decode(frameOf(name, messages).bytes);
    expect(batch.envelope.encoding).toBe('messages');
    expect(batch.columns).toBeUndefined();
    expect(batch.toArray()).toEqual(messages);
  });

  it('say who sent them, when and why', () => {
    const { envelope } = decoder.decode(frameOf('reply', [nestedSamples.reply]).bytes);
    expect(envelope).toEqual({
      producer: 0x1122334455667788n,
      epoch: 3,
      sequence: 41n,
      clockId: 99n,
      sentMono: 5_000_000_000n,
      sentWall: 1_700_000_000_000_000_000n,
      budgetUs: 50_000,
      count: 1,
      bodySchemaId: 6380,
      bodyTemplateId: 61,
      bodyVersion: 0,
      priority: 'high',
      encoding: 'messages',
      correlation: 5n,
      cause: { producer: 1n, epoch: 2, sequence: 3n, index: 4 },
    });
  });

  it('fill up: add() takes nothing that does not fit', () => {
    const builder = new FrameBuilder(registry.get('trade'), sender({ slabs: new SlabPool(1024) }));
    const [trade] = sampleMessages(flatMessages.find((m) => m.name === 'trade')!, 1);
    let taken = 0;
    while (builder.add(trade)) taken++;
    expect(taken).toBe(Math.floor((1024 - 112) / 64));
    const frame = builder.finish(1n);
    expect(frame.count).toBe(taken);
    expect(builder.count).toBe(0);
    expect(builder.add(trade)).toBe(true);
  });

  it('give a message larger than a slab a frame of its own', () => {
    const builder = new FrameBuilder(registry.get('query'), sender({ slabs: new SlabPool(1024) }));
    const large = { ...nestedSamples.query, payload: new Uint8Array(50_000).fill(7) };
    expect(builder.add(nestedSamples.query)).toBe(true);
    expect(builder.add(large)).toBe(false);
    builder.finish(1n).release();
    expect(builder.add(large)).toBe(true);
    expect(decoder.decode(builder.finish(2n).bytes).toArray()).toEqual([large]);
  });

  it('stay as they were after a message that cannot be sent', () => {
    const builder = new FrameBuilder(registry.get('trade'), sender());
    const trade = { time: 1n, price: 1.25, size: 1, instrument: 7 };
    builder.add(trade);
    const refused: [unknown, RegExp][] = [
      [{ ...trade, price: 1.001 }, /trade.price: 1.001 is finer/],
      [{ ...trade, price: '1' }, /trade.price: a finite number/],
      [{ ...trade, price: Number.NaN }, /finite/],
      [{ ...trade, price: 1e15 }, /2\^53/],
      [{ ...trade, time: 1 }, /trade.time: a bigint/],
      [{ ...trade, time: -1n }, /trade.time/],
      [{ ...trade, instrument: 9 }, /instrument 9 is not defined/],
      [{ ...trade, side: 'both' }, /trade.side: one of/],
      [{ ...trade, side: '__proto__' }, /trade.side: one of/],
      [{ ...trade, flags: 256 }, /trade.flags/],
      [{ ...trade, venue: 'NYSE' }, /trade.venue/],
      [{ ...trade, tradeId: 2n ** 64n }, /trade.tradeId/],
    ];
    for (const [message, error] of refused) expect(() => builder.add(message), String(error)).toThrow(error);
    expect(builder.count).toBe(1);
    expect(decoder.decode(builder.finish(1n).bytes).toArray()).toEqual([
      { ...trade, bid: null, ask: null, tradeId: null, conditions: 0, side: 'unknown', venue: '', flags: 0 },
    ]);
    expect(() => builder.finish(2n)).toThrow(/no message/);
  });

  it('recycle their memory', () => {
    const slabs = new SlabPool(4096, 1);
    const first = frameOf(
      'marginUpdate',
      sampleMessages(flatMessages.find((m) => m.name === 'marginUpdate')!, 1),
      slabs,
    );
    const memory = first.bytes.buffer;
    first.release();
    first.release();
    expect(slabs.acquire().u8.buffer).toBe(memory);
    expect(slabs.acquire().u8.buffer).not.toBe(memory);
  });
});
