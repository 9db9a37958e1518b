import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transport, TransportEvent } from '../../../src/transport/transport.js';
import type { Fixture } from '../../support/transport-fixture.js';
import { bytes, okValue, quiet, take, textOf } from './helpers.js';

export function readerContract(start: () => Promise<Fixture>): void {
  describe('readers', () => {
    let fixture: Fixture;
    let transport: Transport;
    beforeAll(async () => {
      fixture = await start();
      transport = await fixture.open({ deadlineMs: 2_000 });
    });
    afterAll(() => fixture.stop());

    async function publish(key: string, from: number, to: number): Promise<void> {
      const stream = await transport.ownStream(key);
      const range = Array.from({ length: to - from }, (_, i) => stream.append(bytes(`${key} ${from + i}`)));
      for (const outcome of await Promise.all(range)) okValue(outcome);
      await stream.close();
    }

    it('of a group get each entry once between them, in order of the stream', async () => {
      const key = fixture.key('share');
      const options = { group: 'g', streams: [key], start: '0' as const, count: 3 };
      const readers = ['a', 'b'].map((consumer) => transport.readGroup({ ...options, consumer }));
      await publish(key, 0, 60);
      const got: string[][] = [[], []];
      await Promise.all(
        readers.map(async (reader, i) => {
          while (got[0]!.length + got[1]!.length < 60) {
            const batch = await reader.next(AbortSignal.timeout(1_000)).catch(() => undefined);
            if (batch === undefined) break;
            got[i]!.push(...batch.entries.map((entry) => textOf(entry.frame)));
            okValue(await reader.ack(batch.entries));
          }
        }),
      );
      expect([...got[0]!, ...got[1]!].sort()).toEqual(
        Array.from({ length: 60 }, (_, i) => `${key} ${i}`).sort(),
      );
      for (const seen of got)
        expect(seen).toEqual([...seen].sort((x, y) => Number(x.split(' ')[1]) - Number(y.split(' ')[1])));
      await Promise.all(readers.map((reader) => reader.close()));
    });

    it('of a group get their unacknowledged entries back after a restart, counted', async () => {
      const key = fixture.key('restart');
      const options = { group: 'g', consumer: 'c', streams: [key], start: '0' as const };
      await publish(key, 0, 5);
      const first = transport.readGroup(options);
      const entries = await take(first, 5);
      expect(entries.map((entry) => entry.deliveries)).toEqual([1, 1, 1, 1, 1]);
      okValue(await first.ack(entries.slice(0, 2)));
      expect(first.unacknowledged).toBe(3);
      await first.close();
      const second = transport.readGroup(options);
      const batch = (await second.next())!;
      expect(batch.redelivered).toBe(true);
      expect(batch.entries.map((entry) => entry.id)).toEqual(entries.slice(2).map((entry) => entry.id));
      expect(batch.entries.map((entry) => entry.deliveries)).toEqual([2, 2, 2]);
      expect(okValue(await second.ack(batch.entries))).toEqual({ acknowledged: 3, missing: 0 });
      expect(okValue(await second.ack(batch.entries))).toEqual({ acknowledged: 0, missing: 3 });
      expect(await quiet(second)).toBe(true);
      await second.close();
    });

    it('of a group raise entries that were trimmed while pending, with their count', async () => {
      const key = fixture.key('trimmed');
      const options = { group: 'g', consumer: 'c', streams: [key], start: '0' as const };
      await publish(key, 0, 5);
      const first = transport.readGroup(options);
      const entries = await take(first, 5);
      await first.close();
      okValue(await transport.streams.trimBefore(key, entries[3]!.id));
      const events: TransportEvent[] = [];
      const stop = transport.onEvent((event) => event.type === 'trimmed' && events.push(event));
      const second = transport.readGroup(options);
      expect((await take(second, 2)).map((entry) => entry.id)).toEqual([entries[3]!.id, entries[4]!.id]);
      await quiet(second, 20);
      stop();
      expect(events).toEqual([{ type: 'trimmed', stream: key, group: 'g', count: 3 }]);
      expect(okValue(await transport.streams.pending(key, 'g', 10))).toHaveLength(2);
      await second.close();
    });

    it('of a group take over what a dead consumer left, and never what a living one holds', async () => {
      const key = fixture.key('claim');
      const claim = { leaseKey: `${key}:leases`, leaseMs: 200 };
      const options = { group: 'g', streams: [key], start: '0' as const };
      await publish(key, 0, 3);
      const dead = transport.readGroup({ ...options, consumer: 'dead', claim });
      const held = await take(dead, 3);
      await dead.close();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await publish(key, 3, 6);
      const living = transport.readGroup({ ...options, consumer: 'living', claim });
      const own = await take(living, 3);
      const heir = transport.readGroup({ ...options, consumer: 'heir', claim });
      // Whoever of the two looks first gets the three; what the living one holds stays with it.
      const claimed = await Promise.race([take(heir, 3), take(living, 3)]);
      expect(claimed.map((entry) => entry.id)).toEqual(held.map((entry) => entry.id));
      expect(claimed.map((entry) => entry.deliveries)).toEqual([2, 2, 2]);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const pending = okValue(await transport.streams.pending(key, 'g', 10));
      const owners = new Map(pending.map((entry) => [entry.id, entry.consumer]));
      for (const entry of own) expect(owners.get(entry.id)).toBe('living');
      await living.close();
      await heir.close();
    });

    it('of a group make a lost group again after the last entry seen', async () => {
      const key = fixture.key('lost');
      const reader = transport.readGroup({
        group: 'g',
        consumer: 'c',
        streams: [key],
        start: '0',
        blockMs: 20,
      });
      await publish(key, 0, 2);
      await take(reader, 2);
      const lost: TransportEvent[] = [];
      const stop = transport.onEvent((event) => event.type === 'group-lost' && lost.push(event));
      const lease = await transport.lease({ key });
      okValue(await lease.call('XGROUP', ['DESTROY', key, 'g'], { deadlineMs: 2_000 }));
      lease.release();
      await publish(key, 2, 4);
      expect((await take(reader, 2)).map((entry) => textOf(entry.frame))).toEqual([`${key} 2`, `${key} 3`]);
      stop();
      expect(lost).toHaveLength(1);
      await reader.close();
    });

    it('follow another set of streams', async () => {
      const [one, two] = [fixture.key('one'), fixture.key('two')] as const;
      const reader = transport.readGroup({ group: 'g', consumer: 'c', streams: [one], start: '0' });
      await publish(one, 0, 1);
      await publish(two, 0, 1);
      expect((await take(reader, 1))[0]!.stream).toBe(one);
      reader.setStreams([one, two]);
      expect((await take(reader, 1))[0]!.stream).toBe(two);
      await reader.close();
    });

    it('pause when nobody asks for batches, and lose nothing by it', async () => {
      const key = fixture.key('pause');
      const reader = transport.readGroup({
        group: 'g',
        consumer: 'c',
        streams: [key],
        start: '0',
        count: 10,
        maxQueuedEntries: 20,
      });
      await publish(key, 0, 200);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const [group] = okValue(await transport.streams.groups(key));
      expect(group!.pending).toBeLessThanOrEqual(40);
      expect((await take(reader, 200)).length).toBe(200);
      await reader.close();
    });

    it('that are live begin at the end, at an id, or at a time', async () => {
      const key = fixture.key('live');
      await publish(key, 0, 3);
      const stored = okValue(await transport.streams.range(key, '-', '+', 10));
      const end = transport.readLive({ streams: { [key]: '$' } });
      const after = transport.readLive({ streams: { [key]: stored[1]!.id } });
      const all = transport.readLive({ streams: { [key]: { wallMs: Number(stored[0]!.id.split('-')[0]) } } });
      expect((await take(after, 1))[0]!.id).toBe(stored[2]!.id);
      expect((await take(all, 3)).map((entry) => entry.id)).toEqual(stored.map((entry) => entry.id));
      expect(await quiet(end)).toBe(true);
      await publish(key, 3, 5);
      for (const reader of [end, after, all])
        expect((await take(reader, 2)).map((entry) => textOf(entry.frame))).toEqual([`${key} 3`, `${key} 4`]);
      expect(end.positions.get(key)).toBe(after.positions.get(key));
      await Promise.all([end, after, all].map((reader) => reader.close()));
    });

    it('that are live read streams that do not exist yet from their first entry', async () => {
      const key = fixture.key('new');
      const reader = transport.readLive({ streams: { [key]: '$' }, blockMs: 20 });
      // Until its connection is open it has not looked where the end is.
      while (!reader.positions.has(key)) await quiet(reader, 10);
      expect(await quiet(reader)).toBe(true);
      await publish(key, 0, 1);
      expect(textOf((await take(reader, 1))[0]!.frame)).toBe(`${key} 0`);
      await reader.close();
    });

    it('end their iteration when they are closed, and leave when the signal says so', async () => {
      const reader = transport.readLive({ streams: { [fixture.key('end')]: '$' } });
      const waiting = reader.next();
      await expect(reader.next(AbortSignal.timeout(5))).rejects.toThrow();
      await reader.close();
      expect(await waiting).toBeUndefined();
      expect(await reader.next()).toBeUndefined();
    });
  });
}
