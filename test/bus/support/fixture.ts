import { afterAll, beforeAll, describe } from 'vitest';
import { type BusOptions, DualBus, type DualBusOptions } from '../../../src/bus/index.js';
import { MemoryServer } from '../../../src/transport/index.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';

export const btc = { id: 7, symbol: 'BTCUSDT', priceExponent: -2, sizeExponent: -3 };

export function trade(i: number) {
  return {
    time: 1_700_000_000_000_000_000n + BigInt(i),
    price: (10_000 + i) / 100,
    size: 1,
    instrument: btc.id,
    side: i % 2 === 0 ? ('buy' as const) : ('sell' as const),
  };
}

export interface Servers {
  readonly marketData: BusOptions;
  readonly engineLogic: BusOptions;
}

/** Buses on two empty servers, all closed by stop(). */
export class Fixture {
  readonly servers: Servers;
  readonly #opened: DualBus[] = [];

  constructor(servers: Servers = memoryServers()) {
    this.servers = servers;
  }

  async connect(options: Partial<DualBusOptions> = {}): Promise<DualBus> {
    const bus = await DualBus.connect({ engine: 'test', ...this.servers, ...options, messages: [] });
    this.#opened.push(bus);
    return bus;
  }

  /** Ends a bus as a crash does: its connections go away, and it says nothing. */
  async vanish(bus: DualBus): Promise<void> {
    for (const name of ['marketData', 'engineLogic'] as const)
      await bus.transport(name).close({ drainMs: 0 });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#opened.map((bus) => bus.close({ drainMs: 100 })));
  }
}

const deadlineMs = 2_000;

function memoryServers(): Servers {
  return {
    marketData: { memory: new MemoryServer(), deadlineMs },
    engineLogic: { memory: new MemoryServer(), deadlineMs },
  };
}

/** The same tests on the transport in this process and on two redis-servers. `open` gives empty ones. */
export function describeBus(name: string, body: (open: () => Promise<Fixture>) => void): void {
  describe(`${name} (memory)`, () => body(async () => new Fixture()));
  describeWithRedis(`${name} (Redis)`, () => {
    let servers: RedisServer[] = [];
    beforeAll(async () => {
      servers = await Promise.all([RedisServer.start(), RedisServer.start()]);
    });
    afterAll(() => Promise.all(servers.map((server) => server.stop())));
    body(async () => {
      await Promise.all(servers.map((server) => server.run('FLUSHALL')));
      const [marketData, engineLogic] = servers.map(({ port }) => ({ host: '127.0.0.1', port, deadlineMs }));
      return new Fixture({ marketData: marketData!, engineLogic: engineLogic! });
    });
  });
}
