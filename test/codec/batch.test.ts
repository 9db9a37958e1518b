import { describe, expect, it } from 'vitest';
import { blankBlock } from '../../src/codec/frame-builder.js';
import {
  type Batch,
  BatchReleased,
  FrameBuilder,
  FrameDecoder,
  MalformedFrame,
  type MessageColumns,
  type MessageInputs,
  type MessageTypes,
  PACK_ROWS,
} from '../../src/codec/index.js';
import type { Columns, QuoteColumns, TradeColumns } from '../../src/market/index.js';
import { flatMessages, nestedSamples, registry, sampleMessages, scales, sender } from './support/messages.js';

type TradeBatch = Batch<MessageTypes['trade'], MessageColumns['trade']>;

const trade: MessageInputs['trade'] = {
  time: 1_700_000_000_000_000_000n,
  price: 101.25,
  size: 0.5,
  instrument: 7,
  side: 'sell',
};

function trades(count: number): MessageInputs['trade'][] {
  return Array.from({ length: count }, (_, i) => ({
    ...trade,
    time: trade.time + BigInt(i) * 1000n,
    price: (10_125 + (i % 7)) / 100,
    side: i % 3 === 0 ? ('buy' as const) : ('sell' as const),
    ...(i % 5 === 0 ? { bid: 101.24, tradeId: BigInt(i) } : {}),
  }));
}

function frameOf(name: string, messages: readonly unknown[]): Uint8Array {
  const builder = new FrameBuilder(registry.get(name), sender());
  for (const message of messages) builder.add(message);
  return builder.finish(1n).bytes;
}

