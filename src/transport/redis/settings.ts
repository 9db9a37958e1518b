import type { RedisOptions } from 'ioredis';
import { DirectConnector, QuietSentinelConnector } from './connectors.js';
import type { Address, ResolvedEndpoint } from './endpoint.js';

/**
 * The settings of ioredis under which it neither repeats, nor keeps, nor loses commands behind our back. Its own clocks
 * are off: deadlines, liveness and the bounds of blocking reads and handshakes are ours (client/link.ts).
 */
export const safeSettings = {
  // Every command in flight is rejected the moment the connection goes; with the default of 20 it stays pending.
  maxRetriesPerRequest: 0,
  // Never kept for later: a command that its caller gave up would be executed when the link comes back.
  enableOfflineQueue: false,
  // Never written twice by the client: what is safe to repeat is repeated here, under its kept id.
  autoResendUnfulfilledCommands: false,
  // Done here with a handler for the refusal, which would otherwise be an unhandled rejection.
  autoResubscribe: false,
  // A peer that is gone never answers the FIN.
  disconnectTimeout: 100,
  connectTimeout: 1_000,
  // A frozen sentinel must not keep the others from being asked.
  sentinelCommandTimeout: 200,
  // Without it a client keeps writing to a master that was replaced, and loses what it was told is stored.
  failoverDetector: true,
  // Not ready while the server loads its data.
  enableReadyCheck: true,
  maxLoadingRetryTime: 200,
  keepAlive: 30_000,
  noDelay: true,
  enableAutoPipelining: false,
  // RESP3: PING on a subscribed connection, and messages that cannot be taken for replies.
  protocol: 3,
  replyMapping: 'legacy',
  disableClientInfo: true,
  lazyConnect: true,
} as const satisfies RedisOptions;

/** What a connection is made with. */
export type ConnectionSettings = RedisOptions & { replyMapping: 'legacy' };

/** Options for one connection. `node` is a server of a cluster; retries are the caller's. */
export function redisOptions(
  endpoint: ResolvedEndpoint,
  node: Address | undefined,
  connectionName: string,
  random: () => number,
): ConnectionSettings {
  return {
    ...place(endpoint, node, random),
    ...safeSettings,
    Connector:
      endpoint.sentinels === undefined || node !== undefined ? DirectConnector : QuietSentinelConnector,
    connectionName,
    db: endpoint.db ?? 0,
    ...(endpoint.tls !== undefined && { tls: withServerName(endpoint.tls, node?.host ?? endpoint.host) }),
    ...(endpoint.username !== undefined && { username: endpoint.username }),
    ...(endpoint.password !== undefined && { password: endpoint.password }),
  };
}

function place(endpoint: ResolvedEndpoint, node: Address | undefined, random: () => number): RedisOptions {
  if (node !== undefined) return { host: node.host, port: node.port };
  if (endpoint.path !== undefined) return { path: endpoint.path };
  if (endpoint.sentinels === undefined)
    return { host: endpoint.host ?? '127.0.0.1', port: endpoint.port ?? 6379 };
  const { sentinelCredentials, sentinelTls, natMap } = endpoint;
  return {
    sentinels: [...endpoint.sentinels],
    name: endpoint.sentinelName ?? 'mymaster',
    role: 'master',
    enableTLSForSentinelMode: endpoint.tls !== undefined,
    // All sentinels were asked: full jitter, as for every other attempt.
    sentinelRetryStrategy: (times) => random() * Math.min(1_000, 20 * 2 ** Math.min(times, 10)),
    sentinelReconnectStrategy: () => 1_000 + random() * 1_000,
    ...(sentinelCredentials?.username !== undefined && { sentinelUsername: sentinelCredentials.username }),
    ...(sentinelCredentials !== undefined && { sentinelPassword: sentinelCredentials.password }),
    ...(sentinelTls !== undefined && { sentinelTLS: sentinelTls }),
    ...(natMap !== undefined && { natMap: { ...natMap } }),
  };
}

function withServerName(
  tls: NonNullable<ResolvedEndpoint['tls']>,
  host: string | undefined,
): NonNullable<RedisOptions['tls']> {
  const named = tls.servername !== undefined || host === undefined || /^[\d.]+$|:/.test(host);
  return named ? tls : { ...tls, servername: host };
}
