import type { Clock } from '../../base/clock.js';
import { StreamValue } from './stream-value.js';
import { ServerError, wrongType } from './values.js';

type Value = Buffer | Map<string, Buffer> | Set<string> | StreamValue;

interface Slot {
  readonly value: Value;
  expiresAt: number | undefined;
}

/** The keys of an in-process server, with their types and expiry. */
export class Database {
  private readonly slots = new Map<string, Slot>();
  /** Counts the changes of each key, for WATCH. */
  private readonly versions = new Map<string, number>();
  readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  string(key: string): Buffer | undefined {
    return this.typed(key, Buffer.isBuffer);
  }

  hash(key: string): Map<string, Buffer> | undefined {
    return this.typed(key, (value) => value instanceof Map);
  }

  set(key: string): Set<string> | undefined {
    return this.typed(key, (value) => value instanceof Set);
  }

  stream(key: string): StreamValue | undefined {
    return this.typed(key, (value) => value instanceof StreamValue);
  }

  put(key: string, value: Value, ttlMs?: number): void {
    const expiresAt = ttlMs === undefined ? undefined : this.clock.wallMs() + ttlMs;
    this.slots.set(key, { value, expiresAt });
    this.touch(key);
  }

  expire(key: string, ttlMs: number): void {
    const slot = this.slots.get(key);
    if (slot !== undefined) slot.expiresAt = this.clock.wallMs() + ttlMs;
  }

  remove(key: string): boolean {
    this.dropExpired(key);
    this.touch(key);
    return this.slots.delete(key);
  }

  /** Notes that the key changed. */
  touch(key: string): void {
    this.versions.set(key, this.version(key) + 1);
  }

  version(key: string): number {
    this.dropExpired(key);
    return this.versions.get(key) ?? 0;
  }

  clear(): void {
    for (const key of this.slots.keys()) this.touch(key);
    this.slots.clear();
  }

  private typed<T extends Value>(key: string, is: (value: Value) => value is T): T | undefined {
    this.dropExpired(key);
    const value = this.slots.get(key)?.value;
    if (value === undefined) return undefined;
    if (!is(value)) throw new ServerError(wrongType);
    return value;
  }

  private dropExpired(key: string): void {
    const expiresAt = this.slots.get(key)?.expiresAt;
    if (expiresAt === undefined || expiresAt > this.clock.wallMs()) return;
    this.slots.delete(key);
    this.touch(key);
  }
}
