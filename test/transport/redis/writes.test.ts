// How often a lane writes: once per tick, however many calls were taken in it, and at once beyond 32 KB.
import { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openRedisTransport } from '../../../src/transport/redis/redis-transport.js';
import type { OwnedStream, Transport } from '../../../src/transport/transport.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';

type Write = (data: unknown, encoding: unknown, callback: unknown) => void;

describeWithRedis('writes of a lane', () => {
  let server: RedisServer;
  let transport: Transport;
  let stream: OwnedStream;
  /** Bytes of each write that has an XADD: what the socket gives to the system in one call. */
  let writes: number[];
  const prototype = Socket.prototype as unknown as {
    _write: Write;
    _writev: (chunks: { chunk: Buffer }[], callback: unknown) => void;
  };

  function note(pieces: readonly unknown[]): void {
    const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece as Buffer)));
    if (bytes.includes('XADD')) writes.push(bytes.length);
  }

  beforeEach(async () => {
    server = await RedisServer.start();
    transport = await openRedisTransport({
      bus: 'writes',
      endpoint: { host: '127.0.0.1', port: server.port },
      deadlineMs: 10_000,
    });
    stream = await transport.ownStream('{writes}:stream');
    writes = [];
    const { _write, _writev } = prototype;
    vi.spyOn(prototype, '_write').mockImplementation(function (this: Socket, data, encoding, callback) {
      note([data]);
      _write.call(this, data, encoding, callback);
    });
    vi.spyOn(prototype, '_writev').mockImplementation(function (this: Socket, chunks, callback) {
      note(chunks.map(({ chunk }) => chunk));
      _writev.call(this as never, chunks, callback);
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await transport.close();
    await server.stop();
  });

  function offer(count: number, bytes: number): void {
    for (let i = 0; i < count; i++) expect(stream.offer(Buffer.alloc(bytes, i), () => {})).toBeUndefined();
  }

  it('are one for all calls of a tick, in flight or not', async () => {
    offer(100, 128);
    expect(writes).toHaveLength(0);
    await new Promise(setImmediate);
    expect(writes).toHaveLength(1);
    offer(1, 128);
    offer(49, 128);
    await new Promise(setImmediate);
    expect(writes).toHaveLength(2);
    await stream.drain();
    expect(writes).toHaveLength(2);
    expect(Number(server.cli('XLEN', stream.key))).toBe(150);
  });

  it('are one for what promises begin while the replies of one read settle', async () => {
    await Promise.all(Array.from({ length: 20 }, () => stream.append(Buffer.alloc(64))));
    writes = [];
    const again = Array.from({ length: 20 }, async () => {
      await stream.append(Buffer.alloc(64));
      await stream.append(Buffer.alloc(64));
    });
    await Promise.all(again);
    expect(writes.length).toBeGreaterThanOrEqual(2);
    expect(writes.length).toBeLessThanOrEqual(4);
  });

  it('begin within the tick once 32 KB wait, and hold no more than that and one call', async () => {
    offer(100, 1_024);
    expect(writes).toHaveLength(3);
    await stream.drain();
    expect(writes).toHaveLength(4);
    expect(Math.max(...writes)).toBeLessThan(32 * 1_024 + 2_048);
  });

  it('leave a large frame where it lies, and the others in their order around it', async () => {
    const large = Buffer.alloc(20_000, 1);
    stream.offer(Buffer.from('before'), () => {});
    stream.offer(large, () => {}, { transfer: true });
    stream.offer(Buffer.from('after'), () => {});
    await stream.drain();
    expect(writes).toHaveLength(1);
    const stored = server.cli('XRANGE', stream.key, '-', '+');
    expect(stored.indexOf('before')).toBeLessThan(stored.indexOf('\u0001'.repeat(1_000)));
    expect(stored.indexOf('\u0001'.repeat(1_000))).toBeLessThan(stored.indexOf('after'));
  });

  it('keep their bytes until the socket has taken them, whatever is written meanwhile', async () => {
    const frames = Array.from({ length: 600 }, (_, i) => Buffer.alloc(8_000, 32 + (i % 90)));
    server.signal('SIGSTOP');
    for (const frame of frames) expect(stream.offer(frame, () => {})).toBeUndefined();
    await new Promise(setImmediate);
    server.signal('SIGCONT');
    await stream.drain();
    const stored = (await server.run('XRANGE', stream.key, '-', '+'))
      .split('\n')
      .filter((_, i) => i % 3 === 2);
    expect(stored.map((text) => text.length)).toEqual(frames.map((frame) => frame.length));
    expect(stored.every((text, i) => text === frames[i]!.toString())).toBe(true);
  });
});
