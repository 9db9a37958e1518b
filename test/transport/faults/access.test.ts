import { subscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { channels } from '../../../src/base/diagnostics.js';
import { ConnectFailed } from '../../../src/transport/errors.js';
import { openRedisTransport } from '../../../src/transport/redis/redis-transport.js';
import type { TransportEvent } from '../../../src/transport/transport.js';
import { FaultLedger, safe } from '../../support/fault-ledger.js';
import { sleep } from '../../support/fault-rig.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { bytes, okValue } from '../contract/helpers.js';

const secret = 'S3cret-of-the-test';
const producerRules = [
  '~{bus}:*',
  'resetchannels',
  '&{bus}:*',
  '-@all',
  '+xadd',
  '+xinfo',
  '+xrange',
  '+publish',
  '+subscribe',
  '+ping',
  '+info',
  '+role',
  '+client|setname',
  '+select',
];

describeWithRedis('access', () => {
  let server: RedisServer;
  const said: string[] = [];
  beforeEach(async () => {
    server = await RedisServer.start();
    for (const channel of Object.values(channels))
      subscribe(channel.name, (message) => said.push(JSON.stringify(message)));
  });
  afterEach(() => server.stop());

  const endpoint = (extra: object): { host: string; port: number } => ({
    host: '127.0.0.1',
    port: server.port,
    ...extra,
  });

  it('row 22: a wrong password is a typed failure without the password, and no storm', async () => {
    server.cli('CONFIG', 'SET', 'requirepass', secret);
    const failure = await openRedisTransport({
      bus: 'access',
      endpoint: endpoint({ password: `${secret}-wrong` }),
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectFailed);
    expect(failure).toMatchObject({ code: 'DUALBUS_CONNECT_AUTHENTICATION' });
    expect(showAll(failure)).not.toContain(secret);
    const noPassword = await openRedisTransport({ bus: 'access', endpoint: endpoint({}) }).catch(
      (error: unknown) => error,
    );
    expect(noPassword).toMatchObject({ code: 'DUALBUS_CONNECT_AUTHENTICATION' });
  });

  it('row 22: a rotated password is asked for again, and a storm does not follow its failure', async () => {
    server.cli('ACL', 'SETUSER', 'engine', 'on', `>${secret}-1`, '~*', '&*', '+@all');
    let password = `${secret}-1`;
    let asked = 0;
    const transport = await openRedisTransport({
      bus: 'access',
      deadlineMs: 200,
      endpoint: endpoint({
        credentials: async () => {
          asked++;
          return { username: 'engine', password };
        },
      }),
    });
    const stream = await transport.ownStream('{bus}:stream');
    const ledger = new FaultLedger(stream);
    ledger.burst(10);
    await stream.drain();
    server.cli('ACL', 'SETUSER', 'engine', `<${secret}-1`, `>${secret}-2`);
    asked = 0;
    server.cli('CLIENT', 'KILL', 'USER', 'engine');
    await sleep(1_000);
    const attempts = asked;
    expect(transport.state).toBe('down');
    password = `${secret}-2`;
    await ledger.until(() => transport.state === 'ready', 10_000);
    ledger.burst(10);
    await stream.drain();
    const counts = await ledger.report('row 22: rotated password', server, { attemptsPerSecond: attempts });
    expect(counts).toMatchObject({ ...safe, ok: 20, executed: 20 });
    expect(attempts).toBeLessThan(25);
    await transport.close();
    expect(said.join('\n')).not.toContain(secret);
  });

  it('row 22: a provider that fails is a failed attempt, not the end', async () => {
    let calls = 0;
    const transport = await openRedisTransport({
      bus: 'access',
      endpoint: endpoint({
        credentials: () => {
          if (++calls % 2 === 1) throw new Error(secret);
          return { username: 'default', password: '' };
        },
      }),
    }).catch((error: unknown) => error);
    expect(transport).toMatchObject({ code: 'DUALBUS_CONNECT_AUTHENTICATION' });
    expect(showAll(transport)).not.toContain(secret);
  });

  it('row 27: least privilege works, and what it forbids is typed and not tried again', async () => {
    server.cli('ACL', 'SETUSER', 'producer', 'on', `>${secret}`, ...producerRules);
    const transport = await openRedisTransport({
      bus: 'access',
      endpoint: endpoint({ username: 'producer', password: secret }),
      deadlineMs: 1_000,
    });
    const stream = await transport.ownStream('{bus}:stream');
    okValue(await stream.append(bytes('x')));
    await expect(transport.ownStream('{other}:stream')).rejects.toMatchObject({
      code: 'DUALBUS_REJECTED_NO_PERMISSION',
    });
    expect(await transport.publish('other', bytes('x'))).toMatchObject({
      status: 'rejected',
      reason: 'no-permission',
    });
    expect(await transport.keys.get('{bus}:key')).toMatchObject({ reason: 'no-permission', reply: 'NOPERM' });
    await expect(transport.subscribe('other', () => {})).rejects.toMatchObject({
      code: 'DUALBUS_REJECTED_NO_PERMISSION',
    });
    const reader = transport.readGroup({ group: 'g', consumer: 'c', streams: [stream.key] });
    await expect(reader.next()).rejects.toMatchObject({
      code: 'DUALBUS_READER_FAILED',
      reason: 'no-permission',
    });
    expect(transport.state).toBe('ready');
    await transport.close();
    expect(said.join('\n')).not.toContain(secret);
  });

  it('row 27: a subscription that is refused after a reconnect is an event, never an unhandled rejection', async () => {
    server.cli('ACL', 'SETUSER', 'listener', 'on', `>${secret}`, '~*', '&*', '+@all');
    const transport = await openRedisTransport({
      bus: 'access',
      endpoint: endpoint({ username: 'listener', password: secret }),
    });
    const events: TransportEvent[] = [];
    transport.onEvent((event) => events.push(event));
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    await transport.subscribe('channel', () => {});
    server.cli('ACL', 'SETUSER', 'listener', 'resetchannels');
    server.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
    const ledger = { until: FaultLedger.prototype.until };
    await ledger.until(() => events.some((event) => event.type === 'subscription-refused'));
    await sleep(50);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(events.find((event) => event.type === 'subscription-refused')).toEqual({
      type: 'subscription-refused',
      channel: 'channel',
      reason: 'no-permission',
    });
    await transport.close();
  });

  it('row 27: without +info the role is asked by ROLE, without both the connection is refused', async () => {
    // ioredis itself says on every connect that it cannot ask INFO.
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    server.cli('ACL', 'SETUSER', 'noinfo', 'on', `>${secret}`, '~*', '&*', '+@all', '-info');
    const transport = await openRedisTransport({
      bus: 'access',
      endpoint: endpoint({ username: 'noinfo', password: secret }),
    });
    expect((await transport.health({ deadlineMs: 2_000 })).warnings[0]).toMatch(/\+info/);
    await transport.close();
    server.cli('ACL', 'SETUSER', 'norole', 'on', `>${secret}`, '~*', '&*', '+@all', '-role');
    const byInfo = await openRedisTransport({
      bus: 'access',
      endpoint: endpoint({ username: 'norole', password: secret }),
    });
    await byInfo.close();
    server.cli('ACL', 'SETUSER', 'norole', '-info');
    const failure = openRedisTransport({
      bus: 'access',
      endpoint: endpoint({ username: 'norole', password: secret }),
    });
    await expect(failure).rejects.toMatchObject({ code: 'DUALBUS_CONNECT_PERMISSION' });
    warn.mockRestore();
  });
});

/** Everything that a log could show of an error. */
function showAll(error: unknown): string {
  const parts: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause)
    parts.push(String(each), each.stack ?? '', JSON.stringify(each, Object.getOwnPropertyNames(each)));
  return parts.join('\n');
}
