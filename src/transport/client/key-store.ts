import { checkInteger } from '../../base/limits.js';
import { checkBytes, checkKey } from '../names.js';
import type { Outcome } from '../outcome.js';
import type { Argument, CallOptions, KeyStore, Lease, LeaseOptions, Reply } from '../transport.js';
import { MalformedReply, type RetryRule } from './call.js';
import { type Caller, mapOutcome } from './caller.js';
import { bytesOrMissing, flag, integer, list, okText, pairs, text } from './replies.js';

const maxValueBytes = 16 * 1024 * 1024;

/** Small shared values on the control lane. */
export class KeyStoreClient implements KeyStore {
  private readonly caller: Caller;
  private readonly lease: (options: LeaseOptions) => Promise<Lease>;

  constructor(caller: Caller, lease: (options: LeaseOptions) => Promise<Lease>) {
    this.caller = caller;
    this.lease = lease;
  }

  get(key: string, options?: CallOptions): Promise<Outcome<Uint8Array | undefined>> {
    return this.call('GET', key, [], 'always', bytesOrMissing, options);
  }

  async set(
    key: string,
    value: Uint8Array,
    options?: CallOptions & { readonly ttlMs?: number },
  ): Promise<Outcome<void>> {
    const args: Argument[] = [checkBytes('value', value, maxValueBytes).slice()];
    if (options?.ttlMs !== undefined) args.push('PX', checkInteger('ttlMs', options.ttlMs, 1));
    return this.call('SET', key, args, 'always', okText, options);
  }

  remove(key: string, options?: CallOptions): Promise<Outcome<boolean>> {
    return this.call('DEL', key, [], 'always', flag, options);
  }

  /** Not repeated blindly: a lost reply is answered by asking who holds the lease. */
  async acquire(key: string, token: string, ttlMs: number, options?: CallOptions): Promise<Outcome<boolean>> {
    const args = [checkKey('token', token), 'NX', 'PX', checkInteger('ttlMs', ttlMs, 1)];
    const taken = await this.call('SET', key, args, 'unless-written', okOrNull, options);
    if (taken.status !== 'unknown') return taken;
    return mapOutcome(await this.get(key, options), (holder) => isToken(holder, token));
  }

  /** Asks first, so that the lease of another keeps its time; GETEX tells whose it extended in the end. */
  async renew(key: string, token: string, ttlMs: number, options?: CallOptions): Promise<Outcome<boolean>> {
    const ttl = checkInteger('ttlMs', ttlMs, 1);
    const ours = checkKey('token', token);
    const held = mapOutcome(await this.get(key, options), (holder) => isToken(holder, ours));
    if (held.status !== 'ok' || !held.value) return held;
    const extended = await this.call('GETEX', key, ['PX', ttl], 'always', bytesOrMissing, options);
    return mapOutcome(extended, (holder) => isToken(holder, ours));
  }

  async release(key: string, token: string, options?: CallOptions): Promise<Outcome<boolean>> {
    checkKey('token', token);
    const lease = await this.lease({ key });
    try {
      const watched = await lease.call('WATCH', [checkKey('key', key)], options);
      if (watched.status !== 'ok') return watched;
      const holder = mapOutcome(await lease.call('GET', [key], options), bytesOrMissing);
      if (holder.status !== 'ok') return holder;
      if (!isToken(holder.value, token)) {
        await lease.call('UNWATCH', [], options);
        return { status: 'ok', value: false };
      }
      const replies = await Promise.all([
        lease.call('MULTI', [], options),
        lease.call('DEL', [key], options),
        lease.call('EXEC', [], options),
      ]);
      return mapOutcome(replies[2], (reply) => reply !== null && integer(list(reply)[0] ?? null) === 1);
    } finally {
      lease.release();
    }
  }

  async hashGet(key: string, field: string, options?: CallOptions): Promise<Outcome<Uint8Array | undefined>> {
    return this.call('HGET', key, [checkKey('field', field)], 'always', bytesOrMissing, options);
  }

  hashGetAll(key: string, options?: CallOptions): Promise<Outcome<ReadonlyMap<string, Uint8Array>>> {
    return this.call('HGETALL', key, [], 'always', byteMap, options);
  }

  async hashSet(
    key: string,
    field: string,
    value: Uint8Array,
    options?: CallOptions,
  ): Promise<Outcome<void>> {
    const args = [checkKey('field', field), checkBytes('value', value, maxValueBytes).slice()];
    return mapOutcome(await this.call('HSET', key, args, 'always', integer, options), () => {});
  }

  /** Not repeated blindly: a lost reply is answered by comparing what the field holds. */
  async hashSetIfAbsent(
    key: string,
    field: string,
    value: Uint8Array,
    options?: CallOptions,
  ): Promise<Outcome<boolean>> {
    const args = [checkKey('field', field), checkBytes('value', value, maxValueBytes).slice()];
    const set = await this.call('HSETNX', key, args, 'unless-written', flag, options);
    if (set.status !== 'unknown') return set;
    const found = await this.hashGet(key, field, options);
    return mapOutcome(found, (held) => held !== undefined && Buffer.compare(held, value) === 0);
  }

  async hashRemove(key: string, field: string, options?: CallOptions): Promise<Outcome<boolean>> {
    return this.call('HDEL', key, [checkKey('field', field)], 'always', flag, options);
  }

  async setAdd(key: string, member: string, options?: CallOptions): Promise<Outcome<boolean>> {
    return this.call('SADD', key, [checkKey('member', member)], 'always', flag, options);
  }

  async setRemove(key: string, member: string, options?: CallOptions): Promise<Outcome<boolean>> {
    return this.call('SREM', key, [checkKey('member', member)], 'always', flag, options);
  }

  setMembers(key: string, options?: CallOptions): Promise<Outcome<readonly string[]>> {
    return this.call('SMEMBERS', key, [], 'always', (reply) => list(reply).map(text), options);
  }

  private async call<T>(
    command: string,
    key: string,
    rest: readonly Argument[],
    retry: RetryRule,
    read: (reply: Reply) => T,
    options: CallOptions | undefined,
  ): Promise<Outcome<T>> {
    const args = [checkKey('key', key), ...rest];
    return this.caller.call({ lane: 'control', command, args, retry, key, read }, options);
  }
}

function okOrNull(reply: Reply): boolean {
  if (reply === null) return false;
  okText(reply);
  return true;
}

function isToken(held: Uint8Array | undefined, token: string): boolean {
  return held !== undefined && Buffer.compare(held, Buffer.from(token)) === 0;
}

function byteMap(reply: Reply): ReadonlyMap<string, Uint8Array> {
  const map = new Map<string, Uint8Array>();
  for (const [field, value] of pairs(reply)) {
    if (!(value instanceof Buffer)) throw new MalformedReply('hash value');
    map.set(field, value);
  }
  return map;
}
