// One process of an arm: sends, or receives. Commands come from the parent (team.ts), one at a time.
import { AsWasPeer } from '../baseline/as-was.js';
import { BestPeer } from '../baseline/best.js';
import { pace } from '../support/pacer.js';
import { monotonicNs, type Peer, type Targets, type Tick } from '../support/peer.js';
import { DualBusPeer } from './dualbus-peer.js';
import { RawPeer } from './raw-peer.js';

export type Role = 'sender' | 'receiver';

export interface Setup {
  readonly arm: string;
  readonly role: Role;
  readonly targets: Targets;
  /** Of the baseline. */
  readonly connections?: number;
}

/** What a worker can be asked to do, with the arguments and the result of each. */
export interface Tasks {
  open(setup: Setup): void;
  /** Sends at a steady rate. */
  send(load: { perSecond: number; count: number }): void;
  /** Requests at a steady rate; us from when each was due to its answer. */
  request(load: { perSecond: number; count: number }): Float64Array;
  /** Requests one after the other in so many chains; how many in a second. */
  requestAll(load: { count: number; inFlight: number }): number;
  /** Sends as fast as it can; monotonic ns of the start. */
  flood(load: { count: number; inFlight: number }): number;
  /** us from when each trade was due to its handler, once so many have come. */
  latencies(wanted: { count: number }): Float64Array;
  /** Monotonic ns at which so many trades had been handled, since the last time. */
  handled(wanted: { count: number }): number;
  /** Processor time since the last time, us. */
  processor(): number;
  close(): void;
}

let peer: Peer;
let next = 0;
let seen: number[] = [];
let waiting: { readonly count: number; readonly done: () => void } | undefined;
let usage = process.cpuUsage();

function tick(sentNs: number): Tick {
  next++;
  return {
    sentNs: Math.round(sentNs),
    price: 100 + (next % 500) / 100,
    size: 1 + (next % 90),
    tradeId: next,
  };
}

function makePeer({ arm, role, targets, connections }: Setup): Promise<Peer> {
  switch (arm) {
    case 'raw':
      return new RawPeer(targets).open();
    case 'dualbus':
      return DualBusPeer.open(targets, role === 'sender' ? 'caller' : 'responder');
    case 'as-was':
      return Promise.resolve(new AsWasPeer(targets));
    case 'best':
    case 'best, pub/sub':
    case 'autopipelining': {
      const ioredis = { enableAutoPipelining: arm === 'autopipelining' };
      const requestsBy = arm === 'best, pub/sub' ? 'channels' : 'streams';
      return Promise.resolve(
        new BestPeer(targets, { ...(connections && { connections }), ioredis, requestsBy, name: arm }),
      );
    }
    default:
      throw new Error(`no such arm: ${arm}`);
  }
}

/** Resolves when `count` trades were handled. */
function handled(count: number): Promise<void> {
  return new Promise((resolve) => {
    waiting = { count, done: resolve };
    if (seen.length >= count) resolve();
  });
}

const tasks: { [Name in keyof Tasks]: (argument: never) => Promise<ReturnType<Tasks[Name]>> } = {
  async open(setup: Setup) {
    peer = await makePeer(setup);
    if (setup.role === 'sender') return;
    await peer.respond();
    await peer.consume((sentNs) => {
      seen.push((monotonicNs() - sentNs) / 1_000);
      if (waiting !== undefined && seen.length === waiting.count) waiting.done();
    });
  },
  send: ({ perSecond, count }: Parameters<Tasks['send']>[0]) =>
    pace(perSecond, count, (due) => peer.send(tick(due))),
  async request({ perSecond, count }: Parameters<Tasks['request']>[0]) {
    const times = new Float64Array(count);
    const open: Promise<void>[] = [];
    await pace(perSecond, count, (due, index) => {
      const answered = peer.request().then(() => {
        times[index] = (monotonicNs() - due) / 1_000;
      });
      open.push(answered);
    });
    await Promise.all(open);
    return times;
  },
  async requestAll({ count, inFlight }: Parameters<Tasks['requestAll']>[0]) {
    const start = monotonicNs();
    let left = count;
    const chain = async (): Promise<void> => {
      while (left-- > 0) await peer.request();
    };
    await Promise.all(Array.from({ length: inFlight }, chain));
    return (count * 1e9) / (monotonicNs() - start);
  },
  async flood({ count, inFlight }: Parameters<Tasks['flood']>[0]) {
    const start = monotonicNs();
    await peer.flood(count, inFlight, () => tick(start));
    return start;
  },
  async latencies({ count }: Parameters<Tasks['latencies']>[0]) {
    await handled(count);
    const all = Float64Array.from(seen);
    seen = [];
    return all;
  },
  async handled({ count }: Parameters<Tasks['handled']>[0]) {
    await handled(count);
    const at = monotonicNs();
    seen = [];
    return at;
  },
  async processor() {
    const { user, system } = process.cpuUsage(usage);
    usage = process.cpuUsage();
    return user + system;
  },
  close: () => peer.close(),
};

process.on('message', async ({ id, task, argument }: { id: number; task: keyof Tasks; argument: never }) => {
  const result = await tasks[task](argument);
  process.send!({ id, result });
});
process.on('disconnect', () => process.exit());
