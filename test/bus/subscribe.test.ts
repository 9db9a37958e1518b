import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BusEvent, DualBus, Gap } from '../../src/bus/index.js';
import { streamKey } from '../../src/bus/keys.js';
import { okValue } from '../transport/contract/helpers.js';
import { btc, describeBus, type Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

const quote = { time: 1n, instrument: 7, bid: 1, bidSize: 1, ask: 2, askSize: 1 };
const soon = () => AbortSignal.timeout(5_000);

describeBus('subscribing', (open) => {
  let fixture: Fixture;
  let bus: DualBus;
  let reader: DualBus;
  beforeEach(async () => {
    fixture = await open();
    bus = await fixture.connect({ instance: 'writer' });
    reader = await fixture.connect({ instance: 'reader' });
    await bus.instruments.define(btc);
  });
  afterEach(() => fixture.stop());

  async function pending(): Promise<number> {
    const key = streamKey('dualbus', 'marketData', 'ticks', 'writer');
    const [group] = okValue(await bus.transport('marketData').streams.groups(key));
    return group?.pending ?? 0;
  }

  it('gives rows and columns, and definitions made after it connected', async () => {
    const trades = reader.subscribe(['trade'], { group: 'risk' });
    await trades.ready();
    await Promise.all([bus.publish('trade', trade(1)), bus.publish('trade', trade(2))]);
    const batch = (await trades.next(soon()))!;
    expect(batch).toMatchObject({ name: 'trade', length: 2, deliveries: 1, redelivered: false });
    expect([...batch]).toMatchObject([trade(1), trade(2)]);
    expect([...batch.columns.price.subarray(0, 2)]).toEqual([10_001, 10_002]);
    expect(batch.cause(1)).toMatchObject({ producer: batch.envelope.producer, sequence: 1n, index: 1 });
  });

  it('acknowledges a batch when the next one is asked for, and nothing when the loop is left', async () => {
    const trades = reader.subscribe(['trade'], { group: 'risk' });
    await trades.ready();
    for (let i = 0; i < 3; i++) await bus.publish('trade', trade(i));
    let seen = 0;
    for await (const batch of trades) {
      expect([...batch]).toMatchObject([trade(seen)]);
      if (++seen === 2) break;
    }
    await until(async () => (await pending()) === 2);
    const again = reader.subscribe(['trade'], { group: 'risk' });
    const rest = [(await again.next(soon()))!, (await again.next(soon()))!];
    expect(rest.map((batch) => [...batch][0]!.price)).toEqual([trade(1).price, trade(2).price]);
    expect(rest[0]!.redelivered).toBe(true);
    expect(await rest[1]!.ack()).toBe(true);
    await until(async () => (await pending()) === 0);
  });

  it('keeps types and streams apart: others of the topic are settled unseen, new writers are followed', async () => {
    const quotes = reader.subscribe(['quote', 'riskMetric'], { group: 'q' });
    await quotes.ready();
    await bus.publish('trade', trade(1));
    await bus.publish('quote', quote);
    expect((await quotes.next(soon()))!.name).toBe('quote');
    const late = await fixture.connect({ instance: 'late' });
    await late.publish('quote', { ...quote, bid: 0.5 });
    expect([...(await quotes.next(soon()))!]).toMatchObject([{ bid: 0.5 }]);
    const metric = {
      time: 1n,
      value: 2,
      horizon: 1n,
      portfolio: 7,
      samples: 1,
      measure: 'leverage',
    } as const;
    await bus.publish('riskMetric', metric);
    const batch = (await quotes.next(soon()))!;
    expect(batch.name === 'riskMetric' && batch.columns.value[0]).toBe(2);
  });

  it('refuses a second reader of a group and topic in one instance, as long as the first is open', async () => {
    const trades = reader.subscribe(['trade'], { group: 'g' });
    expect(() => reader.subscribe(['quote'], { group: 'g' })).toThrow(/g reads topic ticks here already/);
    reader.subscribe(['quote'], { group: 'other' });
    reader.subscribe(['riskMetric'], { group: 'g' });
    await trades.close();
    reader.subscribe(['quote'], { group: 'g' });
  });

  it('gives a group what was published while none of its members was there', async () => {
    const first = reader.subscribe(['trade'], { group: 'g' });
    await first.ready();
    await first.close();
    const other = await fixture.connect({ instance: 'other' });
    await other.publish('trade', trade(5));
    const second = reader.subscribe(['trade'], { group: 'g' });
    expect([...(await second.next(soon()))!]).toMatchObject([trade(5)]);
  });

  it('hands a frame whose handler fails out message by message, and puts only the bad one aside', async () => {
    const handled: number[] = [];
    const events: BusEvent[] = [];
    reader.onEvent((event) => event.type === 'put-aside' && events.push(event));
    const failures: unknown[] = [];
    const options = { group: 'g', maxDeliveries: 3, onError: (error: unknown) => failures.push(error) };
    await reader.consume(['trade'], options, (batch) => {
      const prices = batch.toArray().map(({ price }) => price);
      if (prices.includes(trade(2).price)) throw new Error('bad');
      handled.push(...prices);
      expect(batch.columns.price.length).toBeGreaterThanOrEqual(batch.length);
    });
    await Promise.all([1, 2, 3].map((i) => bus.publish('trade', trade(i))));
    await until(() => events.length === 1);
    expect(events).toMatchObject([{ messages: 1, reason: 'poison', bus: 'marketData' }]);
    await until(async () => (await pending()) === 0 && handled.length === 2);
    expect(handled).toEqual([trade(1).price, trade(3).price]);
    expect(failures.length).toBe(3);
    const dead = '{dualbus:marketData:ticks:0}/dead/g/reader';
    expect(okValue(await bus.transport('marketData').streams.info(dead))?.length).toBe(1);
  });

  it('puts malformed frames aside and goes on', async () => {
    const events: BusEvent[] = [];
    reader.onEvent((event) => event.type === 'put-aside' && events.push(event));
    const trades = reader.subscribe(['trade'], { group: 'g' });
    await trades.ready();
    await bus.publish('trade', trade(1));
    const { transport } = { transport: reader.transport('marketData') };
    const foreign = await transport.ownStream(streamKey('dualbus', 'marketData', 'ticks', 'writer'));
    okValue(await foreign.append(Buffer.from('no frame at all')));
    expect([...(await trades.next(soon()))!]).toMatchObject([trade(1)]);
    void trades.next();
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({ reason: 'malformed', messages: 1 });
  });

  it('drops what a restarted session derives again from the same input, and what is expired', async () => {
    const events: BusEvent[] = [];
    reader.onEvent((event) => event.type === 'put-aside' && events.push(event));
    const trades = reader.subscribe(['trade'], { group: 'g' });
    await trades.ready();
    const cause = { producer: 5n, epoch: 2, sequence: 9n, index: 3 };
    await bus.publish('trade', trade(1), { cause });
    await bus.publish('trade', trade(2), { cause });
    await bus.close();
    const restarted = await fixture.connect({ instance: 'writer' });
    await restarted.publish('trade', trade(1), { cause });
    await restarted.publish('trade', trade(3), { budgetUs: 0 });
    await restarted.publish('trade', trade(4));
    const seen: number[] = [];
    while (seen.length < 3) seen.push([...(await trades.next(soon()))!][0]!.price);
    expect(seen).toEqual([1, 2, 4].map((i) => trade(i).price));
    expect(events).toMatchObject([{ reason: 'replay' }, { reason: 'expired' }]);
  });

  it('follows live from the end, an id or a time', async () => {
    const { id } = await bus.publish('trade', trade(1));
    await bus.publish('trade', trade(2));
    const end = reader.subscribe(['trade']);
    await end.ready();
    await bus.publish('trade', trade(3));
    expect([...(await end.next(soon()))!]).toMatchObject([trade(3)]);
    const after = reader.subscribe(['trade'], { from: id });
    expect([...(await after.next(soon()))!]).toMatchObject([trade(2)]);
    const all = reader.subscribe(['trade'], { from: { wallMs: Number(id.split('-')[0]) } });
    expect([...(await all.next(soon()))!]).toMatchObject([trade(1)]);
    expect(await (await all.next(soon()))!.ack()).toBe(false);
  });

  it('reports exactly what a slow live reader lost', async () => {
    const gaps: Gap[] = [];
    const live = reader.subscribe(['trade'], { maxQueuedFrames: 4, onGap: (gap) => gaps.push(gap) });
    await live.ready();
    const n = 60;
    for (let i = 0; i < n; i++) await bus.publish('trade', trade(i));
    await bus.transport('marketData').streams.info(streamKey('dualbus', 'marketData', 'ticks', 'writer'));
    let got = 0;
    let last = 0;
    while (last !== trade(n - 1).price) {
      const batch = (await live.next(soon()))!;
      got += batch.length;
      last = batch.toArray().at(-1)!.price;
    }
    expect(got).toBeGreaterThan(0);
    expect(gaps.reduce((sum, gap) => sum + gap.missing, 0)).toBe(n - got);
    expect(n - got).toBeGreaterThan(0);
  });

  it('reports exactly how many messages of a stream were never stored', async () => {
    const marketData = { ...fixture.servers.marketData, maxFrameBytes: 1_000 };
    const writer = await fixture.connect({ instance: 'narrow', marketData });
    const gaps: Gap[] = [];
    const live = reader.subscribe(['trade'], { onGap: (gap) => gaps.push(gap) });
    await live.ready();
    const first = await writer.publish('trade', trade(0));
    const tooLarge = Array.from({ length: 40 }, (_, i) => writer.publish('trade', trade(i)));
    for (const result of await Promise.allSettled(tooLarge))
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'DUALBUS_REJECTED_INVALID' } });
    await writer.publish('trade', trade(41));
    expect([...(await live.next(soon()))!]).toMatchObject([trade(0)]);
    expect([...(await live.next(soon()))!]).toMatchObject([trade(41)]);
    expect(gaps).toEqual([{ bus: 'marketData', stream: first.stream, missing: 40, cause: 'sequence' }]);
  });

  it('learns from the beacon of a producer that the last messages were never stored', async () => {
    const marketData = { ...fixture.servers.marketData, maxFrameBytes: 1_000 };
    const writer = await fixture.connect({ instance: 'narrow', marketData, beaconMs: 50 });
    const gaps: Gap[] = [];
    const live = reader.subscribe(['trade'], { onGap: (gap) => gaps.push(gap) });
    await live.ready();
    const { stream } = await writer.publish('trade', trade(0));
    expect([...(await live.next(soon()))!]).toMatchObject([trade(0)]);
    const tooLarge = Array.from({ length: 40 }, (_, i) => writer.publish('trade', trade(i)));
    await Promise.allSettled(tooLarge);
    await until(() => gaps.length > 0);
    expect(gaps).toEqual([{ bus: 'marketData', stream, missing: 40, cause: 'tail' }]);
    await writer.publish('trade', trade(41));
    expect([...(await live.next(soon()))!]).toMatchObject([trade(41)]);
    expect(gaps).toHaveLength(1);
  });

  it('keeps the newest message of each instrument when a live reader is slow and wants that', async () => {
    const symbols = [11, 12, 13];
    await bus.instruments.define(...symbols.map((id) => ({ ...btc, id, symbol: `S${id}` })));
    const gaps: Gap[] = [];
    const options = {
      maxQueuedFrames: 8,
      overflow: 'conflate',
      onGap: (gap: Gap) => gaps.push(gap),
    } as const;
    const live = reader.subscribe(['trade'], options);
    await live.ready();
    const send = (instrument: number, i: number) => bus.publish('trade', { ...trade(i), instrument });
    await Promise.all(symbols.map((id) => send(id, 0)));
    for (let i = 1; i < 60; i++) await send(i % 2 === 0 ? 11 : 12, i);
    await until(() => gaps.reduce((sum, { missing }) => sum + missing, 0) >= 50);
    const seen: [number, number][] = [];
    while (seen.length === 0 || seen.at(-1)![1] !== trade(59).price)
      for (const { instrument, price } of (await live.next(soon()))!) seen.push([instrument, price]);
    const last = new Map(seen);
    expect([...last].sort()).toEqual([
      [11, trade(58).price],
      [12, trade(59).price],
      [13, trade(0).price],
    ]);
    expect(new Set(gaps.map(({ cause }) => cause))).toEqual(new Set(['conflated']));
    expect(gaps.reduce((sum, { missing }) => sum + missing, 0)).toBe(62 - seen.length);
  });

  it('holds what a handler works on for as long as it runs', async () => {
    const other = await fixture.connect({ instance: 'other' });
    const options = { group: 'g', leaseMs: 150 };
    const handled: string[] = [];
    const claims: BusEvent[] = [];
    let finish: (() => void) | undefined;
    await reader.consume(['trade'], options, async () => {
      handled.push('reader');
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await bus.publish('trade', trade(1));
    await until(() => finish !== undefined);
    other.onEvent(
      (event) => event.type === 'transport' && event.event.type === 'claimed' && claims.push(event),
    );
    await other.consume(['trade'], options, () => {
      handled.push('other');
    });
    const { streams } = bus.transport('marketData');
    const key = streamKey('dualbus', 'marketData', 'ticks', 'writer');
    let renewals = 0;
    for (let idle = 0; renewals < 3; ) {
      const [held] = okValue(await streams.pending(key, 'g', 1));
      if (held!.idleMs < idle) renewals++;
      idle = held!.idleMs;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    finish!();
    await until(async () => (await pending()) === 0);
    expect(handled).toEqual(['reader']);
    expect(claims).toEqual([]);
  });

  it('ends when it is closed, and stops waiting when the signal says so', async () => {
    const live = reader.subscribe(['trade']);
    await live.ready();
    const waiting = live.next();
    await live.close();
    expect(await waiting).toBeUndefined();
    const other = reader.subscribe(['trade'], { group: 'g' });
    await expect(other.next(AbortSignal.timeout(20))).rejects.toThrow();
    await bus.publish('trade', trade(1));
    expect([...(await other.next(soon()))!]).toMatchObject([trade(1)]);
    await reader.close();
    expect(await other.next()).toBeUndefined();
  });
});