describe('columns of a batch', () => {
  it.each([5, PACK_ROWS + 72])('of %i trades are what analytics take', (count) => {
    const batch = new FrameDecoder(registry, scales).decode(frameOf('trade', trades(count))) as TradeBatch;
    const columns: TradeColumns = batch.columns!;
    expect(columns.kind).toBe('trade');
    expect(columns.length).toBe(count);
    expect(columns.timeBase + BigInt(columns.timeOffset[3])).toBe(trade.time + 3000n);
    expect([...columns.price.subarray(0, 4)]).toEqual([10_125, 10_126, 10_127, 10_128]);
    expect([...columns.side.subarray(0, 4)]).toEqual([1, -1, -1, 1]);
    expect([...columns.bid!.subarray(0, 2)]).toEqual([10_124, Number.NaN]);
    expect(columns.size[0]).toBe(500);
    expect(columns.instruments.get(7)?.symbol).toBe('BTCUSDT');
    expect(columns.price.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('are the market room’s types for quotes too', () => {
    const batch = new FrameDecoder(registry, scales).decode(
      frameOf('quote', [{ time: 5n, bid: 1.5, bidSize: 2, askSize: 0, instrument: 7 }]),
    ) as Batch<MessageTypes['quote'], MessageColumns['quote']>;
    const columns: QuoteColumns = batch.columns!;
    expect([columns.bid[0], columns.ask[0], columns.bidSize[0], columns.askSize[0]]).toEqual([
      150,
      Number.NaN,
      2000,
      0,
    ]);
  });

  it('travel back as they came', () => {
    for (const count of [5, PACK_ROWS + 3]) {
      const decoder = new FrameDecoder(registry, scales);
      const sent = (decoder.decode(frameOf('trade', trades(count))) as TradeBatch).retain();
      const builder = new FrameBuilder(registry.get('trade'), sender());
      const received = decoder.decode(builder.encodeColumns(sent.columns!, 1n).bytes) as TradeBatch;
      expect(received.toArray()).toEqual(sent.toArray());
      expect(received.length).toBe(count);
    }
  });

  it('may lack what has a null or a default', () => {
    const columns = {
      length: 2,
      timeBase: 100n,
      timeOffset: Float64Array.of(0, -7),
      instrument: Uint32Array.of(7, 8),
      price: Float64Array.of(1, -2),
      size: Float64Array.of(3, 4),
    };
    const builder = new FrameBuilder(registry.get('trade'), sender());
    const batch = new FrameDecoder(registry, scales).decode(
      builder.encodeColumns(columns, 1n).bytes,
    ) as TradeBatch;
    expect(batch.toArray()[1]).toEqual({
      time: 93n,
      price: -0.0002,
      size: 4,
      instrument: 8,
      bid: null,
      ask: null,
      tradeId: null,
      conditions: 0,
      side: 'unknown',
      venue: '',
      flags: 0,
    });
    const refused = (over: object) => () => builder.encodeColumns({ ...columns, ...over }, 1n);
    expect(refused({ price: undefined })).toThrow(/columns.price: is required/);
    expect(refused({ price: Float64Array.of(1) })).toThrow(/columns.price: 1 elements for 2 rows/);
    expect(refused({ price: Float32Array.of(1, 2) })).toThrow(/columns.price: expected Float64Array/);
    expect(refused({ price: [1, 2] })).toThrow(/columns.price: expected Float64Array, got Array/);
    for (const timeBase of [-1n, 2n ** 64n, 1, null])
      expect(refused({ timeBase })).toThrow(/columns.timeBase: a bigint from 0/);
    expect(refused({ price: Float64Array.of(1, 0.5) })).toThrow(/row 1 is no integer/);
    expect(refused({ price: Float64Array.of(1, 2 ** 60) })).toThrow(/2\^53/);
    expect(refused({ price: Float64Array.of(1, Number.NaN) })).toThrow(/no integer/);
    expect(refused({ side: Int8Array.of(1, 2) })).toThrow(/columns.side: row 1 is 2/);
    expect(refused({ length: 0 })).toThrow(/columns.length/);
    const other = { id: 7, symbol: 'BTCUSDT', priceExponent: -1, sizeExponent: -3 };
    expect(refused({ instruments: new Map([[7, other]]) })).toThrow(/other exponents/);
    expect(() => new FrameBuilder(registry.get('query'), sender()).encodeColumns(columns, 1n)).toThrow(
      /no columns/,
    );
  });

  it('are lent until the next frame, unless retained', () => {
    const decoder = new FrameDecoder(registry, scales);
    const first = decoder.decode(frameOf('trade', trades(9))) as TradeBatch;
    const lent = first.columns!.price;
    const second = decoder.decode(frameOf('trade', trades(9))) as TradeBatch;
    expect(() => first.columns).toThrow(BatchReleased);
    expect(second.retain().columns!.price).toBe(lent);
    const third = decoder.decode(frameOf('trade', trades(9))) as TradeBatch;
    expect(third.columns!.price).not.toBe(lent);
    expect(second.columns!.price).toBe(lent);
    second.release();
    expect(() => second.columns).toThrow(BatchReleased);
    expect(first.toArray()).toHaveLength(9);
  });

  it('of times more than 104 days apart exist as rows only', () => {
    const decoder = new FrameDecoder(registry, scales);
    for (const count of [2, PACK_ROWS]) {
      const messages = trades(count).map((t, i) => ({ ...t, time: BigInt(i) * 10n ** 17n }));
      const batch = decoder.decode(frameOf('trade', messages)) as TradeBatch;
      expect(() => batch.columns).toThrow(/2\^53/);
      expect(batch.toArray().at(-1)?.time).toBe(BigInt(count - 1) * 10n ** 17n);
    }
  });

  it.each(flatMessages.map((m) => [m.name, m] as const))('and rows of %s agree', (name, message) => {
    const messages = sampleMessages(message, 20);
    const batch = new FrameDecoder(registry, scales).decode(frameOf(name, messages));
    const columns = batch.columns as unknown as Columns & Record<string, ArrayLike<unknown>>;
    for (const field of message.fields) {
      if (field.type.name !== 'Instrument' && field.type.name !== 'Number' && field.type.name !== 'Real')
        continue;
      expect(Array.from(columns[field.name]).slice(0, 20)).toEqual(messages.map((m) => m[field.name]));
    }
  });
});

describe('frames of other versions', () => {
  const shape = registry.get('trade').shape!;
  const frame = frameOf('trade', [trade, trade]);

  it('with longer blocks are read by the wire’s blockLength', () => {
    const longer = new Uint8Array(104 + 8 + 2 * 80);
    longer.set(frame.subarray(0, 112));
    for (const i of [0, 1]) longer.set(frame.subarray(112 + 64 * i, 176 + 64 * i), 112 + 80 * i);
    longer[104] = 80;
    new DataView(longer.buffer).setUint32(100, longer.length - 104, true);
    const batch = new FrameDecoder(registry, scales).decode(longer) as TradeBatch;
    expect(batch.toArray().map(({ price }) => price)).toEqual([101.25, 101.25]);
    expect(batch.columns!.price[1]).toBe(10_125);
  });

  it('with blocks too short for the required fields are refused', () => {
    const shorter = frame.slice();
    shorter[104] = 56;
    expect(() => new FrameDecoder(registry, scales).decode(shorter)).toThrow(MalformedFrame);
    expect(blankBlock(shape)).toHaveLength(64);
  });
});

it('samples cover every nested message', () => {
  const nested = [...registry].filter(({ codec }) => codec !== undefined).map(({ name }) => name);
  expect(Object.keys(nestedSamples).sort()).toEqual(nested.sort());
});
