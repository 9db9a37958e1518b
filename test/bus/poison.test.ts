import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BusEvent, DualBus, PutAside } from '../../src/bus/index.js';
import { attemptsKey, deadLetterKey, streamKey } from '../../src/bus/keys.js';
import {
  type Batch,
  FrameBuilder,
  FrameDecoder,
  hash64,
  InstrumentScales,
  MessageRegistry,
  SlabPool,
} from '../../src/codec/index.js';
import { okValue } from '../transport/contract/helpers.js';
import { btc, describeBus, type Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

const stream = streamKey('dualbus', 'marketData', 'ticks', 'writer');
const dead = deadLetterKey('dualbus', 'marketData', 'ticks', 'g', 'reader');
const soon = () => AbortSignal.timeout(5_000);

describeBus('poison', (open) => {
  let fixture: Fixture;
  let writer: DualBus;
  let events: PutAside[];
  beforeEach(async () => {
    fixture = await open();
    events = [];
    writer = await fixture.connect({ instance: 'writer' });
    await writer.instruments.define(btc);
  });
  afterEach(() => fixture.stop());

  async function connect(): Promise<DualBus> {
    const bus = await fixture.connect({ instance: 'reader', instanceLeaseMs: 100 });
    bus.onEvent((event: BusEvent) => event.type === 'put-aside' && events.push(event));
    return bus;
  }

  async function pending(): Promise<number> {
    return okValue(await writer.transport('marketData').streams.groups(stream))[0]?.pending ?? 0;
  }

  async function deadLetters(): Promise<Batch[]> {
    const entries = okValue(await writer.transport('marketData').streams.range(dead, '-', '+', 100));
    const decoder = new FrameDecoder(new MessageRegistry(), new InstrumentScales([btc]));
    return entries.map(({ frame }) => decoder.decode(frame).retain());
  }

  it('that ends the process is found by its place, and its neighbours and what waited behind it are handled', async () => {
    const bad = trade(2).price;
    const handled = new Map<number, number>();
    let bus = await connect();
    const first = bus.subscribe(['trade'], { group: 'g' });
    await first.ready();
    await first.close();
    await Promise.all([1, 2, 3].map((i) => writer.publish('trade', trade(i))));
    for (let i = 4; i < 7; i++) await writer.publish('trade', trade(i));
    for (let crashes = 0; handled.get(trade(6).price) === undefined; ) {
      const trades = bus.subscribe(['trade'], { group: 'g', maxDeliveries: 3 });
      for (;;) {
        const batch = (await trades.next(soon()))!;
        const prices = batch.toArray().map(({ price }) => price);
        if (prices.includes(bad)) {
          expect(++crashes).toBeLessThanOrEqual(3);
          await fixture.vanish(bus);
          bus = await connect();
          break;
        }
        for (const price of prices) handled.set(price, (handled.get(price) ?? 0) + 1);
        if (prices.includes(trade(6).price)) {
          await trades.next(AbortSignal.timeout(20)).catch(() => {});
          break;
        }
      }
    }
    expect([...handled]).toEqual([1, 3, 4, 5, 6].map((i) => [trade(i).price, 1]));
    expect(events).toMatchObject([{ reason: 'poison', messages: 1 }]);
    await until(async () => (await pending()) === 0);
    const [letter, ...others] = await deadLetters();
    expect(others).toEqual([]);
    expect(letter!.toArray()).toMatchObject([trade(2)]);
    const producer = hash64(`marketData ticks ${writer.identity.instance}`);
    expect(letter!.envelope.cause).toMatchObject({ producer, sequence: 1n, index: 1 });
    const noted = await writer
      .transport('marketData')
      .keys.hashGetAll(attemptsKey('dualbus', 'marketData', 'g'));
    expect(okValue(noted).size).toBe(0);
  });

  it('that cannot be read is put aside as the frame it came in, and the consumer goes on', async () => {
    const bus = await connect();
    const prices: number[] = [];
    await bus.consume(['trade'], { group: 'g', maxDeliveries: 2 }, (batch) => {
      for (const { price } of batch) prices.push(price);
    });
    const eth = { ...btc, id: 99 };
    const { producer, epoch } = writer.identity;
    const clock = { monotonicNs: () => 1n, wallNs: () => 1n };
    const scales = new InstrumentScales([eth]);
    const sender = { producer, epoch, clockId: 1n, clock, scales, slabs: new SlabPool() };
    const builder = new FrameBuilder(new MessageRegistry().get('trade'), sender);
    for (const i of [1, 2]) builder.add({ ...trade(i), instrument: eth.id });
    const { bytes } = builder.finish(1n);
    await writer.publish('trade', trade(0));
    const foreign = await writer
      .transport('marketData')
      .ownStream(streamKey('dualbus', 'marketData', 'ticks', 'foreign'));
    okValue(await foreign.append(bytes));
    okValue(
      await writer.transport('marketData').keys.setAdd('{dualbus:marketData:ticks:0}/streams', foreign.key),
    );
    await until(() => events.length === 2);
    await writer.publish('trade', trade(5));
    await until(() => prices.length === 2);
    expect(prices).toEqual([trade(0).price, trade(5).price]);
    expect(events).toMatchObject([{ reason: 'poison' }, { reason: 'poison' }]);
    const [letter, ...others] = okValue(
      await writer.transport('marketData').streams.range(dead, '-', '+', 100),
    );
    expect(others).toEqual([]);
    expect(Buffer.from(letter!.frame)).toEqual(Buffer.from(bytes));
  });

  it('is not suspected where rows only have to be asked for their instruments', async () => {
    const builder = new FrameBuilder(new MessageRegistry().get('trade'), {
      ...writer.identity,
      clockId: 1n,
      clock: { monotonicNs: () => 1n, wallNs: () => 1n },
      scales: new InstrumentScales([btc]),
      slabs: new SlabPool(),
    });
    for (const i of [1, 2]) builder.add(trade(i));
    const decoder = new FrameDecoder(new MessageRegistry(), new InstrumentScales([btc]));
    const batch = decoder.decode(builder.finish(1n).bytes);
    Object.defineProperty(batch, 'columns', {
      get: () => {
        throw new Error('all columns were decoded');
      },
    });
    expect([...batch.instruments()!]).toEqual([btc.id, btc.id]);
    await writer.instruments.ensure(batch);
  });
});
