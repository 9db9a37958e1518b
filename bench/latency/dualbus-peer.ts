import { DualBus } from '#dualbus/bus/index.js';
import type { Peer, Target, Targets, Tick } from '../support/peer.js';

/** Far above what is measured: a deadline that passes would make a figure look better. */
const deadlineMs = 10_000;

/** dualbus as a user writes it: a publisher, a group, requests. */
export class DualBusPeer implements Peer {
  readonly #bus: DualBus;
  readonly #publisher;

  private constructor(bus: DualBus) {
    this.#bus = bus;
    this.#publisher = bus.publisher('trade');
  }

  static async open(targets: Targets, engine: string): Promise<DualBusPeer> {
    const bus = await DualBus.connect({
      engine,
      marketData: endpoint(targets.marketData),
      engineLogic: endpoint(targets.engineLogic),
    });
    await bus.instruments.define({ id: 1, symbol: 'BENCH', priceExponent: -2, sizeExponent: 0 });
    return new DualBusPeer(bus);
  }

  send(tick: Tick): void {
    if (!this.#publisher.send(trade(tick))) throw new Error('the publisher is full');
  }

  async flood(count: number, _inFlight: number, make: (index: number) => Tick): Promise<void> {
    for (let index = 0; index < count; index++) {
      const message = trade(make(index));
      while (!this.#publisher.send(message)) await this.#publisher.ready();
    }
    const { rejected, unknown } = await this.#publisher.flush();
    if (rejected + unknown > 0) throw new Error(`${rejected + unknown} trades were not stored`);
  }

  async consume(onTrade: (sentNs: number) => void): Promise<void> {
    const subscription = this.#bus.subscribe(['trade'], { group: 'bench' });
    await subscription.ready();
    void (async () => {
      for await (const batch of subscription) for (const { time } of batch) onTrade(Number(time));
    })();
  }

  async request(): Promise<void> {
    await this.#bus.request('responder', 'echo', { portfolio: 7 }, { timeoutMs: deadlineMs });
  }

  async respond(): Promise<void> {
    this.#bus.handle('echo', (request) => {
      const { portfolio } = request as { portfolio: number };
      return { portfolio, value: 1.25 };
    });
  }

  async close(): Promise<void> {
    await this.#bus.close({ drainMs: 0 });
  }
}

function trade({ sentNs, price, size, tradeId }: Tick) {
  const side = 'buy' as const;
  return { time: BigInt(sentNs), instrument: 1, price, size, side, tradeId: BigInt(tradeId) };
}

function endpoint(target: Target) {
  const place = 'path' in target ? { path: target.path } : { host: '127.0.0.1', port: target.port };
  return { ...place, deadlineMs };
}
