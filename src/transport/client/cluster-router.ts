import type { LaneName, Reply } from '../transport.js';
import { type Call, CommandCall } from './call.js';
import { keySlot } from './key-slot.js';
import type { Lane, LaneDeps } from './lane.js';
import type { LinkState } from './link.js';
import { integer, list, text } from './replies.js';
import { LaneSet, type LaneSetOptions, type Router } from './router.js';
import type { Refusal } from './server-error.js';

export interface ClusterRouterOptions extends LaneSetOptions {
  /** Nodes to begin with, as `host:port`. */
  readonly seeds: readonly string[];
  /** Announced addresses to those that work from here. */
  readonly natMap: Readonly<Record<string, string>>;
  /** How long a node has to tell the map of slots. */
  readonly mapTimeoutMs: number;
}

/** The map is loaded at most so often, whatever asks for it. */
const minRefreshMs = 100;

interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly node: string;
}

/** Finds the master of each slot, and follows when slots move or masters change. */
export class ClusterRouter implements Router {
  private readonly sets = new Map<string, LaneSet>();
  private slots: (string | undefined)[] = new Array(16_384);
  private masters = new Set<string>();
  private onReady: (() => void) | undefined;
  private loading = false;
  private loadedAt = Number.NEGATIVE_INFINITY;
  private again = false;
  private closed = false;
  private readonly options: ClusterRouterOptions;
  private readonly deps: LaneDeps;

  constructor(options: ClusterRouterOptions, deps: LaneDeps) {
    this.options = options;
    this.deps = deps;
  }

  start(onReady: () => void): void {
    this.onReady = onReady;
    for (const seed of this.options.seeds) this.setOf(seed);
    this.load();
  }

  lane(key: string, name: LaneName): Lane {
    return this.setOf(this.node(key)).lane(key, name);
  }

  laneAt(node: string, name: LaneName): Lane {
    return this.setOf(this.mapped(node)).lane('', name);
  }

  part(key: string): string {
    return String(keySlot(key));
  }

  node(key: string): string {
    return this.slots[keySlot(key)] ?? this.masters.values().next().value ?? this.options.seeds[0]!;
  }

  redirected(key: string, refusal: Refusal): void {
    if (refusal.word === 'ASK') return;
    if (key !== '' && refusal.node !== undefined) this.slots[keySlot(key)] = this.mapped(refusal.node);
    this.refresh();
  }

  linkChanged(state: LinkState): void {
    if (state === 'down') this.refresh();
    else if (state === 'open' && this.masters.size === 0) this.load();
  }

  *lanes(): Iterable<Lane> {
    for (const set of this.sets.values()) yield* set.lanes();
  }

  controlLanes(): Lane[] {
    return [...this.masters].map((node) => this.setOf(node).lane('', 'control'));
  }

  close(): void {
    this.closed = true;
  }

  /** Loads the map again, soon. */
  private refresh(): void {
    if (this.again || this.closed) return;
    this.again = true;
    const wait = Math.max(0, this.loadedAt + minRefreshMs - this.deps.clock.now());
    this.deps.clock.after(wait, () => {
      this.again = false;
      this.load();
    });
  }

  /** Asks one open node after the other. */
  private load(): void {
    if (this.loading || this.closed) return;
    this.loading = true;
    this.loadedAt = this.deps.clock.now();
    const candidates = [...this.sets.keys()].filter((node) => this.controlOf(node).link.state === 'open');
    this.ask(candidates);
  }

  private ask(candidates: readonly string[]): void {
    const [node, ...others] = candidates;
    if (node === undefined || this.closed) {
      this.loading = false;
      return;
    }
    const host = node.slice(0, node.lastIndexOf(':'));
    const read = (reply: Reply): SlotRange[] => this.ranges(reply, host);
    const query: Call = new CommandCall('CLUSTER', ['SLOTS'], 'always', undefined, read, (outcome) => {
      if (outcome.status !== 'ok' || outcome.value.length === 0) return this.ask(others);
      this.loading = false;
      this.apply(outcome.value);
    }) as Call;
    this.controlOf(node).submitFirst(query, this.deps.clock.now() + this.options.mapTimeoutMs);
  }

  private ranges(reply: Reply, askedHost: string): SlotRange[] {
    return list(reply).map((item) => {
      const [first, last, master] = list(item) as [Reply, Reply, Reply];
      const [host, port] = list(master) as [Reply, Reply];
      const name = host === null ? '' : text(host);
      const node = this.mapped(`${name === '' ? askedHost : name}:${integer(port)}`);
      return { first: integer(first), last: integer(last), node };
    });
  }

  private apply(ranges: readonly SlotRange[]): void {
    const slots: (string | undefined)[] = new Array(16_384);
    for (const { first, last, node } of ranges) slots.fill(node, first, last + 1);
    this.slots = slots;
    this.masters = new Set(ranges.map(({ node }) => node));
    for (const node of this.masters) this.setOf(node);
    for (const [node, set] of this.sets) if (!this.masters.has(node)) this.retire(node, set);
    this.onReady?.();
    this.onReady = undefined;
  }

  /** Hands what waits for a node that has no slots any more to those that have them, and closes its connections. */
  private retire(node: string, set: LaneSet): void {
    this.sets.delete(node);
    for (const lane of set.lanes()) {
      for (const call of lane.evacuate().reverse())
        this.lane(call.key ?? '', lane.name as LaneName).requeue([call], lane);
      lane.close(1_000, () => {});
    }
  }

  private controlOf(node: string): Lane {
    return this.setOf(node).lane('', 'control');
  }

  private setOf(node: string): LaneSet {
    let set = this.sets.get(node);
    if (set === undefined) {
      set = new LaneSet(node, this.options, this.deps);
      this.sets.set(node, set);
      set.open();
    }
    return set;
  }

  private mapped(node: string): string {
    return this.options.natMap[node] ?? node;
  }
}
