import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidArgument } from '../../../src/base/errors.js';
import { compareIds } from '../../../src/transport/stream-id.js';
import type { Entry, Transport } from '../../../src/transport/transport.js';
import type { Fixture } from '../../support/transport-fixture.js';
import { bytes, okValue, take, textOf } from './helpers.js';

export function streamContract(start: () => Promise<Fixture>): void {
  describe('owned streams', () => {
    let fixture: Fixture;
    let transport: Transport;
    beforeAll(async () => {
      fixture = await start();
      transport = await fixture.open({ deadlineMs: 2_000 });
    });
    afterAll(() => fixture.stop());

    it('store frames in order under rising ids', async () => {
      const stream = await transport.ownStream(fixture.key('order'));
      const outcomes = await Promise.all(
        Array.from({ length: 500 }, (_, i) => stream.append(bytes(`frame ${i}`))),
      );
      const ids = outcomes.map(okValue);
      for (let i = 1; i < ids.length; i++) expect(compareIds(ids[i]!, ids[i - 1]!)).toBeGreaterThan(0);
      const stored = okValue(await transport.streams.range(stream.key, '-', '+', 1_000));
      expect(stored.map((entry) => entry.id)).toEqual(ids);
      expect(stored.map((entry) => textOf(entry.frame))).toEqual(ids.map((_, i) => `frame ${i}`));
      expect(stream.lastId).toBe(ids.at(-1));
      expect(stream.inFlight).toBe(0);
    });

    it('row 32: copy the frame before offer() returns', async () => {
      const stream = await transport.ownStream(fixture.key('copy'));
      const frame = bytes('AAAA');
      const outcome = stream.append(frame);
      frame.fill(66);
      await outcome;
      const stored = okValue(await transport.streams.range(stream.key, '-', '+', 1));
      expect(textOf(stored[0]!.frame)).toBe('AAAA');
    });

    it('carry any bytes, also large frames given away, and empty ones', async () => {
      const stream = await transport.ownStream(fixture.key('bytes'));
      const every = Uint8Array.from({ length: 256 }, (_, i) => i);
      const large = new Uint8Array(200_000).map((_, i) => (i * 31) & 255);
      await stream.append(every);
      await stream.append(large.slice(), { transfer: true });
      await stream.append(new Uint8Array(0));
      const stored = okValue(await transport.streams.range(stream.key, '-', '+', 10));
      expect(stored).toHaveLength(3);
      [every, large, new Uint8Array(0)].forEach((frame, i) => {
        expect(Buffer.compare(stored[i]!.frame, frame)).toBe(0);
      });
    });

    it('go on after the last id of an earlier owner whose clock was ahead', async () => {
      const key = fixture.key('ahead');
      const first = await transport.ownStream(key);
      await first.append(bytes('one'));
      const lease = await transport.lease({ key });
      const future = `${Date.now() + 3_600_000}-7`;
      okValue(await lease.call('XADD', [key, future, 'f', 'from the future'], { deadlineMs: 2_000 }));
      lease.release();
      await first.close();
      const second = await transport.ownStream(key);
      expect(second.lastId).toBe(future);
      const id = okValue(await second.append(bytes('two')));
      expect(compareIds(id, future)).toBeGreaterThan(0);
    });

    it('find themselves after another writer, and say so', async () => {
      const key = fixture.key('conflict');
      const stream = await transport.ownStream(key);
      await stream.append(bytes('mine'));
      const events: string[] = [];
      const stop = transport.onEvent((event) => event.type === 'conflict' && events.push(event.stream));
      const lease = await transport.lease({ key });
      okValue(
        await lease.call('XADD', [key, `${Date.now() + 60_000}-0`, 'f', 'theirs'], { deadlineMs: 2_000 }),
      );
      lease.release();
      const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => stream.append(bytes(name))));
      stop();
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['ok', 'ok', 'ok']);
      expect(new Set(events)).toEqual(new Set([key]));
      const stored = okValue(await transport.streams.range(key, '-', '+', 10));
      expect(stored.map((entry) => textOf(entry.frame))).toEqual(['mine', 'theirs', 'a', 'b', 'c']);
    });

    it('have one owner in a transport, and give the key free on close', async () => {
      const key = fixture.key('owner');
      const stream = await transport.ownStream(key);
      await expect(transport.ownStream(key)).rejects.toThrow(InvalidArgument);
      await stream.close();
      expect((await stream.append(bytes('late'))).status).toBe('rejected');
      await (await transport.ownStream(key)).close();
    });

    it('tell when they are idle and when everything taken has its outcome', async () => {
      const stream = await transport.ownStream(fixture.key('idle'));
      let settled = 0;
      for (let i = 0; i < 10; i++) expect(stream.offer(bytes('x'), () => settled++)).toBeUndefined();
      expect(stream.busy).toBe(true);
      expect(stream.inFlight).toBe(10);
      await new Promise<void>((resolve) => stream.whenIdle(resolve));
      expect(settled).toBe(10);
      expect(stream.busy).toBe(false);
      await stream.drain();
    });

    it('row 33: reject what is no frame, with nothing sent', async () => {
      const stream = await transport.ownStream(fixture.key('invalid'));
      const noFrames = ['text', ['x', 'EX', '1'], null, 5, new ArrayBuffer(4)] as unknown as Uint8Array[];
      for (const noFrame of noFrames) expect(() => stream.offer(noFrame, () => {})).toThrow(InvalidArgument);
      await expect(transport.ownStream('a b')).rejects.toThrow(InvalidArgument);
      await expect(transport.ownStream(['k', '*'] as unknown as string)).rejects.toThrow(InvalidArgument);
      expect(okValue(await transport.streams.info(stream.key))).toBeUndefined();
    });

    it('are rejected before their first byte when the deadline or the signal says so', async () => {
      const stream = await transport.ownStream(fixture.key('deadline'));
      const aborted = AbortSignal.abort();
      expect(await stream.append(bytes('x'), { signal: aborted })).toMatchObject({ reason: 'aborted' });
      expect(await stream.append(bytes('x'), { deadlineMs: 0 })).toMatchObject({
        status: 'rejected',
        executed: false,
        reason: 'not-sent',
      });
      expect(okValue(await transport.streams.info(stream.key))).toBeUndefined();
    });

    it('are bounded by count and by bytes, and tell when there is room again', async () => {
      const small = await fixture.open({ deadlineMs: 2_000, maxInFlight: 4, maxInFlightBytes: 10_000 });
      const stream = await small.ownStream(fixture.key('bounded'));
      const outcomes: string[] = [];
      const offers = Array.from({ length: 6 }, () =>
        stream.offer(bytes('x'), (outcome) => outcomes.push(outcome.status)),
      );
      expect(offers.map((refused) => refused?.reason)).toEqual([
        ...Array(4).fill(undefined),
        'backpressure',
        'backpressure',
      ]);
      await stream.ready();
      expect(outcomes).toEqual(Array(4).fill('ok'));
      const heavy = [1, 2, 3].map(() => stream.offer(new Uint8Array(4_000), () => {}));
      expect(heavy.map((refused) => refused?.reason)).toEqual([undefined, undefined, 'backpressure']);
      await stream.drain();
      await small.close();
    });
  });

  describe('stored streams', () => {
    let fixture: Fixture;
    let transport: Transport;
    beforeAll(async () => {
      fixture = await start();
      transport = await fixture.open({ deadlineMs: 2_000 });
    });
    afterAll(() => fixture.stop());

    async function filled(name: string, count: number): Promise<{ key: string; ids: string[] }> {
      const stream = await transport.ownStream(fixture.key(name));
      const outcomes = await Promise.all(
        Array.from({ length: count }, (_, i) => stream.append(bytes(String(i)))),
      );
      return { key: stream.key, ids: outcomes.map(okValue) };
    }

    it('tell their length, first and last id', async () => {
      const { key, ids } = await filled('info', 5);
      expect(okValue(await transport.streams.info(key))).toEqual({
        length: 5,
        firstEntryId: ids[0],
        lastId: ids[4],
      });
    });

    it('lose exactly the entries before the id they are trimmed to', async () => {
      const { key, ids } = await filled('trim', 100);
      expect(okValue(await transport.streams.trimBefore(key, ids[40]!))).toBe(40);
      const info = okValue(await transport.streams.info(key));
      expect(info?.length).toBe(60);
      expect(info?.firstEntryId).toBe(ids[40]);
    });

    it('tell what their groups have read and what is pending', async () => {
      const { key, ids } = await filled('groups', 10);
      expect(okValue(await transport.streams.createGroup(key, 'g', '0'))).toBe(true);
      expect(okValue(await transport.streams.createGroup(key, 'g', '0'))).toBe(false);
      const reader = transport.readGroup({ group: 'g', consumer: 'c', streams: [key], count: 4 });
      const entries = await take(reader, 10);
      okValue(await reader.ack(entries.slice(0, 3)));
      const [group] = okValue(await transport.streams.groups(key));
      expect(group).toMatchObject({
        name: 'g',
        consumers: 1,
        pending: 7,
        lastDeliveredId: ids[9],
        lowestPendingId: ids[3],
        lag: 0,
      });
      const pending = okValue(await transport.streams.pending(key, 'g', 100));
      expect(pending.map((entry: { id: string }) => entry.id)).toEqual(ids.slice(3));
      expect(okValue(await transport.streams.removeConsumer(key, 'g', 'c'))).toBe(false);
      okValue(await reader.ack(entries.slice(3) as Entry[]));
      await reader.close();
      expect(okValue(await transport.streams.removeConsumer(key, 'g', 'c'))).toBe(true);
    });

    it('are empty answers when they do not exist', async () => {
      const key = fixture.key('absent');
      expect(okValue(await transport.streams.info(key))).toBeUndefined();
      expect(okValue(await transport.streams.groups(key))).toEqual([]);
      expect(okValue(await transport.streams.range(key, '-', '+', 10))).toEqual([]);
      expect(okValue(await transport.streams.trimBefore(key, '5-0'))).toBe(0);
      expect(await transport.streams.pending(key, 'g', 1)).toMatchObject({ reason: 'no-group' });
    });
  });
}
