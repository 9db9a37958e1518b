import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, it } from 'vitest';
import { channels } from '../../src/base/diagnostics.js';
import { btc, Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

const names = [
  'instance',
  'subscription',
  'publish',
  'deliver',
  'putAside',
  'acknowledge',
  'checkpoint',
  'trim',
] as const;

it('every operation of the bus is announced on its channel, without payloads', async () => {
  const records = new Map<string, object[]>(names.map((name) => [channels[name].name, []]));
  const listen = (record: unknown, name: string | symbol): unknown =>
    records.get(String(name))!.push(record as object);
  for (const name of records.keys()) subscribe(name, listen);
  const fixture = new Fixture();
  try {
    const bus = await fixture.connect({ instance: 'all', retention: { keepMs: 0 } });
    await bus.instruments.define(btc);
    const checkpoint = bus.checkpoint('state');
    await checkpoint.restore();
    const trades = bus.subscribe(['trade'], { group: 'g', checkpoint });
    await trades.ready();
    await bus.publish('trade', trade(1), { budgetUs: 0 });
    await bus.publish('trade', trade(2));
    await trades.next(AbortSignal.timeout(5_000));
    await checkpoint.save(Buffer.from('two'));
    await until(() => records.get('dualbus:bus:trim')!.length > 0);
    await bus.close();
  } finally {
    for (const name of records.keys()) unsubscribe(name, listen);
    await fixture.stop();
  }
  const all = (name: (typeof names)[number]) => records.get(channels[name].name)!;
  expect(all('instance')).toEqual(['taken', 'released'].map((state) => ({ instance: 'all', state })));
  const subscription = { messages: ['trade'], group: 'g' };
  expect(all('subscription')).toEqual(['open', 'closed'].map((state) => ({ ...subscription, state })));
  expect(all('publish')).toMatchObject(
    [1, 1].map((messages) => ({ message: 'trade', messages, outcome: 'ok' })),
  );
  expect(all('deliver')).toMatchObject([{ message: 'trade', messages: 1, redelivered: false }]);
  expect(all('putAside')).toMatchObject([{ reason: 'expired', messages: 1 }]);
  expect(all('acknowledge')).toMatchObject([1, 1].map((frames) => ({ group: 'g', frames, outcome: 'ok' })));
  expect(all('checkpoint')).toMatchObject([
    { name: 'state', operation: 'restore', outcome: 'ok', bytes: 0 },
    { name: 'state', operation: 'save', outcome: 'ok', frames: 1 },
  ]);
  expect(all('trim')).toMatchObject([{ reason: 'acknowledged', unreadBy: [] }]);
  expect(JSON.stringify([...records.values()])).not.toContain('100.02');
});
