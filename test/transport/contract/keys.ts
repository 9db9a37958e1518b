import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidArgument } from '../../../src/base/errors.js';
import { TransportClosed } from '../../../src/transport/errors.js';
import type { Transport, TransportEvent } from '../../../src/transport/transport.js';
import type { Fixture } from '../../support/transport-fixture.js';
import { bytes, okValue, textOf } from './helpers.js';

export function keyContract(start: () => Promise<Fixture>): void {
  let fixture: Fixture;
  let transport: Transport;
  beforeAll(async () => {
    fixture = await start();
    transport = await fixture.open({ deadlineMs: 2_000 });
  });
  afterAll(() => fixture.stop());

  describe('keys', () => {
    it('hold values, also with an end', async () => {
      const { keys } = transport;
      const key = fixture.key('value');
      expect(okValue(await keys.get(key))).toBeUndefined();
      okValue(await keys.set(key, bytes('one')));
      expect(textOf(okValue(await keys.get(key))!)).toBe('one');
      okValue(await keys.set(key, bytes('two'), { ttlMs: 30 }));
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(okValue(await keys.get(key))).toBeUndefined();
      okValue(await keys.set(key, bytes('three')));
      expect(okValue(await keys.remove(key))).toBe(true);
      expect(okValue(await keys.remove(key))).toBe(false);
    });

    it('are leases that one token holds, renews and gives back', async () => {
      const { keys } = transport;
      const key = fixture.key('lease');
      expect(okValue(await keys.acquire(key, 'a', 5_000))).toBe(true);
      expect(okValue(await keys.acquire(key, 'b', 5_000))).toBe(false);
      expect(okValue(await keys.renew(key, 'a', 5_000))).toBe(true);
      expect(okValue(await keys.renew(key, 'b', 5_000))).toBe(false);
      expect(okValue(await keys.release(key, 'b'))).toBe(false);
      expect(okValue(await keys.release(key, 'a'))).toBe(true);
      expect(okValue(await keys.release(key, 'a'))).toBe(false);
      expect(okValue(await keys.acquire(key, 'b', 20))).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(okValue(await keys.renew(key, 'b', 5_000))).toBe(false);
      expect(okValue(await keys.acquire(key, 'c', 5_000))).toBe(true);
      expect(okValue(await keys.renew(key, 'b', 20))).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(okValue(await keys.renew(key, 'c', 5_000))).toBe(true);
    });

    it('are hashes', async () => {
      const { keys } = transport;
      const key = fixture.key('hash');
      okValue(await keys.hashSet(key, 'f', bytes('1')));
      okValue(await keys.hashSet(key, 'f', bytes('2')));
      expect(textOf(okValue(await keys.hashGet(key, 'f'))!)).toBe('2');
      expect(okValue(await keys.hashGet(key, 'g'))).toBeUndefined();
      expect(okValue(await keys.hashSetIfAbsent(key, 'f', bytes('3')))).toBe(false);
      expect(okValue(await keys.hashSetIfAbsent(key, 'g', bytes('3')))).toBe(true);
      const all = okValue(await keys.hashGetAll(key));
      expect([...all].map(([field, value]) => [field, textOf(value)]).sort()).toEqual([
        ['f', '2'],
        ['g', '3'],
      ]);
      expect(okValue(await keys.hashRemove(key, 'f'))).toBe(true);
      expect(okValue(await keys.hashRemove(key, 'f'))).toBe(false);
    });

    it('are sets', async () => {
      const { keys } = transport;
      const key = fixture.key('set');
      expect(okValue(await keys.setMembers(key))).toEqual([]);
      expect(okValue(await keys.setAdd(key, 'a'))).toBe(true);
      expect(okValue(await keys.setAdd(key, 'a'))).toBe(false);
      okValue(await keys.setAdd(key, 'b'));
      expect([...okValue(await keys.setMembers(key))].sort()).toEqual(['a', 'b']);
      expect(okValue(await keys.setRemove(key, 'a'))).toBe(true);
    });

    it('tell a wrong type from a missing value', async () => {
      const key = fixture.key('type');
      okValue(await transport.keys.setAdd(key, 'a'));
      expect(await transport.keys.get(key)).toMatchObject({ status: 'rejected', reason: 'wrong-type' });
    });

    it('row 33: take strings and bytes only', async () => {
      const key = fixture.key('smuggle');
      const array = ['x', 'EX', '1', 'GET'] as unknown as Uint8Array;
      await expect(transport.keys.set(key, array)).rejects.toThrow(InvalidArgument);
      await expect(transport.keys.get([key] as unknown as string)).rejects.toThrow(InvalidArgument);
      await expect(transport.keys.setAdd(key, '*?[a]')).rejects.toThrow(InvalidArgument);
      expect(okValue(await transport.keys.get(key))).toBeUndefined();
    });
  });

  describe('channels', () => {
    it('bring frames to all subscribers in order, and count them', async () => {
      const channel = fixture.key('channel');
      const other = await fixture.open();
      const got: string[][] = [[], []];
      const one = await transport.subscribe(channel, (frame) => got[0]!.push(textOf(frame)));
      const two = await other.subscribe(channel, (frame) => got[1]!.push(textOf(frame)));
      for (let i = 0; i < 20; i++)
        expect(okValue(await transport.publish(channel, bytes(String(i))))).toBe(2);
      await new Promise((resolve) => setTimeout(resolve, 30));
      await two.close();
      expect(okValue(await transport.publish(channel, bytes('20')))).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      await one.close();
      expect(okValue(await transport.publish(channel, bytes('21')))).toBe(0);
      expect(got[0]).toEqual(Array.from({ length: 21 }, (_, i) => String(i)));
      expect(got[1]).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
      await other.close();
    });

    it('have several listeners in one transport', async () => {
      const channel = fixture.key('listeners');
      const got: string[] = [];
      const one = await transport.subscribe(channel, () => got.push('one'));
      const two = await transport.subscribe(channel, () => got.push('two'));
      expect(okValue(await transport.publish(channel, bytes('x')))).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await one.close();
      okValue(await transport.publish(channel, bytes('x')));
      await new Promise((resolve) => setTimeout(resolve, 20));
      await two.close();
      expect(got).toEqual(['one', 'two', 'two']);
    });
  });

  describe('exclusive connections', () => {
    it('keep a transaction to themselves', async () => {
      const key = fixture.key('watch');
      await using lease = await transport.lease({ key });
      const late = { deadlineMs: 2_000 };
      okValue(await lease.call('WATCH', [key], late));
      okValue(await transport.keys.set(key, bytes('changed')));
      okValue(await lease.call('MULTI', [], late));
      okValue(await lease.call('SET', [key, 'mine'], late));
      expect(okValue(await lease.call('EXEC', [], late))).toBeNull();
      expect(textOf(okValue(await transport.keys.get(key))!)).toBe('changed');
    });

    it('are at most maxConnections, lent on in turn, and reported when kept', async () => {
      const small = await fixture.open({ maxConnections: 1, leaseLeakMs: 30 });
      const events: TransportEvent[] = [];
      small.onEvent((event) => event.type === 'lease-leak' && events.push(event));
      const first = await small.lease();
      let second = false;
      const waiting = small.lease().then((lease) => {
        second = true;
        return lease;
      });
      await expect(small.lease({ signal: AbortSignal.timeout(10) })).rejects.toThrow();
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(second).toBe(false);
      expect(events).toHaveLength(1);
      first.release();
      (await waiting).release();
      await small.close();
      await expect(small.lease()).rejects.toThrow(TransportClosed);
    });

    it('take strings, numbers and bytes only', async () => {
      await using lease = await transport.lease();
      await expect(lease.call('SET', ['k', ['x', 'EX'] as unknown as string])).rejects.toThrow(
        InvalidArgument,
      );
      await expect(lease.call('SET k v', [])).rejects.toThrow(InvalidArgument);
      await expect(lease.call('SET', ['k', Number.NaN])).rejects.toThrow(InvalidArgument);
    });
  });

  describe('a transport', () => {
    it('tells its health', async () => {
      const health = await transport.health({ deadlineMs: 2_000 });
      expect(health).toMatchObject({ state: 'ready', reads: true, writes: true, warnings: [] });
      expect(health.server?.role).toBe('master');
      expect(health.roundTripMs).toBeGreaterThanOrEqual(0);
    });

    it('drains on close: everything taken has an outcome, and nothing is taken any more', async () => {
      const closing = await fixture.open({ deadlineMs: 2_000 });
      const stream = await closing.ownStream(fixture.key('drain'));
      const reader = closing.readLive({ streams: { [stream.key]: '$' } });
      const outcomes = Array.from({ length: 100 }, () => stream.append(bytes('x')));
      const next = reader.next();
      await closing.close();
      expect((await Promise.all(outcomes)).every((outcome) => outcome.status === 'ok')).toBe(true);
      expect(await next).toBeUndefined();
      expect(await stream.append(bytes('late'))).toMatchObject({ status: 'rejected', reason: 'closed' });
      expect(await closing.publish('channel', bytes('late'))).toMatchObject({ reason: 'closed' });
      expect(() => closing.readLive({ streams: {} })).toThrow(TransportClosed);
      expect(closing.state).toBe('closed');
      await closing.close();
    });
  });
}
