import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Checkpoint, DualBus, OwnMessages, Subscription } from '../../src/bus/index.js';
import { checkpointKey, instanceKey, streamKey } from '../../src/bus/keys.js';
import { okValue } from '../transport/contract/helpers.js';
import { btc, describeBus, type Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

const stream = streamKey('dualbus', 'marketData', 'ticks', 'writer');
const soon = () => AbortSignal.timeout(5_000);

/** An engine whose state is the list of all prices it has seen. */
interface Session {
  readonly bus: DualBus;
  readonly state: Checkpoint;
  readonly trades: Subscription<OwnMessages, 'trade'>;
  readonly prices: number[];
}

describeBus('checkpoints', (open) => {
  let fixture: Fixture;
  let writer: DualBus;
  beforeEach(async () => {
    fixture = await open();
    writer = await fixture.connect({ instance: 'writer' });
    await writer.instruments.define(btc);
  });
  afterEach(() => fixture.stop());

  async function start(): Promise<Session> {
    const bus = await fixture.connect({ instance: 'vpin-1', instanceLeaseMs: 100 });
    const state = bus.checkpoint('prices');
    const saved = await state.restore();
    const prices = saved === undefined ? [] : (JSON.parse(Buffer.from(saved).toString()) as number[]);
    const trades = bus.subscribe(['trade'], { group: 'vpin', checkpoint: state });
    await trades.ready();
    return { bus, state, trades, prices };
  }

  async function read({ trades, prices }: Session, count: number): Promise<void> {
    for (let seen = 0; seen < count; ) {
      const batch = (await trades.next(soon()))!;
      for (const { price } of batch) prices.push(price);
      seen += batch.length;
    }
  }

  const save = ({ state, prices }: Session) => state.save(Buffer.from(JSON.stringify(prices)));

  async function pending(): Promise<number> {
    return okValue(await writer.transport('marketData').streams.groups(stream))[0]?.pending ?? 0;
  }

  async function publish(from: number, to: number): Promise<void> {
    for (let i = from; i < to; i++)
      if (i % 3 === 0) {
        const quote = { time: 1n, instrument: 7, bid: 1, bidSize: 1, ask: 2, askSize: 1 };
        await Promise.all([writer.publish('quote', quote), writer.publish('trade', trade(i))]);
      } else await writer.publish('trade', trade(i));
  }

  const expected = (n: number) => Array.from({ length: n }, (_, i) => trade(i).price);

  it('give a session that crashed its state back, and exactly the messages after it', async () => {
    let session = await start();
    await publish(0, 20);
    await read(session, 12);
    await save(session);
    await read(session, 4);
    await fixture.vanish(session.bus);
    await publish(20, 25);
    session = await start();
    expect(session.prices).toEqual(expected(12));
    await read(session, 13);
    expect(session.prices).toEqual(expected(25));
    await save(session);
    await until(async () => (await pending()) === 0);
  });

  it('acknowledge nothing before they are saved', async () => {
    const session = await start();
    await publish(0, 6);
    await read(session, 6);
    const batch = await session.trades.next(AbortSignal.timeout(20)).catch(() => undefined);
    expect(batch).toBeUndefined();
    expect(await pending()).toBe(6);
    await save(session);
    await until(async () => (await pending()) === 0);
  });

  it('do not hand out again what was saved and could not be acknowledged', async () => {
    let session = await start();
    await publish(0, 9);
    await read(session, 9);
    await session.bus.transport('marketData').close({ drainMs: 0 });
    await save(session);
    await fixture.vanish(session.bus);
    expect(await pending()).toBeGreaterThanOrEqual(9);
    session = await start();
    await publish(9, 11);
    await read(session, 2);
    expect(session.prices).toEqual(expected(11));
    await until(async () => (await pending()) <= 2);
  });

  it('know how far a frame was read that comes message by message', async () => {
    let session = await start();
    await Promise.all(expected(6).map((_, i) => writer.publish('trade', trade(i))));
    for (const crash of [1, 2]) {
      // Redelivered whole, and by its second crash suspected: then it comes message by message.
      expect((await session.trades.next(soon()))!.length, `crash ${crash}`).toBe(6);
      await fixture.vanish(session.bus);
      session = await start();
    }
    await read(session, 4);
    await save(session);
    await fixture.vanish(session.bus);
    session = await start();
    expect(session.prices).toEqual(expected(4));
    await read(session, 2);
    expect(session.prices).toEqual(expected(6));
  });

  it('are stored after what was published before, and keep the messages when they cannot be stored', async () => {
    const session = await start();
    await publish(0, 3);
    await read(session, 3);
    const features = session.bus.publisher('quote');
    features.send({ time: 1n, instrument: 7, bid: 1, bidSize: 1, ask: 2, askSize: 1 });
    await save(session);
    const own = streamKey('dualbus', 'marketData', 'ticks', 'vpin-1');
    expect(okValue(await writer.transport('marketData').streams.info(own))?.length).toBe(1);
    await expect(session.state.save(Buffer.alloc(17 * 1024 * 1024))).rejects.toMatchObject({
      code: 'DUALBUS_INVALID_ARGUMENT',
    });
    await save(session);
  });

  it('are what was read when the state was taken, whatever is read before they are stored', async () => {
    let session = await start();
    await publish(0, 9);
    await read(session, 4);
    let store = (): void => {};
    const ready = new Promise<void>((resolve) => {
      store = resolve;
    });
    const saved = session.state.save(Buffer.from(JSON.stringify(session.prices)), ready);
    await read(session, 3);
    store();
    await saved;
    await fixture.vanish(session.bus);
    session = await start();
    expect(session.prices).toEqual(expected(4));
    await read(session, 5);
    expect(session.prices).toEqual(expected(9));
  });

  it('are not stored when what they wait for fails', async () => {
    let session = await start();
    await publish(0, 2);
    await read(session, 2);
    const failed = Promise.reject(new Error('not stored'));
    await expect(session.state.save(Buffer.from('[]'), failed)).rejects.toThrow('not stored');
    expect(await pending()).toBeGreaterThanOrEqual(2);
    await fixture.vanish(session.bus);
    session = await start();
    await read(session, 2);
    expect(session.prices).toEqual(expected(2));
  });

  it('are refused to a process that lost its name, and to one without a name of its own', async () => {
    const session = await start();
    await publish(0, 1);
    await read(session, 1);
    const { keys } = writer.transport('engineLogic');
    okValue(await keys.set(instanceKey('dualbus', 'vpin-1'), Buffer.from('somebody else')));
    await expect(save(session)).rejects.toMatchObject({ code: 'DUALBUS_INSTANCE_LOST' });
    expect(okValue(await keys.get(checkpointKey('dualbus', 'prices', 'vpin-1')))).toBeUndefined();
    const nameless = await fixture.connect();
    expect(() => nameless.checkpoint('prices')).toThrow(/instance/);
  });

  it('that are not ours are refused', async () => {
    const { keys } = writer.transport('engineLogic');
    const key = checkpointKey('dualbus', 'prices', 'writer');
    for (const stored of ['{}\n', 'no line', '{"version":2,"streams":{}}\n']) {
      okValue(await keys.set(key, Buffer.from(stored)));
      await expect(writer.checkpoint('prices').restore()).rejects.toMatchObject({
        code: 'DUALBUS_CHECKPOINT_UNREADABLE',
      });
    }
  });
});
