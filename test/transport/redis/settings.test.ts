// Each setting of ioredis is held to the harm that its default does: with ours the scenario is safe, with the default it is not.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolveEndpoint } from '../../../src/transport/redis/endpoint.js';
import { redisOptions, safeSettings } from '../../../src/transport/redis/settings.js';
import { FaultProxy } from '../../support/proxy.js';
import { describeWithRedis, freePort, RedisServer } from '../../support/redis-server.js';

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether the promise settles within the time, either way. */
async function settles(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    sleep(ms).then(() => false),
  ]);
}

interface Rig {
  readonly server: RedisServer;
  readonly proxy: FaultProxy;
  /** A plain client with our settings and the given ones on top. */
  client(overrides: RedisOptions, port?: number): Redis;
}

interface Case {
  readonly setting: string;
  /** What ioredis does by default, or what users set. */
  readonly reverted: RedisOptions;
  /** A second guard against the same harm, taken away in both runs so that this one is seen. */
  readonly without?: RedisOptions;
  isSafe(rig: Rig, overrides: RedisOptions): Promise<boolean>;
}

const cases: Case[] = [
  {
    setting: 'maxRetriesPerRequest: a command in flight is rejected when its connection goes',
    reverted: { maxRetriesPerRequest: 20 },
    isSafe: async ({ client, proxy }, overrides) => {
      const redis = client(overrides);
      await redis.connect();
      proxy.mode = 'drop-replies';
      const call = redis.xadd('stream', '*', 'f', 'x');
      await sleep(30);
      proxy.reset();
      const safe = await settles(call, 1_000);
      proxy.mode = 'pass';
      return safe;
    },
  },
  {
    setting: 'autoResendUnfulfilledCommands: nothing is written twice',
    reverted: { autoResendUnfulfilledCommands: true },
    without: { maxRetriesPerRequest: 20 },
    isSafe: async ({ client, proxy, server }, overrides) => {
      server.cli('DEL', 'stream');
      const redis = client({ ...overrides, retryStrategy: () => 20 });
      await redis.connect();
      proxy.mode = 'drop-replies';
      for (let i = 0; i < 10; i++) redis.xadd('stream', '*', 'f', 'x').catch(() => {});
      await sleep(30);
      proxy.mode = 'pass';
      proxy.reset();
      await sleep(300);
      return server.cli('XLEN', 'stream') === '10';
    },
  },
  {
    setting: 'enableOfflineQueue: a command that cannot be written is not kept',
    reverted: { enableOfflineQueue: true },
    without: { maxRetriesPerRequest: 20 },
    isSafe: async ({ client, proxy, server }, overrides) => {
      server.cli('DEL', 'stream');
      const redis = client({ ...overrides, retryStrategy: () => 100 });
      await redis.connect();
      proxy.mode = 'refuse';
      proxy.reset();
      await sleep(30);
      redis.xadd('stream', '*', 'f', 'x').catch(() => {});
      proxy.mode = 'pass';
      await sleep(500);
      return server.cli('XLEN', 'stream') === '0';
    },
  },
  {
    setting: 'autoResubscribe: no subscription behind our back',
    reverted: { autoResubscribe: true },
    isSafe: async ({ client, server, proxy }, overrides) => {
      const redis = client({ ...overrides, retryStrategy: () => 10 });
      await redis.connect();
      await redis.subscribe('channel');
      proxy.reset();
      await sleep(300);
      return server.cli('PUBSUB', 'NUMSUB', 'channel').endsWith('0');
    },
  },
  {
    setting: 'disconnectTimeout: a dead peer does not hold up the end',
    reverted: { disconnectTimeout: 2_000 },
    isSafe: async ({ client, proxy }, overrides) => {
      const redis = client(overrides);
      await redis.connect();
      proxy.mode = 'blackhole';
      proxy.holdEnds = true;
      const ended = new Promise((resolve) => redis.once('end', resolve));
      redis.disconnect();
      const safe = await settles(ended, 1_000);
      proxy.mode = 'pass';
      proxy.holdEnds = false;
      return safe;
    },
  },
  {
    setting: 'connectTimeout: a host that takes no connections is given up soon',
    reverted: { connectTimeout: 10_000 },
    isSafe: async ({ client }, overrides) => {
      const full = await fullListener();
      const redis = client(overrides, full.port);
      const failed = new Promise((resolve) => redis.once('error', resolve));
      redis.connect().catch(() => {});
      const safe = await settles(failed, 3_000);
      full.stop();
      return safe;
    },
  },
  {
    setting: 'enableReadyCheck: not ready while the server loads',
    reverted: { enableReadyCheck: false },
    isSafe: async ({ client }, overrides) => {
      const loading = await loadingServer();
      const redis = client(overrides, loading.port);
      redis.connect().catch(() => {});
      await sleep(1_000);
      const safe = redis.status !== 'ready';
      expect(loading.cli('INFO', 'persistence')).toContain('loading:1');
      await loading.stop();
      return safe;
    },
  },
  {
    setting: 'socketTimeout: an idle blocking read closes nothing',
    reverted: { socketTimeout: 500 },
    isSafe: async ({ client }, overrides) => {
      const redis = client({ ...overrides, retryStrategy: () => 10 });
      let closes = 0;
      redis.on('close', () => closes++);
      await redis.connect();
      redis.xread('BLOCK', 4_000, 'STREAMS', 'nothing', '$').catch(() => {});
      await sleep(1_500);
      return closes === 0;
    },
  },
  {
    setting: 'commandTimeout: a blocking read is not given up before its time',
    reverted: { commandTimeout: 500 },
    isSafe: async ({ client, server }, overrides) => {
      const redis = client(overrides);
      await redis.connect();
      server.cli('DEL', 'stream');
      const read = redis.xread('BLOCK', 3_000, 'STREAMS', 'stream', '0').catch(() => null);
      await sleep(700);
      server.cli('XADD', 'stream', '*', 'f', 'x');
      return (await read) !== null;
    },
  },
  {
    setting: 'blockingTimeout: a late reply to a blocking read is not thrown away',
    reverted: { blockingTimeout: 1_000 },
    isSafe: async ({ client, server, proxy }, overrides) => {
      const redis = client(overrides);
      await redis.connect();
      server.cli('DEL', 'stream');
      const read = redis.xread('BLOCK', 1_000, 'STREAMS', 'stream', '0');
      await sleep(20);
      proxy.delay = () => 1_500;
      server.cli('XADD', 'stream', '*', 'f', 'x');
      const found = await read;
      proxy.delay = undefined;
      return found !== null;
    },
  },
  {
    setting: 'protocol: commands work on a subscribed connection',
    reverted: { protocol: 2 },
    isSafe: async ({ client }, overrides) => {
      const redis = client(overrides);
      await redis.connect();
      await redis.subscribe('channel');
      return redis.get('key').then(
        () => true,
        () => false,
      );
    },
  },
];

