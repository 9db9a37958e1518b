import { once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storedPayloads } from '../../support/fault-ledger.js';
import { burn, longFaults, sleep } from '../../support/fault-rig.js';
import { FaultProxy } from '../../support/proxy.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';

const stream = 'control';

/** Plain ioredis in the rig of the other fault tests: what they require has to fail here, or the rig proves nothing. */
describe.runIf(longFaults)('control', () => {
  describeWithRedis('plain ioredis', () => {
    let server: RedisServer;
    let proxy: FaultProxy;
    let client: Redis;
    beforeEach(async () => {
      server = await RedisServer.start();
      proxy = await FaultProxy.start(server.port);
    });
    afterEach(async () => {
      client.disconnect();
      await proxy.stop();
      await server.stop();
    });

    async function connect(options: Omit<RedisOptions, 'replyMapping'>, port = proxy.port): Promise<void> {
      client = new Redis({ host: '127.0.0.1', port, ...options });
      client.on('error', () => {});
      await once(client, 'ready');
    }

    function send(count: number): Promise<PromiseSettledResult<unknown>[]> {
      const calls = Array.from({ length: count }, (_, i) => client.xadd(stream, '*', 'f', `frame-${i}`));
      return Promise.allSettled(calls);
    }

    async function report(
      scenario: string,
      outcomes: PromiseSettledResult<unknown>[],
    ): Promise<{
      ok: number;
      rejected: number;
      executed: number;
      duplicates: number;
      ghosts: number;
    }> {
      const executed = await storedPayloads(server, stream);
      const unique = new Set(executed);
      const counts = {
        ok: outcomes.filter(({ status }) => status === 'fulfilled').length,
        rejected: outcomes.filter(({ status }) => status === 'rejected').length,
        executed: executed.length,
        duplicates: executed.length - unique.size,
        ghosts: outcomes.filter(({ status }, i) => status === 'rejected' && unique.has(`frame-${i}`)).length,
      };
      console.log(JSON.stringify({ scenario: `control, ${scenario}`, sent: outcomes.length, ...counts }));
      return counts;
    }

    it('row 5: with its defaults it stores frames twice when replies are lost', async () => {
      await connect({});
      proxy.mode = 'drop-replies';
      const sending = send(20);
      await sleep(100);
      proxy.mode = 'pass';
      proxy.reset();
      const counts = await report('row 5', await sending);
      expect(counts).toMatchObject({ ok: 20, executed: 40, duplicates: 20 });
    });

    it('row 6: with its defaults and a deadline it executes what it had rejected', async () => {
      await connect({ commandTimeout: 50 });
      server.signal('SIGSTOP');
      const outcomes = await send(20);
      server.signal('SIGCONT');
      await sleep(200);
      const counts = await report('row 6', outcomes);
      expect(counts).toMatchObject({ ok: 0, rejected: 20, ghosts: 20 });
    });

    it('row 10: with its defaults and a deadline it takes stalls of its own loop for the server', async () => {
      await connect({ commandTimeout: 50 }, server.port);
      const outcomes: PromiseSettledResult<unknown>[] = [];
      for (let i = 0; i < 20; i++) {
        const settled = Promise.allSettled([client.xadd(stream, '*', 'f', `frame-${i}`)]);
        burn(80);
        outcomes.push(...(await settled));
      }
      const counts = await report('row 10', outcomes);
      expect(counts.rejected).toBeGreaterThan(0);
      expect(counts.ghosts).toBe(counts.rejected);
    });
  });
});
