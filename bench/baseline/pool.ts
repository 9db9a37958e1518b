import type { Redis } from 'ioredis';
import { type ConnectionOptions, connectTo, type Target } from '../support/peer.js';

interface Member {
  readonly redis: Redis;
  inFlight: number;
}

/** Up to `size` connections, opened when needed: a command goes over an idle one, or else over the least busy one. */
export class SharedPool {
  readonly #members: Member[] = [];
  readonly #target: Target;
  readonly #size: number;
  readonly #options: ConnectionOptions;

  constructor(target: Target, size: number, options: ConnectionOptions = {}) {
    this.#target = target;
    this.#size = size;
    this.#options = options;
  }

  async run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const member = this.#leastBusy();
    member.inFlight++;
    try {
      return await command(member.redis);
    } finally {
      member.inFlight--;
    }
  }

  #leastBusy(): Member {
    let best: Member | undefined;
    for (const member of this.#members) {
      if (member.inFlight === 0) return member;
      if (best === undefined || member.inFlight < best.inFlight) best = member;
    }
    if (best !== undefined && this.#members.length >= this.#size) return best;
    const member = { redis: connectTo(this.#target, this.#options), inFlight: 0 };
    this.#members.push(member);
    return member;
  }

  close(): void {
    for (const { redis } of this.#members) redis.disconnect();
  }
}

/** Up to `size` connections, each lent to one command at a time; who finds none waits. */
export class ExclusivePool {
  readonly #idle: Redis[] = [];
  readonly #all: Redis[] = [];
  readonly #waiting: ((redis: Redis) => void)[] = [];
  readonly #target: Target;
  readonly #size: number;

  constructor(target: Target, size: number) {
    this.#target = target;
    this.#size = size;
  }

  async run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = await this.#acquire();
    try {
      return await command(redis);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(redis);
      else next(redis);
    }
  }

  #acquire(): Redis | Promise<Redis> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.length >= this.#size) return new Promise((resolve) => this.#waiting.push(resolve));
    const redis = connectTo(this.#target);
    this.#all.push(redis);
    return redis;
  }

  close(): void {
    for (const redis of this.#all) redis.disconnect();
  }
}
