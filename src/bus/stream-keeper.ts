import type { Timer } from '../base/clock.js';
import { channels } from '../base/diagnostics.js';
import type { BusName } from '../codec/index.js';
import {
  firstId,
  type GroupInfo,
  RetentionPlanner,
  type RetentionPolicy,
  type StreamId,
  type Transport,
  type TrimStep,
  unwrap,
} from '../transport/index.js';

/** Frames that were removed from a stream of this instance before these groups had acknowledged them. */
export interface TrimmedUnread {
  readonly bus: BusName;
  readonly type: 'trimmed-unread';
  readonly stream: string;
  /** Exactly how many. */
  readonly frames: number;
  readonly groups: readonly string[];
  /** `silent-group`: no group that moves still needs them; `ceiling`: too old, or too many bytes. */
  readonly reason: 'silent-group' | 'ceiling';
}

export interface StreamKeeperOptions {
  readonly transport: Transport;
  readonly key: string;
  /** The hash of all groups that ever read the topic, and where they begin; undefined for a stream without groups. */
  readonly groupsKey: string | undefined;
  readonly policy: Partial<RetentionPolicy>;
  /** Makes the stream known to readers. */
  readonly register: () => Promise<void>;
  readonly report: (event: TrimmedUnread) => void;
}

const roundMs = 1_000;
const callMs = { deadlineMs: 2_000 };

/** Removes from a stream, each second, what nobody needs any more: only its owner trims it. */
export class StreamKeeper {
  readonly #options: StreamKeeperOptions;
  readonly #planner: RetentionPlanner;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: StreamKeeperOptions) {
    this.#options = options;
    this.#planner = new RetentionPlanner(options.policy);
    this.#schedule();
  }

  /** A frame was stored. */
  stored(id: StreamId, bytes: number): void {
    this.#planner.appended(id, bytes);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #schedule(): void {
    if (this.#closed) return;
    // What fails is done by the next round.
    const round = (): void =>
      void this.#round().then(
        () => this.#schedule(),
        () => this.#schedule(),
      );
    this.#timer = this.#options.transport.clock.after(roundMs, round, true);
  }

  /**
   * A server that lost its data must learn again which streams there are. Rejects with CallRejected or OutcomeUnknown when
   * the server cannot be asked.
   */
  async #round(): Promise<void> {
    await this.#options.register();
    await this.#trim();
  }

  async #trim(): Promise<void> {
    const { transport, key } = this.#options;
    const { clock, bus } = transport;
    const groups = await this.#groups();
    for (const step of this.#planner.plan(groups, clock.wallMs(), clock.now())) {
      if (this.#closed) return;
      const trimmed = await transport.streams.trimBefore(key, step.before, callMs);
      this.#count(step, unwrap(trimmed, bus, `trim ${key}`));
    }
  }

  /** The groups of the stream, and those of the topic that have not begun to read it. */
  async #groups(): Promise<readonly GroupInfo[]> {
    const { transport, key, groupsKey } = this.#options;
    if (groupsKey === undefined) return [];
    const { streams, keys, bus } = transport;
    const [reading, known] = await Promise.all([
      streams.groups(key, callMs),
      keys.hashGetAll(groupsKey, callMs),
    ]);
    const groups = [...unwrap(reading, bus, `read the groups of ${key}`)];
    const names = new Set(groups.map(({ name }) => name));
    for (const [name, start] of unwrap(known, bus, `read ${groupsKey}`))
      if (!names.has(name)) groups.push(expectedGroup(name, Buffer.from(start).toString()));
    return groups;
  }

  #count({ reason, unreadBy }: TrimStep, frames: number): void {
    if (frames === 0) return;
    const { transport, key: stream, report } = this.#options;
    const bus = transport.bus as BusName;
    if (channels.trim.hasSubscribers) channels.trim.publish({ bus, stream, frames, reason, unreadBy });
    if (unreadBy.length > 0 && reason !== 'acknowledged')
      report({ bus, type: 'trimmed-unread', stream, frames, groups: unreadBy, reason });
  }
}

function expectedGroup(name: string, start: string): GroupInfo {
  return {
    name,
    consumers: 0,
    pending: 0,
    lastDeliveredId: start === '0' ? firstId : (start as StreamId),
    lowestPendingId: undefined,
    lag: undefined,
  };
}
