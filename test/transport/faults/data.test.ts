import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { InvalidArgument } from '../../../src/base/errors.js';
import type { EntryBatch } from '../../../src/transport/transport.js';
import { safe, storedPayloads } from '../../support/fault-ledger.js';
import { FaultRig, sleep } from '../../support/fault-rig.js';
import { describeWithRedis } from '../../support/redis-server.js';
import { okValue } from '../contract/helpers.js';

describeWithRedis('data at risk', () => {
  let rig: FaultRig;
  afterEach(() => rig.stop());

  it('row 15: entries that somebody trims while they are pending are counted, raised and ended', async () => {
    rig = await FaultRig.start({ deadlineMs: 5_000 });
    const { stream, ledger, transport, server } = rig;
    const options = { group: 'g', consumer: 'c', streams: [stream.key], start: '0' } as const;
    const first = transport.readGroup(options);
    ledger.burst(5);
    await stream.drain();
    const seen: EntryBatch['entries'][number][] = [];
    while (seen.length < 5) seen.push(...(await first.next())!.entries);
    await first.close();
    await server.run('XTRIM', stream.key, 'MAXLEN', '3');
    const again = transport.readGroup(options);
    const left: string[] = [];
    while (left.length < 3) {
      const { entries } = (await again.next(AbortSignal.timeout(20_000)))!;
      left.push(...entries.map(({ frame }) => Buffer.from(frame).toString()));
      okValue(await again.ack(entries));
    }
    const pelLeft = async (): Promise<number> =>
      okValue(await transport.streams.pending(stream.key, 'g', 10)).length;
    while ((await pelLeft()) > 0) await sleep(10);
    const trimmedLost = rig.events.reduce(
      (sum, event) => sum + (event.type === 'trimmed' ? event.count : 0),
      0,
    );
    const gapActual = 5 - (await storedPayloads(server, stream.key)).length;
    const counts = await ledger.report('row 15: trimmed while pending', server, {
      delivered: 5,
      redelivered: left.length,
      trimmedLost,
      gapReported: trimmedLost,
      gapActual,
      pelLeft: 0,
    });
    expect(left).toEqual(['frame-2', 'frame-3', 'frame-4']);
    expect({ trimmedLost, gapActual, ok: counts.ok }).toEqual({ trimmedLost: 2, gapActual: 2, ok: 5 });
    await again.close();
  });

  it('row 32: a buffer that is used again changes nothing, neither what is queued nor what is written again', async () => {
    rig = await FaultRig.start({ deadlineMs: 5_000 });
    const { stream, proxy, server } = rig;
    const buffer = Buffer.alloc(64);
    let ok = 0;
    const sent: string[] = [];
    for (let round = 0; round < 5; round++) {
      proxy.mode = 'drop-replies';
      for (let i = 0; i < 20; i++) {
        buffer.fill(33 + (sent.length % 90));
        sent.push(buffer.toString());
        const settle = ({ status }: { readonly status: string }): void => {
          if (status === 'ok') ok++;
        };
        expect(stream.offer(buffer, settle)).toBeUndefined();
        buffer.fill(32);
      }
      await sleep(20);
      proxy.mode = 'pass';
      proxy.reset();
      await stream.drain();
    }
    const stored = await storedPayloads(server, stream.key);
    const changed = stored.filter((payload, i) => payload !== sent[i]).length;
    const counts = { sent: sent.length, ok, rejected: 0, unknown: 0, executed: stored.length };
    const duplicates = stored.length - sent.length;
    console.log(JSON.stringify({ scenario: 'row 32: buffer used again', ...counts, duplicates, changed }));
    expect({ ok, executed: stored.length, changed }).toEqual({ ok: 100, executed: 100, changed: 0 });
  });

  it('row 32: frames that were read stay as they were while others are read', async () => {
    rig = await FaultRig.start({ deadlineMs: 5_000 });
    const { stream, ledger, transport, server } = rig;
    const reader = transport.readLive({ streams: { [stream.key]: '0-0' } });
    const frames: Uint8Array[] = [];
    for (let round = 0; round < 10; round++) {
      ledger.burst(20);
      await stream.drain();
      while (frames.length < ledger.sent.length)
        frames.push(...(await reader.next())!.entries.map(({ frame }) => frame));
    }
    const changed = frames.filter((frame, i) => Buffer.from(frame).toString() !== `frame-${i}`).length;
    const counts = await ledger.report('row 32: frames kept', server, { delivered: frames.length, changed });
    expect(counts).toMatchObject({ ...safe, ok: 200 });
    expect(changed).toBe(0);
    await reader.close();
  });

  it('row 33: no value of any kind becomes an option or another command', async () => {
    rig = await FaultRig.start({ deadlineMs: 5_000 });
    const { stream, ledger, transport, server } = rig;
    ledger.burst(5);
    await stream.drain();
    const hostile = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        ['x', 'EX', '1', 'GET'],
        ['MAXLEN', '1', '*'],
        { length: 3 },
        'a b',
        'k\r\nDEL x',
        '{a}{b}',
        '*',
      ),
    );
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        expect(() => stream.offer(value as never, () => {})).toThrow(InvalidArgument);
        const wrong = [
          () => transport.publish('channel', value as never),
          () => transport.keys.hashSetIfAbsent('hash', 'field', [value] as never),
          ...(isName(value) ? [] : [() => transport.ownStream(value as never)]),
        ];
        for (const call of wrong) await expect((async () => call())()).rejects.toThrow(InvalidArgument);
        refused += 1 + wrong.length;
      }),
      { numRuns: 200 },
    );
    const keys = (await server.run('KEYS', '*')).split('\n').sort();
    const counts = await ledger.report('row 33: hostile values', server, { refused, keys: keys.length });
    expect(counts).toMatchObject({ ...safe, ok: 5, executed: 5 });
    expect(keys).toEqual([stream.key]);
  });
});

/** Whether the value is a key as any other. */
function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9._:@#/-]+$/.test(value);
}
