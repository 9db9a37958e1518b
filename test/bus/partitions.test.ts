import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spread } from '../../src/base/spread.js';
import type { DualBus, Gap } from '../../src/bus/index.js';
import { streamsKey } from '../../src/bus/keys.js';
import { divide } from '../../src/bus/partitions.js';
import type { TradeColumns } from '../../src/market/index.js';
import { okValue } from '../transport/contract/helpers.js';
import { btc, describeBus, type Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

const soon = () => AbortSignal.timeout(5_000);
const ids = Array.from({ length: 12 }, (_, i) => i + 1);
const topics = { ticks: { partitions: 4 }, vpin: { partitions: 3 } };

function columns(instrument: readonly number[]): TradeColumns {
  const { length } = instrument;
  return {
    kind: 'trade',
    length,
    instruments: new Map(),
    timeBase: 1_700_000_000_000_000_000n,
    timeOffset: Float64Array.from({ length }, (_, i) => i),
    instrument: Uint32Array.from(instrument),
    side: new Int8Array(length).fill(1),
    price: Float64Array.from({ length }, (_, i) => 10_000 + i),
    size: new Float64Array(length).fill(1),
  };
}

describe('partitions', () => {
  it('divide columns without losing a row or the order of an instrument', () => {
    const rows = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 9 }), (instrument, n) => {
        const parts = divide(columns(instrument) as never, n) as unknown as Map<number, TradeColumns>;
        const seen = new Map<number, number[]>();
        for (const [partition, part] of parts)
          for (let i = 0; i < part.length; i++) {
            const id = part.instrument[i]!;
            if (n > 1) expect(spread(id, n)).toBe(partition);
            expect(part.timeOffset[i]).toBe(part.price[i]! - 10_000);
            seen.set(id, [...(seen.get(id) ?? []), part.price[i]!]);
          }
        const expected = new Map<number, number[]>();
        for (const [i, id] of instrument.entries())
          expected.set(id, [...(expected.get(id) ?? []), 10_000 + i]);
        expect(seen).toEqual(expected);
      }),
    );
  });
});

