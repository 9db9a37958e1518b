import type { DualBus, OwnMessages, Publisher } from '../../bus/index.js';
import { aborted, type Engine, type EngineContext } from '../engine.js';
import { openFeed, type Ticks } from '../market-feed.js';
import { paced } from '../pace.js';

/** Small frames keep the wait of their first row short; larger ones cost no less per row. */
const maxRows = 512;

/** Replays files or the synthetic market, and answers with the last trade of each instrument. */
export const marketdata: Engine = {
  name: 'marketdata',
  resumes: false,
  async run(context) {
    const { bus, settings, signal } = context;
    await bus.instruments.define(...settings.instruments);
    const last = new LastTrades(bus);
    bus.handle('marketdata.snapshot', () => last.all);
    context.ready();
    await replay(context, last);
    await aborted(signal);
  },
};

async function replay(
  { bus, settings, tally, signal, finish, done }: EngineContext,
  last: LastTrades,
): Promise<void> {
  const publisherOf = <K extends 'trade' | 'quote'>(name: K): Publisher<OwnMessages, K> =>
    bus.publisher(name, {
      onOutcome: ({ outcome, messages }) => outcome.status !== 'ok' && tally.fail(name, messages),
    });
  const publishers = { trade: publisherOf('trade'), quote: publisherOf('quote') };
  const stop = AbortSignal.any([signal, finish]);
  try {
    const feed = openFeed(settings.feed, settings.instruments, stop);
    for await (const columns of paced(feed, settings.speed, maxRows, stop)) {
      const publisher = publishers[columns.kind] as {
        sendColumns(columns: Ticks): boolean;
        ready(): Promise<void>;
      };
      while (!publisher.sendColumns(columns)) await publisher.ready();
      tally.send(columns.kind, columns.length);
      last.see(columns);
      if (stop.aborted) break;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  await Promise.all([publishers.trade.flush(), publishers.quote.flush()]);
  done();
}

interface LastTrade {
  readonly instrument: number;
  readonly time: bigint;
  readonly price: number;
  readonly size: number;
}

class LastTrades {
  readonly #bus: DualBus;
  readonly #batches = new Map<number, { readonly columns: Extract<Ticks, { kind: 'trade' }>; row: number }>();

  constructor(bus: DualBus) {
    this.#bus = bus;
  }

  see(columns: Ticks): void {
    if (columns.kind !== 'trade') return;
    for (let row = 0; row < columns.length; row++)
      this.#batches.set(columns.instrument[row], { columns, row });
  }

  get all(): LastTrade[] {
    return [...this.#batches].map(([instrument, { columns, row }]) => {
      const { priceExponent, sizeExponent } = this.#bus.instruments.table.get(instrument)!;
      return {
        instrument,
        time: columns.timeBase + BigInt(columns.timeOffset[row]),
        price: columns.price[row] / Number(`1e${-priceExponent}`),
        size: columns.size[row] / Number(`1e${-sizeExponent}`),
      };
    });
  }
}
