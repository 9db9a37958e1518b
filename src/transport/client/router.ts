import type { LaneName } from '../transport.js';
import { Lane, type LaneDeps } from './lane.js';
import type { LinkState } from './link.js';
import { ReplicatedLane } from './replicated-lane.js';
import type { Refusal } from './server-error.js';

/** Finds the connection for a key. */
export interface Router {
  /** Opens the lanes that every transport needs; `onReady` when commands can be sent. */
  start(onReady: () => void): void;
  lane(key: string, name: LaneName): Lane;
  /** The lane to one server of a cluster, which an ASK named. */
  laneAt(node: string, name: LaneName): Lane;
  /** Keys of one part can be read by one command; '' where that holds for all. */
  part(key: string): string;
  /** The server that has the key, for connections that are dialed apart; undefined for the only one. */
  node(key: string): string | undefined;
  /** A command on the key was refused because another server has it. */
  redirected(key: string, refusal: Refusal): void;
  /** A lane's connection changed. */
  linkChanged(state: LinkState): void;
  /** Lanes that exist, for liveness and for closing. */
  lanes(): Iterable<Lane>;
  /** One lane to each server, for looking at the servers themselves. */
  controlLanes(): Lane[];
  close(): void;
}

export interface LaneSetOptions {
  readonly hotLanes: number;
  readonly replicas: number;
}

/** Milliseconds over which the lanes of one process spread their first attempt to reconnect; the first hot one goes at once. */
const staggerMs: Readonly<Record<LaneName, number>> = {
  hot: 0,
  control: 10,
  urgent: 10,
  bulk: 25,
  replicated: 25,
};

/** The lanes to one server. Hot and control are opened at once, the others when they are first asked for. */
export class LaneSet {
  private readonly hot: Lane[] = [];
  private readonly others = new Map<LaneName, Lane>();
  private readonly node: string | undefined;
  private readonly options: LaneSetOptions;
  private readonly deps: LaneDeps;

  constructor(node: string | undefined, options: LaneSetOptions, deps: LaneDeps) {
    this.node = node;
    this.options = options;
    this.deps = deps;
    for (let i = 0; i < options.hotLanes; i++)
      this.hot.push(new Lane({ role: 'hot', node }, i === 0 ? 0 : staggerMs.control, deps));
    this.others.set('control', new Lane({ role: 'control', node }, staggerMs.control, deps));
  }

  open(): void {
    for (const lane of this.lanes()) lane.link.open();
  }

  lane(key: string, name: LaneName): Lane {
    if (name === 'hot') return this.hot[this.hot.length === 1 ? 0 : hash(key) % this.hot.length]!;
    let lane = this.others.get(name);
    if (lane === undefined) {
      lane = this.make(name);
      this.others.set(name, lane);
      lane.link.open();
    }
    return lane;
  }

  *lanes(): Iterable<Lane> {
    yield* this.hot;
    yield* this.others.values();
  }

  private make(name: LaneName): Lane {
    const request = { role: name, node: this.node };
    if (name === 'replicated')
      return new ReplicatedLane(request, staggerMs[name], this.deps, this.options.replicas);
    return new Lane(request, staggerMs[name], this.deps);
  }
}

/** FNV-1a: spreads streams over the hot lanes, always the same way. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** One server (standalone, or the master that Sentinel names) has everything. */
export class SingleRouter implements Router {
  private readonly set: LaneSet;

  constructor(options: LaneSetOptions, deps: LaneDeps) {
    this.set = new LaneSet(undefined, options, deps);
  }

  start(onReady: () => void): void {
    this.set.open();
    onReady();
  }

  lane(key: string, name: LaneName): Lane {
    return this.set.lane(key, name);
  }

  laneAt(): Lane {
    return this.set.lane('', 'hot');
  }

  part(): string {
    return '';
  }

  node(): undefined {
    return undefined;
  }

  redirected(): void {}

  linkChanged(): void {}

  close(): void {}

  controlLanes(): Lane[] {
    return [this.set.lane('', 'control')];
  }

  lanes(): Iterable<Lane> {
    return this.set.lanes();
  }
}
