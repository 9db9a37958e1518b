import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DualBus, FrameOutcome } from '../../src/bus/index.js';
import { streamKey, streamsKey } from '../../src/bus/keys.js';
import {
  type Batch,
  FrameDecoder,
  hash64,
  InstrumentScales,
  MessageRegistry,
} from '../../src/codec/index.js';
import { CallRejected } from '../../src/transport/index.js';
import { okValue } from '../transport/contract/helpers.js';
import { btc, describeBus, type Fixture, trade } from './support/fixture.js';

describeBus('publishing', (open) => {
  let fixture: Fixture;
  let bus: DualBus;
  beforeEach(async () => {
    fixture = await open();
    bus = await fixture.connect({ instance: 'test-1' });
    await bus.instruments.define(btc);
  });
  afterEach(() => fixture.stop());

  async function stored(topic: string, from: 'marketData' | 'engineLogic' = 'marketData'): Promise<Batch[]> {
    const key = streamKey('dualbus', from, topic, 'test-1');
    const entries = okValue(await bus.transport(from).streams.range(key, '-', '+', 1_000));
    const decoder = new FrameDecoder(new MessageRegistry(), new InstrumentScales([btc]));
    return entries.map(({ frame }) => decoder.decode(frame).retain());
  }

  it('settles with where the message is', async () => {
    const receipt = await bus.publish('trade', trade(1));
    expect(receipt).toMatchObject({ sequence: 1n, index: 0, stream: '{dualbus:marketData:ticks:0}:test-1' });
    const [batch] = await stored('ticks');
    expect(batch!.toArray()).toMatchObject([trade(1)]);
    const producer = hash64('marketData ticks test-1');
    const { epoch } = bus.identity;
    expect(batch!.envelope).toMatchObject({ producer, epoch, sequence: 1n, count: 1 });
    const streams = await bus
      .transport('marketData')
      .keys.setMembers(streamsKey('dualbus', 'marketData', 'ticks'));
    expect(okValue(streams)).toEqual([receipt.stream]);
  });

  it('collects the messages of a tick into one frame, in order over the types of a topic', async () => {
    const quote = { time: 1n, instrument: 7, bid: 1, bidSize: 1, ask: 2, askSize: 1 };
    const receipts = await Promise.all([
      bus.publish('trade', trade(1)),
      bus.publish('trade', trade(2)),
      bus.publish('quote', quote),
      bus.publish('trade', trade(3)),
    ]);
    expect(receipts.map(({ sequence, index }) => [sequence, index])).toEqual([
      [1n, 0],
      [2n, 1],
      [3n, 0],
      [4n, 0],
    ]);
    const frames = await stored('ticks');
    expect(frames.map(({ type, length }) => [type.name, length])).toEqual([
      ['trade', 2],
      ['quote', 1],
      ['trade', 1],
    ]);
  });

  it('accumulates while a frame is in flight, and never lets urgent messages wait', async () => {
    const trades = bus.publisher('trade');
    trades.send(trade(0));
    await trades.flush();
    trades.send(trade(1));
    await new Promise<void>((resolve) =>
      queueMicrotask(() => process.nextTick(() => process.nextTick(resolve))),
    );
    for (let i = 2; i < 50; i++) trades.send(trade(i));
    expect(await trades.flush()).toEqual({ ok: 49, rejected: 0, unknown: 0 });
    expect((await stored('ticks')).map(({ length }) => length)).toEqual([1, 1, 48]);

    const alert = { time: 1n, instrument: 7, price: 1, reference: 2, move: -0.5, window: 1n };
    const alerts = bus.publisher('flashCrashAlert');
    for (let i = 0; i < 3; i++) alerts.send(alert);
    await alerts.flush();
    expect((await stored('flashCrash', 'engineLogic')).map(({ length }) => length)).toEqual([1, 1, 1]);
  });

  it('lets the event loop turn when everything is refused at once, however soon it is tried again', async () => {
    const alert = { time: 1n, instrument: 7, price: 1, reference: 2, move: -0.5, window: 1n };
    const alerts = bus.publisher('flashCrashAlert', { onOutcome: () => {} });
    await fixture.vanish(bus);
    const refused = async (): Promise<void> => {
      alerts.send(alert);
      expect(await alerts.flush()).toMatchObject({ rejected: 1 });
    };
    for (const attempt of [refused, () => bus.publish('flashCrashAlert', alert).catch(() => {})]) {
      let turned = false;
      setImmediate(() => {
        turned = true;
      });
      for (let i = 0; i < 100 && !turned; i++) await attempt();
      expect(turned).toBe(true);
    }
  });

  it('takes nothing when the queue is full, and goes on when there is room', async () => {
    const small = await fixture.connect({ instance: 'small', maxQueuedFrames: 2, maxFrameBytes: 4_096 });
    const trades = small.publisher('trade');
    let sent = 0;
    while (trades.send(trade(sent))) sent++;
    expect(sent).toBeGreaterThan(50);
    await trades.ready();
    while (sent < 1_000) {
      if (trades.send(trade(sent))) sent++;
      else await trades.ready();
    }
    expect(await trades.flush()).toEqual({ ok: 1_000, rejected: 0, unknown: 0 });
  });

  it('sends columns as one frame, behind what was sent before', async () => {
    const trades = bus.publisher('trade');
    trades.send(trade(1));
    const n = 300;
    const columns = {
      length: n,
      timeBase: 5n,
      timeOffset: Float64Array.from({ length: n }, (_, i) => i),
      instrument: new Uint32Array(n).fill(7),
      side: new Int8Array(n).fill(1),
      price: Float64Array.from({ length: n }, (_, i) => 10_000 + i),
      size: new Float64Array(n).fill(1_000),
    };
    expect(trades.sendColumns(columns)).toBe(true);
    expect(await trades.flush()).toEqual({ ok: 301, rejected: 0, unknown: 0 });
    const frames = await stored('ticks');
    expect(frames.map(({ envelope }) => [envelope.sequence, envelope.count, envelope.encoding])).toEqual([
      [1n, 1, 'rows'],
      [2n, 300, 'packed'],
    ]);
  });

  it('carries cause and budget', async () => {
    const cause = { producer: 5n, epoch: 2, sequence: 9n, index: 3 };
    await Promise.all([
      bus.publish('trade', trade(1)),
      bus.publish('trade', trade(2), { cause, budgetUs: 700 }),
    ]);
    expect((await stored('ticks')).map(({ envelope }) => [envelope.cause, envelope.budgetUs])).toEqual([
      [undefined, undefined],
      [cause, 700],
    ]);
  });

  it.each<[string, object]>([
    ['a budget of fractions', { budgetUs: 1.5 }],
    ['a negative budget', { budgetUs: -1 }],
    ['a budget beyond 32 bits', { budgetUs: 2 ** 32 }],
    ['the budget that stands for none', { budgetUs: 2 ** 32 - 1 }],
    ['a cause without a sequence', { cause: { producer: 5n, epoch: 2, sequence: 0n, index: 3 } }],
    ['a cause of numbers', { cause: { producer: 5, epoch: 2, sequence: 9n, index: 3 } }],
    ['a cause without an index', { cause: { producer: 5n, epoch: 2, sequence: 9n } }],
  ])('refuses %s when the message is sent, and keeps the others', async (_, options) => {
    const right = bus.publish('trade', trade(1));
    const wrong = bus.publish('trade', trade(2), options);
    await expect(wrong).rejects.toMatchObject({ code: 'DUALBUS_INVALID_ARGUMENT' });
    expect((await right).sequence).toBe(1n);
    expect(await stored('ticks')).toHaveLength(1);
  });

  it('says of a frame what its options said when it was opened', async () => {
    const options = { budgetUs: 700 };
    const sent = bus.publish('trade', trade(1), options);
    options.budgetUs = -1;
    await sent;
    expect((await stored('ticks'))[0]?.envelope.budgetUs).toBe(700);
  });

  it('refuses a message that cannot be sent, and keeps the others', async () => {
    const wrong = bus.publish('trade', { ...trade(2), instrument: 99 });
    const right = bus.publish('trade', trade(1));
    await expect(wrong).rejects.toMatchObject({ code: 'DUALBUS_UNKNOWN_INSTRUMENT' });
    expect((await right).sequence).toBe(1n);
  });

  it('tells failures to onOutcome, or throws them at the next send', async () => {
    const other = await fixture.connect({ instance: 'other' });
    const outcomes: FrameOutcome[] = [];
    const silent = other.publisher('trade');
    const listening = other.publisher('trade', { onOutcome: (outcome) => outcomes.push(outcome) });
    silent.send(trade(0));
    await silent.flush();
    await other.transport('marketData').close({ drainMs: 0 });
    silent.send(trade(1));
    listening.send(trade(2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(outcomes).toMatchObject([
      { outcome: { status: 'rejected' }, messages: 1, sequence: 3n, index: 1 },
    ]);
    expect(() => silent.send(trade(3))).toThrow(CallRejected);
    await expect(other.publish('trade', trade(4))).rejects.toMatchObject({ code: 'DUALBUS_REJECTED_CLOSED' });
    await expect(silent.flush()).resolves.toEqual({ ok: 0, rejected: 1, unknown: 0 });
  });
});