describeWithRedis('settings of ioredis', () => {
  let server: RedisServer;
  let proxy: FaultProxy;
  const clients: Redis[] = [];
  const endpoint = resolveEndpoint({ host: '127.0.0.1' });
  beforeAll(async () => {
    server = await RedisServer.start();
    proxy = await FaultProxy.start(server.port);
  });
  afterAll(async () => {
    for (const redis of clients) redis.disconnect();
    await proxy.stop();
    await server.stop();
  });

  const client = (overrides: RedisOptions, port = proxy.port): Redis => {
    const redis = new Redis({
      ...redisOptions({ ...endpoint, port }, undefined, 'settings', Math.random),
      ...overrides,
      replyMapping: 'legacy',
    });
    redis.on('error', () => {});
    clients.push(redis);
    return redis;
  };

  for (const { setting, reverted, without = {}, isSafe } of cases)
    it(setting, async () => {
      const rig = { server, proxy, client };
      expect(await isSafe(rig, without)).toBe(true);
      expect(await isSafe(rig, { ...without, ...reverted })).toBe(false);
    });

  it('are all proven here or in the Sentinel test, or are plain values', () => {
    const proven = new Set(cases.flatMap(({ reverted }) => Object.keys(reverted)));
    const elsewhere = ['sentinelCommandTimeout', 'failoverDetector'];
    const plain = [
      'keepAlive',
      'noDelay',
      'enableAutoPipelining',
      'replyMapping',
      'disableClientInfo',
      'lazyConnect',
      'maxLoadingRetryTime',
    ];
    for (const name of Object.keys(safeSettings)) expect([...proven, ...elsewhere, ...plain]).toContain(name);
    for (const off of ['socketTimeout', 'commandTimeout', 'blockingTimeout'])
      expect(safeSettings).not.toHaveProperty(off);
  });
});

/** A listening socket whose queue is full: the kernel drops further connections silently. */
async function fullListener(): Promise<{ port: number; stop(): void }> {
  const port = await freePort();
  const script = `require('node:net').createServer().listen({port:${port},host:'127.0.0.1',backlog:1},()=>console.log('up'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await sleep(100);
  return {
    port,
    stop: () => {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
    },
  };
}

/** A server that takes some seconds to read its data. */
async function loadingServer(): Promise<RedisServer> {
  const server = await RedisServer.start({ persistent: true });
  server.cli('EVAL', "for i=1,60000 do redis.call('SET','k'..i,i) end", '0');
  await server.kill();
  await server.launch(['--key-load-delay', '100', '--loading-process-events-interval-bytes', '1024'], false);
  while (!/LOADING/.test(await server.run('GET', 'k1').catch(() => ''))) await sleep(10);
  return server;
}
