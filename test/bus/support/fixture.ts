import { DualBus, type DualBusOptions } from '../../../src/bus/index.js';
import { MemoryServer } from '../../../src/transport/index.js';

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

/** Two servers in this process, and buses on them. */
export class Fixture {
  readonly marketData = new MemoryServer();
  readonly engineLogic = new MemoryServer();
  readonly #opened: DualBus[] = [];

  async connect(options: Partial<DualBusOptions> = {}): Promise<DualBus> {
    const bus = await DualBus.connect({
      engine: 'test',
      marketData: { memory: this.marketData, deadlineMs: 2_000 },
      engineLogic: { memory: this.engineLogic, deadlineMs: 2_000 },
      ...options,
      messages: [],
    });
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
