import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../base/clock.js';
import { channels } from '../base/diagnostics.js';
import { hash64 } from '../codec/index.js';
import { type Transport, unwrap } from '../transport/index.js';
import { InstanceLost, InstanceTaken } from './errors.js';
import { epochsKey, instanceKey } from './keys.js';

/** Who this process is on both buses. */
export interface Identity {
  readonly engine: string;
  readonly instance: string;
  readonly host: string;
  /** Hash of the instance's name. What it publishes carries one of its own for each stream. */
  readonly producer: bigint;
  /** Session: grows with every start of the instance. */
  readonly epoch: number;
}

export interface IdentityWish {
  readonly engine: string;
  readonly host: string;
  readonly namespace: string;
  /** undefined = the first free `engine@host#n`. */
  readonly instance: string | undefined;
  /** How long the name of a process that died stays taken. */
  readonly leaseMs: number;
}

const callMs = { deadlineMs: 2_000 };
const mostInstances = 1_024;

/** Holds the name of an instance, so that nobody else writes to its streams. */
export class InstanceLease {
  readonly identity: Identity;
  readonly #transport: Transport;
  readonly #key: string;
  readonly #token: string;
  readonly #leaseMs: number;
  readonly #onLost: () => void;
  #lost = false;
  #renewing: Promise<void> | undefined;
  #timer: Timer | undefined;
  #closed = false;

  private constructor(
    transport: Transport,
    key: string,
    token: string,
    leaseMs: number,
    identity: Identity,
    onLost: () => void,
  ) {
    this.#transport = transport;
    this.#key = key;
    this.#token = token;
    this.#leaseMs = leaseMs;
    this.identity = identity;
    this.#onLost = onLost;
    this.#tell('taken');
    this.#schedule();
  }

  /**
   * Takes a name. A given one that is held is waited for as long as a lease lasts, since its holder may just have died;
   * throws InstanceTaken after that. `onLost` is called when another process got the name while this one was cut off.
   */
  static async take(transport: Transport, wish: IdentityWish, onLost: () => void): Promise<InstanceLease> {
    const token = randomBytes(16).toString('hex');
    const instance =
      wish.instance === undefined
        ? await firstFree(transport, wish, token)
        : await waitFor(transport, wish, wish.instance, token);
    const { engine, host, namespace, leaseMs } = wish;
    const epoch = await nextEpoch(transport, namespace, instance);
    const identity = { engine, instance, host, producer: hash64(instance), epoch };
    return new InstanceLease(transport, instanceKey(namespace, instance), token, leaseMs, identity, onLost);
  }

  #tell(state: 'taken' | 'released' | 'lost'): void {
    const { instance } = this.identity;
    if (channels.instance.hasSubscribers) channels.instance.publish({ instance, state });
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = this.#transport.clock.after(this.#leaseMs / 3, () => void this.#beat(), true);
  }

  async #beat(): Promise<void> {
    await this.#renew();
    this.#schedule();
  }

  /** One at a time: of two that find the lease expired, the second would take the first for somebody else. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#tryRenew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** What cannot be decided now is decided by the next beat. */
  async #tryRenew(): Promise<void> {
    const { keys } = this.#transport;
    const renewed = await keys.renew(this.#key, this.#token, this.#leaseMs, callMs);
    if (renewed.status !== 'ok' || renewed.value || this.#closed) return;
    const again = await keys.acquire(this.#key, this.#token, this.#leaseMs, callMs);
    if (again.status !== 'ok' || again.value || this.#closed) return;
    this.#closed = true;
    this.#lost = true;
    this.#tell('lost');
    this.#onLost();
  }

  /** Asks the server whether the name is still ours. Throws InstanceLost. */
  async confirm(): Promise<void> {
    // One that is under way may have asked before the name was taken.
    await this.#renewing;
    await this.#renew();
    if (this.#lost) throw new InstanceLost(this.identity.instance);
  }

  /** Where that cannot be done, the lease runs out by itself. */
  async release(): Promise<void> {
    if (!this.#lost) this.#tell('released');
    this.#closed = true;
    this.#timer?.cancel();
    await this.#transport.keys.release(this.#key, this.#token, callMs).catch(() => {});
  }
}

async function firstFree(transport: Transport, wish: IdentityWish, token: string): Promise<string> {
  const host = wish.host.slice(0, 24);
  for (let n = 1; n <= mostInstances; n++) {
    const instance = `${wish.engine}@${host}#${n}`;
    if (await tryTake(transport, wish, instance, token)) return instance;
  }
  throw new InstanceTaken(`${wish.engine}@${host}#1 to #${mostInstances}`);
}

async function waitFor(
  transport: Transport,
  wish: IdentityWish,
  instance: string,
  token: string,
): Promise<string> {
  const { leaseMs } = wish;
  const end = transport.clock.now() + leaseMs + leaseMs / 3;
  while (!(await tryTake(transport, wish, instance, token))) {
    if (transport.clock.now() >= end) throw new InstanceTaken(instance);
    await pause(transport.clock, leaseMs / 15);
  }
  return instance;
}

async function tryTake(
  transport: Transport,
  { namespace, leaseMs }: IdentityWish,
  instance: string,
  token: string,
): Promise<boolean> {
  const taken = await transport.keys.acquire(instanceKey(namespace, instance), token, leaseMs, callMs);
  return unwrap(taken, transport.bus, `take the instance name ${instance}`);
}

/** Seconds of wall time, or one more than the last session's when that is later: only the holder of the name writes it. */
async function nextEpoch(transport: Transport, namespace: string, instance: string): Promise<number> {
  const { keys, clock, bus } = transport;
  const key = epochsKey(namespace);
  const stored = unwrap(await keys.hashGet(key, instance, callMs), bus, 'read the epoch');
  const last = stored === undefined ? 0 : Number(Buffer.from(stored).toString());
  const epoch = Math.max(last + 1, Math.floor(clock.wallMs() / 1_000));
  unwrap(await keys.hashSet(key, instance, Buffer.from(String(epoch)), callMs), bus, 'store the epoch');
  return epoch;
}

/** Resolves after `ms` of the clock, or when the signal fires. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.after(ms, end);
    signal?.addEventListener('abort', end);
  });
}
