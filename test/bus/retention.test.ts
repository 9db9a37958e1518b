import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeadLetters } from '../../src/bus/dead-letters.js';
import type { BusEvent, DualBus, TrimmedUnread } from '../../src/bus/index.js';
import { deadLetterKey, groupsKey, instrumentsKey, streamKey, streamsKey } from '../../src/bus/keys.js';
import { okValue } from '../transport/contract/helpers.js';
import { btc, Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

const stream = streamKey('dualbus', 'marketData', 'ticks', 'writer');

describe('retention', () => {
  let fixture: Fixture;
  let reader: DualBus;
  beforeEach(async () => {
    fixture = new Fixture();
    reader = await fixture.connect({ instance: 'reader' });
    await reader.instruments.define(btc);
  });
  afterEach(() => fixture.stop());

  const length = async (): Promise<number> =>
    okValue(await reader.transport('marketData').streams.info(stream))?.length ?? 0;

  async function publish(bus: DualBus, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await bus.publish('trade', trade(i));
  }

  it('removes what all groups have acknowledged, and keeps what one of the topic has not begun to read', async () => {
    const { keys } = reader.transport('marketData');
    const expected = groupsKey('dualbus', 'marketData', 'ticks');
    okValue(await keys.hashSet(expected, 'late', Buffer.from('0')));
    const writer = await fixture.connect({ instance: 'writer', retention: { keepMs: 0 } });
    let handled = 0;
    await reader.consume(['trade'], { group: 'g' }, () => {
      handled++;
    });
    await publish(writer, 10);
    await until(() => handled === 10);
    const rounds = await nextRounds(writer, 1);
    expect(await length()).toBe(10);
    okValue(await keys.hashRemove(expected, 'late'));
    await until(async () => (await length()) === 0);
    expect(rounds).toEqual([]);
  });

  it('makes its stream, and the instruments, known again to a server that lost its data', async () => {
    const writer = await fixture.connect({ instance: 'writer' });
    await publish(writer, 1);
    const { keys } = reader.transport('marketData');
    const set = streamsKey('dualbus', 'marketData', 'ticks');
    const { marketData } = fixture.servers;
    if ('memory' in marketData) marketData.memory.restart(true);
    await until(async () => okValue(await keys.setMembers(set)).includes(stream));
    await until(async () => okValue(await keys.hashGetAll(instrumentsKey('dualbus'))).has(String(btc.id)));
    await writer.publish('trade', trade(1));
    const late = await fixture.connect({ instance: 'late' });
    const trades = late.subscribe(['trade'], { from: '0-0' });
    expect([...(await trades.next(AbortSignal.timeout(5_000)))!]).toMatchObject([trade(1)]);
  });

  it('bounds the dead letters', async () => {
    const transport = reader.transport('marketData');
    const names = { namespace: 'dualbus', group: 'g', instance: 'reader' };
    const sender = undefined as never;
    const letters = new DeadLetters({ ...names, sender, transport: () => transport, maxBytes: 100_000 });
    const frame = Buffer.alloc(20_000);
    for (let i = 0; i < 12; i++)
      await letters.frame('marketData', { stream, id: '1-1', frame, deliveries: 1 });
    const key = deadLetterKey('dualbus', 'marketData', 'ticks', 'g', 'reader');
    const size = async (): Promise<number> => okValue(await transport.streams.info(key))?.length ?? 0;
    expect(await size()).toBeGreaterThan(0);
    await until(async () => (await size()) <= 8);
    expect(await size()).toBeGreaterThan(3);
    await letters.close();
  });

  it('cuts at its ceiling what a group has not read, and tells exactly what it lost', async () => {
    const idle = reader.subscribe(['trade'], { group: 'idle', maxQueuedFrames: 1 });
    await idle.ready();
    const retention = { ceilingBytes: 1, keepMs: 0 };
    const writer = await fixture.connect({ instance: 'writer', topics: { ticks: { retention } } });
    const lost: TrimmedUnread[] = [];
    writer.onEvent((event: BusEvent) => event.type === 'trimmed-unread' && lost.push(event));
    await publish(writer, 10);
    await until(() => lost.length > 0);
    const left = await length();
    expect(lost).toMatchObject([
      { bus: 'marketData', stream, groups: ['idle'], reason: 'ceiling', frames: 10 - left },
    ]);
  });
});

/** Resolves when the owner of the stream has gone through its groups so many times more; gives what it cut unread. */
async function nextRounds(writer: DualBus, rounds: number): Promise<BusEvent[]> {
  const events: BusEvent[] = [];
  const { streams } = writer.transport('marketData');
  const { groups } = streams;
  let seen = 0;
  streams.groups = (key, options) => {
    seen++;
    return groups.call(streams, key, options);
  };
  writer.onEvent((event) => event.type === 'trimmed-unread' && events.push(event));
  await until(() => seen > rounds);
  streams.groups = groups;
  return events;
}
