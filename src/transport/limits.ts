import { checkInteger, checkMilliseconds } from '../base/limits.js';

/** Settings of a transport over any kind of connection. Times in milliseconds, sizes in bytes. */
export interface TransportSettings {
  /** Default deadline of a call. */
  readonly deadlineMs: number;
  /** Silence with bytes owed after which a connection is replaced; it is pinged after half of it without traffic. */
  readonly livenessMs: number;
  /** Silence during connect, TLS and login after which an attempt is given up. */
  readonly handshakeMs: number;
  /** How long connecting may take in all before `connect` fails. */
  readonly connectMs: number;
  readonly healthCheckMs: number;
  /** Multiplexed connections for small commands, 1 to 4. */
  readonly hotLanes: number;
  /** Replicas that must confirm an append on the `replicated` lane. */
  readonly replicas: number;
  /** Most exclusive connections (leases) at a time. */
  readonly maxConnections: number;
  readonly leaseLeakMs: number;
  /** Most calls, and bytes of calls, that one lane holds at a time. */
  readonly maxInFlight: number;
  readonly maxInFlightBytes: number;
  readonly maxFrameBytes: number;
}

export const defaultSettings: TransportSettings = {
  deadlineMs: 100,
  livenessMs: 1_000,
  handshakeMs: 1_000,
  connectMs: 5_000,
  healthCheckMs: 30_000,
  hotLanes: 1,
  replicas: 1,
  maxConnections: 100,
  leaseLeakMs: 30_000,
  maxInFlight: 8_192,
  maxInFlightBytes: 16 * 1024 * 1024,
  maxFrameBytes: 16 * 1024 * 1024,
};

/** The defaults with the given settings, each checked. */
export function resolveSettings(given: Partial<TransportSettings>): TransportSettings {
  const settings = { ...defaultSettings };
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && name in settings) Object.assign(settings, { [name]: value });
  for (const name of [
    'deadlineMs',
    'livenessMs',
    'handshakeMs',
    'connectMs',
    'healthCheckMs',
    'leaseLeakMs',
  ] as const)
    checkMilliseconds(name, settings[name], 1);
  checkMilliseconds('livenessMs', settings.livenessMs, 200);
  checkInteger('hotLanes', settings.hotLanes, 1, 4);
  checkInteger('replicas', settings.replicas, 1, 16);
  checkInteger('maxConnections', settings.maxConnections, 1, 10_000);
  for (const name of ['maxInFlight', 'maxInFlightBytes', 'maxFrameBytes'] as const)
    checkInteger(name, settings[name], 1);
  return settings;
}

/** What a call costs beside its bytes: its objects here, in ioredis and in the socket's queue. */
const bytesPerCall = 2_048;

/**
 * The most memory that the queues of a transport can hold, whatever the server does:
 * `lanes x (maxInFlightBytes + maxInFlight x 2 KiB + maxFrameBytes) + readers x (maxQueuedBytes + one read)`.
 * One read is at most `streams x count` frames of the publishers' size, `readBytes` here.
 */
export function memoryCeiling(
  settings: TransportSettings,
  lanes: number,
  readers: readonly { readonly maxQueuedBytes: number; readonly readBytes: number }[] = [],
): number {
  const perLane = settings.maxInFlightBytes + settings.maxInFlight * bytesPerCall + settings.maxFrameBytes;
  return readers.reduce((sum, reader) => sum + reader.maxQueuedBytes + reader.readBytes, lanes * perLane);
}
