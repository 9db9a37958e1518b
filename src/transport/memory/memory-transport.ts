import { type Clock, systemClock } from '../../base/clock.js';
import { SingleRouter } from '../client/router.js';
import { TransportClient } from '../client/transport-client.js';
import { resolveSettings, type TransportSettings } from '../limits.js';
import type { Transport } from '../transport.js';
import { MemoryServer } from './server.js';
import { MemoryDialer } from './wire.js';

export interface MemoryTransportOptions extends Partial<TransportSettings> {
  readonly bus: string;
  /** The server that several transports share. Default: one of its own. */
  readonly server?: MemoryServer;
  /** Default: the clock of the server, or the system's. */
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** A transport within this process, with the semantics of the one over Redis: for backtests, tests and examples. */
export async function openMemoryTransport(options: MemoryTransportOptions): Promise<Transport> {
  const clock = options.clock ?? options.server?.clock ?? systemClock;
  const server = options.server ?? new MemoryServer(clock);
  const settings = resolveSettings(options);
  const client = new TransportClient({
    bus: options.bus,
    clock,
    random: options.random ?? Math.random,
    dialer: new MemoryDialer(server),
    settings,
    masterOnly: true,
    makeRouter: (deps) => new SingleRouter(settings, deps),
    where: 'the in-process server',
    sharded: false,
    onUnsafeServer: 'refuse',
    canaryKey: undefined,
  });
  await client.connect();
  return client;
}
