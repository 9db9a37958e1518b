export * from './errors.js';
export { defaultSettings, memoryCeiling, resolveSettings, type TransportSettings } from './limits.js';
export { type MemoryTransportOptions, openMemoryTransport } from './memory/memory-transport.js';
export { MemoryServer } from './memory/server.js';
export { checkBytes, checkKey, checkName } from './names.js';
export {
  type Ok,
  type Outcome,
  ok,
  type Rejected,
  type RejectedReason,
  rejected,
  type Settle,
  type TimeoutCause,
  type Unknown,
  type UnknownReason,
  unknown,
  unwrap,
} from './outcome.js';
export type { Address, Credentials, RedisEndpoint, TlsSettings } from './redis/endpoint.js';
export { openRedisTransport, type RedisTransportOptions } from './redis/redis-transport.js';
export { defaultRetention, RetentionPlanner, type RetentionPolicy, type TrimStep } from './retention.js';
export { type Observation, SequenceTracker } from './sequence-tracker.js';
export { compareIds, firstId, idAfter, idBeforeMs, idMs, type StreamId } from './stream-id.js';
export type * from './transport.js';
