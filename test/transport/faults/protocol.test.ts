import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { openRedisTransport } from '../../../src/transport/redis/redis-transport.js';
import { safe } from '../../support/fault-ledger.js';
import { FaultRig, sleep } from '../../support/fault-rig.js';
import { describeWithRedis, freePort } from '../../support/redis-server.js';

const strayReplies = [
  '+OK\r\n',
  ':5\r\n',
  '$3\r\nabc\r\n',
  '-ERR stray\r\n',
  '_\r\n',
  '*0\r\n',
  '*1\r\n$1\r\na\r\n',
  '#t\r\n',
  ',1.5\r\n',
];
const garbage = [
  'HTTP/1.1 400 Bad Request\r\n\r\n',
  ':12ab\r\n',
  '\r\n',
  '?',
  '\u0000\u0001',
  '%1\r\n',
  '$x\r\n',
  '$5\r\nabcXXXX\r\n',
];
const pushes = [
  '>1\r\n+x\r\n',
  '>1\r\n_\r\n',
  '>3\r\n+message\r\n_\r\n_\r\n',
  '>3\r\n+subscribe\r\n_\r\n:1\r\n',
];
/** Lengths that swallow every later reply: the bytes keep coming, and no answer does. */
const swallowing = ['$99999999999\r\n', '*4294967295\r\n'];

describeWithRedis('row 30: bytes that are no answer', () => {
  let rig: FaultRig | undefined;
  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  async function underLoad(name: string, bytes: string): Promise<void> {
    rig = await FaultRig.start({ deadlineMs: 200, livenessMs: 200 });
    const { ledger, proxy, server } = rig;
    ledger.start(4, 3);
    await sleep(60);
    proxy.inject(bytes);
    await ledger.until(() => rig!.lost('hot').length > 0, 5_000);
    await rig.recovered(performance.now());
    await sleep(60);
    ledger.stop();
    await rig.stream.drain();
    const counts = await ledger.report(`row 30: ${name}`, server, { lost: rig.lost('hot') });
    expect(counts).toMatchObject(safe);
    // Whatever was told to be stored is stored under the very id that was told.
    const stored = await server.run('XRANGE', rig.stream.key, '-', '+');
    for (const { outcome, payload } of ledger.sent)
      if (outcome?.status === 'ok') expect(stored).toContain(`${outcome.value}\nf\n${payload}`);
  }

  for (const bytes of strayReplies)
    it(`a stray reply ${JSON.stringify(bytes)} closes the connection and reaches nobody`, () =>
      underLoad('stray reply', bytes));

  for (const bytes of garbage)
    it(`garbage ${JSON.stringify(bytes)} closes the connection`, () => underLoad('garbage', bytes));

  for (const bytes of swallowing)
    it(`a length ${JSON.stringify(bytes)} that swallows all replies closes the connection`, () =>
      underLoad('swallowed replies', bytes));

  it('replies split at any byte are understood', async () => {
    rig = await FaultRig.start({ deadlineMs: 2_000 });
    const { ledger, proxy, server } = rig;
    proxy.splitReplies = true;
    for (let i = 0; i < 10; i++) {
      ledger.burst(20);
      await rig.stream.drain();
    }
    proxy.splitReplies = false;
    const counts = await ledger.report('row 30: split replies', server);
    expect(counts).toMatchObject({ ...safe, ok: 200 });
    expect(rig.lost('hot')).toEqual([]);
  });

  it('a peer that answers anything at all never hangs or crashes us', { timeout: 60_000 }, async () => {
    const answers = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc
        .constantFrom(...strayReplies, ...garbage, ...swallowing, '%0\r\n', ...pushes)
        .map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 4 }), async (chunks) => {
        const peer = await startPeer(chunks);
        const opening = openRedisTransport({
          bus: 'peer',
          endpoint: { host: '127.0.0.1', port: peer.port },
          connectMs: 60,
          handshakeMs: 40,
        });
        await expect(opening).rejects.toMatchObject({ code: expect.stringMatching(/^DUALBUS_CONNECT_/) });
        await peer.stop();
      }),
      { numRuns: 40 },
    );
  });
});

async function startPeer(chunks: readonly Uint8Array[]): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => {
      for (const chunk of chunks) socket.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
