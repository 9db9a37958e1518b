import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DualBus } from '../../src/bus/index.js';
import { instanceKey } from '../../src/bus/keys.js';
import { hash64 } from '../../src/codec/index.js';
import './support/methods.js';
import { btc, Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

describe('connecting', () => {
  let fixture: Fixture;
  beforeEach(() => {
    fixture = new Fixture();
  });
  afterEach(() => fixture.stop());

  it('gives each process the lowest free instance name, and frees it at close', async () => {
    const [one, two] = [await fixture.connect(), await fixture.connect()];
    const names = [one, two].map(({ identity }) => identity.instance);
    expect(names).toEqual([1, 2].map((n) => `test@${hostname().slice(0, 24)}#${n}`));
    await one.close();
    const three = await fixture.connect();
    expect(three.identity.instance).toBe(names[0]);
    expect(three.identity.producer).toBe(hash64(names[0]!));
    expect(three.identity.epoch).toBeGreaterThan(one.identity.epoch);
  });

  it('refuses a name that a living process holds', async () => {
    const name = { instance: 'only', instanceLeaseMs: 500 };
    await fixture.connect(name);
    await expect(fixture.connect(name)).rejects.toMatchObject({
      code: 'DUALBUS_INSTANCE_TAKEN',
    });
  });

  it('stops publishing and answering when another process has its name', async () => {
    const events: string[] = [];
    const cutOff = await fixture.connect({ instance: 'only', instanceLeaseMs: 100 });
    await cutOff.instruments.define(btc);
    cutOff.onEvent(({ type }) => events.push(type));
    const trades = cutOff.publisher('trade');
    trades.send(trade(0));
    expect(await trades.flush()).toMatchObject({ ok: 1 });
    const quotes = cutOff.subscribe(['quote'], { group: 'g' });
    const lost = { code: 'DUALBUS_INSTANCE_LOST', instance: 'only' };
    const waiting = expect(quotes.next()).rejects.toMatchObject(lost);
    const consumer = await cutOff.consume(['trade'], { group: 'h' }, () => {});
    const key = instanceKey('dualbus', 'only');
    await cutOff.transport('engineLogic').keys.set(key, Buffer.from('somebody else'));
    await until(() => events.includes('instance-lost'));
    expect(() => trades.send(trade(1))).toThrow(expect.objectContaining(lost));
    expect(() => cutOff.publisher('quote')).toThrow(expect.objectContaining(lost));
    await expect(cutOff.publish('trade', trade(1))).rejects.toMatchObject(lost);
    await expect(cutOff.request('risk', 'nothing', {})).rejects.toMatchObject(lost);
    await waiting;
    await expect(quotes.next()).rejects.toMatchObject(lost);
    await expect(consumer.finished).rejects.toMatchObject(lost);
    await cutOff.close();
  });

  it('shares definitions of instruments, and refuses another meaning of an id', async () => {
    const one = await fixture.connect();
    await one.instruments.define(btc, { ...btc, id: 8, symbol: 'ETHUSDT' });
    const two = await fixture.connect();
    expect([...two.instruments.table.values()].map(({ symbol }) => symbol).sort()).toEqual([
      'BTCUSDT',
      'ETHUSDT',
    ]);
    expect(two.instruments.definition(7)).toMatchObject({ priceTick: 0.01, sizeStep: 0.001 });
    await two.instruments.define(btc);
    await expect(two.instruments.define({ ...btc, priceExponent: -4 })).rejects.toMatchObject({
      code: 'DUALBUS_INSTRUMENT_CONFLICT',
      instrument: 7,
    });
  });

  it('leaves nothing behind when one bus cannot be reached', async () => {
    const unreachable = DualBus.connect({
      engine: 'test',
      marketData: fixture.servers.marketData,
      engineLogic: { path: '/nonexistent/redis.sock', connectMs: 200 },
    });
    await expect(unreachable).rejects.toMatchObject({ bus: 'engineLogic' });
  });

  it('refuses names that could reach other keys', async () => {
    for (const options of [
      { engine: 'a b' },
      { instance: 'a/b' },
      { namespace: '{x}' },
      { engine: 'x'.repeat(17) },
    ])
      await expect(fixture.connect(options)).rejects.toMatchObject({ code: 'DUALBUS_INVALID_ARGUMENT' });
  });

  it('drains at close, and takes nothing afterwards', async () => {
    const bus = await fixture.connect();
    await bus.instruments.define(btc);
    const trades = bus.publisher('trade');
    for (let i = 0; i < 10; i++) trades.send(trade(i));
    await bus.close();
    expect(await trades.flush()).toEqual({ ok: 10, rejected: 0, unknown: 0 });
    expect(() => trades.send(trade(1))).toThrow(/is closed/);
    await expect(bus.publish('trade', trade(1))).rejects.toMatchObject({ code: 'DUALBUS_BUS_CLOSED' });
  });
});
