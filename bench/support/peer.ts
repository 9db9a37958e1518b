import { Redis } from 'ioredis';

/** Where one server is. */
export type Target = { readonly port: number } | { readonly path: string };

/** The servers of the two buses. */
export interface Targets {
  readonly marketData: Target;
  readonly engineLogic: Target;
}

/** What is set of ioredis. */
export interface ConnectionOptions {
  readonly enableAutoPipelining?: boolean;
}

/** What an arm sends as a trade; `sentNs` is when it was due, on the machine's monotonic clock. */
export interface Tick {
  readonly sentNs: number;
  readonly price: number;
  readonly size: number;
  readonly tradeId: number;
}

/** One way of moving trades and requests between processes, over two servers. One process sends, another one receives. */
export interface Peer {
  /** Publishes a trade the quickest way there is; failures are unhandled rejections. */
  send(tick: Tick): void;
  /** Publishes the trades of `make` as fast as it can with so many of them in flight; resolves when all are stored. */
  flood(count: number, inFlight: number, make: (index: number) => Tick): Promise<void>;
  /** Reads trades and acknowledges them after the handler. Resolves when what is published from now on will come. */
  consume(onTrade: (sentNs: number) => void): Promise<void>;
  /** Asks the other process and resolves with its answer. */
  request(): Promise<void>;
  /** Answers what is asked. Resolves when it listens. */
  respond(): Promise<void>;
  close(): Promise<void>;
}

export function connectTo(target: Target, options: ConnectionOptions = {}): Redis {
  if ('path' in target) return new Redis(target.path, options);
  return new Redis(target.port, '127.0.0.1', options);
}

/** Does `count` pieces of work with at most `inFlight` of them at a time. */
export async function inParallel(
  count: number,
  inFlight: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(count, inFlight) }, worker));
}

/** The machine's monotonic clock in ns, the same in all processes; exact, since a boot lasts less than 2^53 ns. */
export function monotonicNs(): number {
  return Number(process.hrtime.bigint());
}
