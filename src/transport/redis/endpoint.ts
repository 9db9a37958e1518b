import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { InvalidArgument } from '../../base/errors.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Credentials {
  readonly username?: string;
  readonly password: string;
}

/**
 * TLS settings as node:tls takes them. Verification stays on; giving it up needs `unsafe: true` beside
 * `rejectUnauthorized: false` or `checkServerIdentity`.
 */
export interface TlsSettings extends TlsOptions {
  readonly unsafe?: boolean;
}

/** Where a bus is: one of `url`, `path`, `host`, `sentinels` or `cluster`. */
export interface RedisEndpoint {
  /** `redis://` or `rediss://`, with user name, password and database number where needed. */
  readonly url?: string;
  /** A Unix socket. */
  readonly path?: string;
  readonly host?: string;
  readonly port?: number;
  /** Database number; a Cluster has only 0. */
  readonly db?: number;
  readonly username?: string;
  readonly password?: string;
  /** Asked before every attempt to connect, so that passwords can be rotated. */
  readonly credentials?: () => Credentials | Promise<Credentials>;
  readonly tls?: TlsSettings | true;
  readonly sentinels?: readonly Address[];
  /** The name of the master that the sentinels watch. Default `mymaster`. */
  readonly sentinelName?: string;
  readonly sentinelCredentials?: Credentials;
  readonly sentinelTls?: TlsSettings | true;
  /** Nodes of a Cluster to begin with. */
  readonly cluster?: readonly Address[];
  /** Addresses that nodes and sentinels announce, as `host:port`, to those that work from here. */
  readonly natMap?: Readonly<Record<string, Address>>;
}

/** An endpoint with its url taken apart and every part checked. */
export type ResolvedEndpoint = Omit<RedisEndpoint, 'url' | 'tls' | 'sentinelTls'> & {
  readonly tls: TlsOptions | undefined;
  readonly sentinelTls: TlsOptions | undefined;
};

export function resolveEndpoint(endpoint: RedisEndpoint): ResolvedEndpoint {
  const { url, tls, sentinelTls, ...rest } = endpoint;
  const places = [url, rest.path, rest.host, rest.sentinels, rest.cluster].filter((p) => p !== undefined);
  if (places.length !== 1)
    throw new InvalidArgument('endpoint', 'give one of url, path, host, sentinels or cluster');
  const fromUrl = url === undefined ? {} : parseUrl(url);
  const secure = 'secure' in fromUrl && fromUrl.secure ? (tls ?? true) : tls;
  const { secure: _, ...parts } = { secure: false, ...fromUrl };
  return {
    ...parts,
    ...rest,
    tls: resolveTls('tls', secure),
    sentinelTls: resolveTls('sentinelTls', sentinelTls),
  };
}

type UrlParts = Pick<RedisEndpoint, 'host' | 'port' | 'db' | 'username' | 'password'> & {
  readonly secure: boolean;
};

/** Messages never show the url: it can hold a password. */
function parseUrl(url: string): UrlParts {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw new InvalidArgument('url', 'a url has the form redis://[user:password@]host[:port][/database]');
  const db = parsed.pathname.slice(1);
  if (!/^\d{0,4}$/.test(db)) throw new InvalidArgument('url', 'its path must be a database number');
  return {
    secure: parsed.protocol === 'rediss:',
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? 6379 : Number(parsed.port),
    ...(db !== '' && { db: Number(db) }),
    ...(parsed.username !== '' && { username: decodeURIComponent(parsed.username) }),
    ...(parsed.password !== '' && { password: decodeURIComponent(parsed.password) }),
  };
}

function resolveTls(argument: string, tls: TlsSettings | true | undefined): TlsOptions | undefined {
  if (tls === undefined) return undefined;
  const { unsafe = false, ...options } = tls === true ? {} : tls;
  const weakened = options.rejectUnauthorized === false || options.checkServerIdentity !== undefined;
  if (weakened && !unsafe)
    throw new InvalidArgument(argument, 'turning verification off needs unsafe: true beside it');
  return { minVersion: 'TLSv1.2', ...options };
}

/** Where the endpoint is, for messages: no credentials. */
export function describeEndpoint(endpoint: ResolvedEndpoint): string {
  if (endpoint.path !== undefined) return endpoint.path;
  const list = (addresses: readonly Address[]): string =>
    addresses.map(({ host, port }) => `${host}:${port}`).join(', ');
  if (endpoint.sentinels !== undefined) return `the master of sentinels ${list(endpoint.sentinels)}`;
  if (endpoint.cluster !== undefined) return `the cluster of ${list(endpoint.cluster)}`;
  return `${endpoint.host}:${endpoint.port ?? 6379}`;
}
