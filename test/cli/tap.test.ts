import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DualBus } from '#dualbus/bus/index.js';
import { cliInProcess } from '../support/cli.js';
import { LibraryCopy } from '../support/library.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';

describeWithRedis('dualbus tap and dualbus doctor on real servers', () => {
  let library: LibraryCopy;
  beforeAll(() => {
    library = new LibraryCopy();
  });
  afterAll(() => library.remove());

  let servers: RedisServer[];
  let urls: string[];
  let bus: DualBus;
  beforeEach(async () => {
    servers = [await RedisServer.start(), await RedisServer.start()];
    const [market, engine] = servers.map(({ port }) => `redis://127.0.0.1:${port}`) as [string, string];
    urls = ['--market', market, '--engine', engine];
    bus = await DualBus.connect({
      engine: 'writer',
      instance: 'writer-1',
      marketData: { url: market, deadlineMs: 5_000 },
      engineLogic: { url: engine, deadlineMs: 5_000 },
      messages: [],
    });
  });
  afterEach(async () => {
    await bus.close();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('prints stored and passing messages of both buses as NDJSON, as many as were asked for', async () => {
    await bus.instruments.define({ id: 7, symbol: 'BTC', priceExponent: -2, sizeExponent: -3 });
    const trade = {
      time: 1_723_161_256_123_456_789n,
      instrument: 7,
      price: 101.25,
      size: 0.5,
      side: 'buy',
    } as const;
    await bus.publish('trade', trade);
    await bus.publish('trade', { ...trade, price: 101.5 });
    const { status, stdout } = await cliInProcess(['tap', 'trade', '--from', '0', '--count', '2', ...urls]);
    expect(status).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        message: 'trade',
        bus: 'marketData',
        sequence: '1',
        fields: { price: 101.25, size: 0.5, side: 'buy' },
      },
      { sequence: '2', fields: { time: '1723161256123456789', price: 101.5 } },
    ]);
    expect(lines[0].stream).toContain(':writer-1');
    const signal = { time: 1n, strength: 0.5, horizon: 1n, instrument: 7, strategy: 3 };
    const passing = setInterval(() => void bus.publish('strategySignal', signal), 20);
    const live = await cliInProcess(['tap', '--count', '1', ...urls]);
    clearInterval(passing);
    expect(live.stderr).toContain('message types of dualbus');
    expect(JSON.parse(live.stdout)).toMatchObject({
      bus: 'engineLogic',
      fields: { strategy: 3, target: null },
    });
  });

  it('refuses what there is not to watch', async () => {
    const { status, stderr } = await cliInProcess(['tap', 'query', ...urls]);
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/query: there is trade/),
    });
    expect(await cliInProcess(['tap', '--from', 'noon', ...urls])).toMatchObject({ status: 2 });
  });

  it('says what is dangerous about a server and why one cannot be used, without its password', async () => {
    servers[1]!.cli('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const closed = `redis://user:secret@127.0.0.1:${servers[0]!.port}`;
    const { status, stdout } = library.cli(['doctor', '--json', '--market', closed, ...urls.slice(2)]);
    expect(status).toBe(1);
    expect(stdout).not.toContain('secret');
    const { servers: seen, findings } = JSON.parse(stdout);
    expect(seen).toMatchObject([
      { bus: 'marketData', named: true, problem: expect.stringContaining('WRONGPASS') },
      { bus: 'engineLogic', health: { reads: true, writes: true, server: { memoryPolicy: 'allkeys-lru' } } },
    ]);
    expect(findings.filter(({ subject }: { subject: string }) => subject.startsWith('redis'))).toMatchObject([
      { level: 'error', text: expect.stringContaining('cannot be used') },
      { level: 'ok' },
      {
        level: 'error',
        text: 'maxmemory-policy is allkeys-lru',
        advice: expect.stringContaining('noeviction'),
      },
    ]);
  });
});