describeBus('partitioned topics', (open) => {
  let fixture: Fixture;
  let writer: DualBus;
  let reader: DualBus;
  beforeEach(async () => {
    fixture = await open();
    writer = await fixture.connect({ instance: 'writer', topics, beaconMs: 50 });
    reader = await fixture.connect({ instance: 'reader' });
    await writer.instruments.define(...ids.map((id) => ({ ...btc, id, symbol: `S${id}` })));
  });
  afterEach(() => fixture.stop());

  const one = (i: number) => ({ ...trade(i), instrument: ids[i % ids.length]! });

  it('keep the order of each instrument, for readers that need to know nothing', async () => {
    const all = reader.subscribe(['trade'], { group: 'g', start: '0' });
    const live = reader.subscribe(['trade'], { from: '0-0' });
    const receipts = await Promise.all(
      Array.from({ length: 120 }, (_, i) => writer.publish('trade', one(i))),
    );
    expect(new Set(receipts.map(({ stream }) => stream)).size).toBe(4);
    for (const [i, { stream }] of receipts.entries())
      expect(stream).toContain(`:ticks:${spread(ids[i % ids.length]!, 4)}}`);
    for (const subscription of [all, live]) {
      const seen = new Map<number, number[]>();
      for (let count = 0; count < 120; ) {
        const batch = (await subscription.next(soon()))!;
        for (const { instrument, price } of batch)
          seen.set(instrument, [...(seen.get(instrument) ?? []), price]);
        count += batch.length;
      }
      for (const [at, id] of ids.entries())
        expect(seen.get(id)).toEqual(Array.from({ length: 10 }, (_, turn) => one(at + 12 * turn).price));
      await subscription.close();
    }
  });

  it('take columns that hold several partitions whole or not at all', async () => {
    const outcomes: number[] = [];
    const publisher = writer.publisher('trade', { onOutcome: ({ messages }) => outcomes.push(messages) });
    const given = columns(Array.from({ length: 60 }, (_, i) => ids[i % ids.length]!));
    const odd = { ...given, price: given.price.slice(0, 59) };
    expect(() => publisher.sendColumns(odd)).toThrow(/price/);
    const last = { ...given, side: given.side.slice() };
    last.side[59] = 5;
    expect(() => publisher.sendColumns(last)).toThrow('row 59 is 5');
    expect(await publisher.flush()).toEqual({ ok: 0, rejected: 0, unknown: 0 });
    expect(publisher.sendColumns(given)).toBe(true);
    expect(await publisher.flush()).toEqual({ ok: 60, rejected: 0, unknown: 0 });
    expect(outcomes).toHaveLength(4);
    const { keys, streams } = writer.transport('marketData');
    const members = okValue(await keys.setMembers(streamsKey('dualbus', 'marketData', 'ticks')));
    expect(members.length).toBe(4);
    for (const stream of members) expect(okValue(await streams.info(stream))?.length).toBe(1);
  });

  it('put messages without an instrument, and any that are wrong, into the first', async () => {
    await expect(writer.publish('trade', { ...trade(1), instrument: 1.5 })).rejects.toMatchObject({
      code: 'DUALBUS_UNKNOWN_INSTRUMENT',
    });
    const metric = {
      time: 1n,
      value: 1,
      horizon: 1n,
      portfolio: 1,
      samples: 1,
      measure: 'leverage',
    } as const;
    const other = await fixture.connect({ instance: 'other', topics: { risk: { partitions: 2 } } });
    expect((await other.publish('riskMetric', metric)).stream).toContain(':risk:0}');
  });

  it('report each what was never stored', async () => {
    const marketData = { ...fixture.servers.marketData, maxFrameBytes: 1_000 };
    const narrow = await fixture.connect({ instance: 'narrow', marketData, topics, beaconMs: 50 });
    const gaps: Gap[] = [];
    const live = reader.subscribe(['trade'], { onGap: (gap) => gaps.push(gap) });
    await live.ready();
    const instrument = ids.find((id) => spread(id, 4) === 2)!;
    const { stream } = await narrow.publish('trade', { ...trade(0), instrument });
    expect((await live.next(soon()))!.length).toBe(1);
    await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => narrow.publish('trade', { ...trade(i), instrument })),
    );
    await until(() => gaps.length > 0);
    expect(gaps).toEqual([{ bus: 'marketData', stream, missing: 40, cause: 'tail' }]);
  });

  it('do not take what one partition made of a cause for a replay of what another made', async () => {
    const time = 1_700_000_000_000_000_000n;
    const cause = { producer: 5n, epoch: 2, sequence: 9n, index: 3 };
    const shared = { start: time, end: time, index: 0, vpin: 0.5, cdf: 0.5, imbalance: 0.1 };
    const value = {
      ...shared,
      buyVolume: 1,
      sellVolume: 1,
      bucketVolume: 2,
      window: 50,
      classifier: 'tick',
    } as const;
    const options = { cause };
    const all = reader.subscribe(['vpinCalculation'], { group: 'g', start: '0' });
    for (const turn of [1, 2]) {
      const engine = await fixture.connect({
        engine: 'vpin',
        instance: 'vpin-1',
        topics,
        instanceLeaseMs: 100,
      });
      for (const instrument of ids)
        await engine.publish('vpinCalculation', { ...value, instrument }, options);
      await fixture.vanish(engine);
      const seen: number[] = [];
      while (turn === 1 && seen.length < ids.length)
        for (const { instrument } of (await all.next(soon()))!) seen.push(instrument);
      if (turn === 1) expect(seen.sort((a, b) => a - b)).toEqual(ids);
    }
    expect(await all.next(AbortSignal.timeout(300)).catch(() => 'nothing')).toBe('nothing');
  });

  it.each([0, 65, 1.5])('refuse %d as their number', async (partitions) => {
    await expect(fixture.connect({ topics: { ticks: { partitions } } })).rejects.toMatchObject({
      code: 'DUALBUS_INVALID_ARGUMENT',
      message: expect.stringContaining('topics.ticks.partitions'),
    });
  });
});
