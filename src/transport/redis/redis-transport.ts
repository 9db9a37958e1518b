import { type Clock, systemClock } from '../../base/clock.js';
import { ClusterRouter } from '../client/cluster-router.js';
import type { LaneDeps } from '../client/lane.js';
import { type Router, SingleRouter } from '../client/router.js';
import { TransportClient } from '../client/transport-client.js';
import { resolveSettings, type TransportSettings } from '../limits.js';
import { checkKey, checkName } from '../names.js';
import type { Transport } from '../transport.js';
import { RedisDialer } from './dialer.js';
import {
  type Address,
  describeEndpoint,
  type RedisEndpoint,
  type ResolvedEndpoint,
  resolveEndpoint,
} from './endpoint.js';

export interface RedisTransportOptions extends Partial<TransportSettings> {
  /** The name of the bus, for errors and diagnostics. */
  readonly bus: string;
  readonly endpoint: RedisEndpoint;
  /** Begins the names of connections in CLIENT LIST. Default `dualbus`. */
  readonly clientName?: string;
  /** What to do about a server whose settings can lose data. Default `refuse`. */
  readonly onUnsafeServer?: 'refuse' | 'degrade';
  /** A key that health() writes, to see whether the server takes writes. */
  readonly canaryKey?: string;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/**
 * Opens a transport over Redis. Resolves when its lanes are open and the server was checked; throws ConnectFailed or
 * UnsafeServer otherwise, and then nothing stays open.
 */
export async function openRedisTransport(options: RedisTransportOptions): Promise<Transport> {
  const settings = resolveSettings(options);
  const endpoint = resolveEndpoint(options.endpoint);
  const random = options.random ?? Math.random;
  const clientName = checkName('clientName', options.clientName ?? 'dualbus');
  if (options.canaryKey !== undefined) checkKey('canaryKey', options.canaryKey);
  const client = new TransportClient({
    bus: checkName('bus', options.bus),
    clock: options.clock ?? systemClock,
    random,
    dialer: new RedisDialer(endpoint, clientName, random),
    settings,
    masterOnly: endpoint.cluster === undefined,
    makeRouter: (deps) => routerFor(endpoint, settings, deps),
    where: describeEndpoint(endpoint),
    sharded: endpoint.cluster !== undefined,
    onUnsafeServer: options.onUnsafeServer ?? 'refuse',
    canaryKey: options.canaryKey,
  });
  await client.connect();
  return client;
}

function routerFor(endpoint: ResolvedEndpoint, settings: TransportSettings, deps: LaneDeps): Router {
  if (endpoint.cluster === undefined) return new SingleRouter(settings, deps);
  const natMap = Object.entries(endpoint.natMap ?? {}).map(([from, to]) => [from, formatAddress(to)]);
  return new ClusterRouter(
    {
      ...settings,
      seeds: endpoint.cluster.map(formatAddress),
      natMap: Object.fromEntries(natMap),
      mapTimeoutMs: settings.livenessMs,
    },
    deps,
  );
}

function formatAddress({ host, port }: Address): string {
  return `${host}:${port}`;
}
