import type { Timer } from '../base/clock.js';
import { channels } from '../base/diagnostics.js';
import { checkInteger } from '../base/limits.js';
import {
  type Beacon,
  type BeaconInput,
  FrameBuilder,
  FrameDecoder,
  type MessageRegistry,
  type Sender,
} from '../codec/index.js';
import type { Subscription, Transport } from '../transport/index.js';
import type { Identity } from './identity.js';
import { beaconChannel, rosterKey } from './keys.js';

export type EngineStatus = 'starting' | 'running' | 'degraded' | 'draining' | 'stopped' | 'failed';

/** `unknown`: this process was stalled itself and cannot tell. */
export type Availability = 'up' | 'down' | 'unknown';

/** An instance as its beacons show it. */
export interface Peer {
  readonly engine: string;
  readonly instance: string;
  readonly host: string;
  /** Session: grows with every start of the instance. */
  readonly epoch: number;
  /** Hash of the instance's name, as its beacons, requests and replies carry it. */
  readonly producer: bigint;
  readonly pid: number;
  /** HTTP port; 0 = none. */
  readonly port: number;
  readonly status: EngineStatus;
  readonly availability: Availability;
  /** UTC ns of its start. */
  readonly started: bigint;
  /** Messages since its start. */
  readonly received: number;
  readonly sent: number;
}

/** What other instances of both buses are doing, and what they see of this one. */
export interface RosterView {
  /** All instances heard of in the last minutes, this one included. */
  readonly peers: readonly Peer[];
  /** Instances of an engine that can be asked. */
  responders(engine: string): readonly Peer[];
  /** What others see of this instance: sent at once, and every second from now on. */
  announce(status: EngineStatus, port?: number): Promise<void>;
  /** Reads the stored roster, for instances whose beacon was not heard yet. */
  refresh(): Promise<void>;
}

/** The last sequence that an instance gave to a message of one of its streams. */
export interface StreamTail {
  /** As placeOf() names it. */
  readonly place: string;
  readonly sequence: bigint;
}

/** Hears what the beacon of an instance says of its streams. */
export type TailListener = (instance: string, epoch: number, tails: readonly StreamTail[]) => void;

interface Known {
  readonly beacon: Beacon;
  readonly producer: bigint;
  /** Monotonic ms at which its last beacon arrived. */
  readonly heardAt: number;
  /** As it was last told. */
  told: Availability | undefined;
}

export interface RosterOptions {
  readonly transport: Transport;
  readonly namespace: string;
  readonly identity: Identity;
  readonly sender: Sender;
  readonly registry: MessageRegistry;
  /** Messages handed to readers here. */
  readonly received: () => number;
  readonly streams: () => readonly StreamTail[];
  /** How often this instance shows that it lives; the others are expected to do the same. */
  readonly beatMs: number;
  /** A peer came, went, or cannot be judged any more. */
  readonly onChange: (peer: Peer) => void;
}

const missedBeats = 3;
/** An instance that is silent for longer is forgotten. */
const forgetMs = 600_000;
const callMs = { deadlineMs: 2_000 };

/** Sends this instance's beacon each second, and knows the other instances by theirs. */
export class Roster implements RosterView {
  readonly #options: RosterOptions;
  readonly #builder: FrameBuilder;
  readonly #decoder: FrameDecoder;
  readonly #peers = new Map<string, Known>();
  readonly #tailListeners = new Set<TailListener>();
  readonly #started: bigint;
  #status: EngineStatus = 'running';
  #port = 0;
  #beat = 0n;
  #subscription: Subscription | undefined;
  #timer: Timer | undefined;
  #lastTick: number;
  #stalledUntil = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: RosterOptions) {
    const { registry, sender, transport } = options;
    this.#options = options;
    this.#builder = new FrameBuilder(registry.get('beacon'), sender);
    this.#decoder = new FrameDecoder(registry, sender.scales);
    this.#started = transport.clock.wallNs();
    this.#lastTick = transport.clock.now();
  }

  /** Resolves when everybody can find this instance, and it knows those that live. */
  async start(): Promise<void> {
    const { transport, namespace } = this.#options;
    this.#subscription = await transport.subscribe(beaconChannel(namespace), (frame) => this.#hear(frame));
    await this.refresh();
    await this.#send();
    this.#schedule();
  }

  async announce(status: EngineStatus, port = this.#port): Promise<void> {
    this.#port = checkInteger('port', port, 0, 65_535);
    this.#status = status;
    await this.#send();
  }

  get peers(): readonly Peer[] {
    return [...this.#peers.values()].map((known) => this.#describe(known));
  }

  responders(engine: string): readonly Peer[] {
    const peers: Peer[] = [];
    for (const known of this.#peers.values()) {
      if (known.beacon.engine !== engine) continue;
      const peer = this.#describe(known);
      if (peer.availability !== 'down' && isServing(peer.status)) peers.push(peer);
    }
    return peers;
  }

  /** The engine of an instance. */
  engineOf(instance: string): string | undefined {
    return this.#peers.get(instance)?.beacon.engine;
  }

  listenTails(listener: TailListener): () => void {
    this.#tailListeners.add(listener);
    return () => this.#tailListeners.delete(listener);
  }

  async refresh(): Promise<void> {
    const { transport, namespace } = this.#options;
    const stored = await transport.keys.hashGetAll(rosterKey(namespace), callMs);
    if (stored.status !== 'ok') return;
    const now = transport.clock.wallNs();
    for (const [instance, frame] of stored.value) {
      const beacon = this.#read(frame);
      const age = beacon === undefined ? forgetMs + 1 : Number(now - beacon.time) / 1e6;
      if (age > forgetMs) void transport.keys.hashRemove(rosterKey(namespace), instance, callMs);
      else if (age <= this.#options.beatMs * missedBeats) this.#hear(frame);
    }
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = this.#options.transport.clock.after(this.#options.beatMs, () => this.#tick(), true);
  }

  #tick(): void {
    const { beatMs } = this.#options;
    const now = this.#options.transport.clock.now();
    if (now - this.#lastTick > 2 * beatMs) this.#stalledUntil = now + beatMs * missedBeats;
    this.#lastTick = now;
    for (const [instance, known] of this.#peers) {
      if (now - known.heardAt <= forgetMs) this.#tell(known);
      else this.#peers.delete(instance);
    }
    void this.#send();
    this.#schedule();
  }

  /** Tells when a peer is not what it was. */
  #tell(known: Known): void {
    const peer = this.#describe(known);
    if (peer.availability === known.told) return;
    known.told = peer.availability;
    const { engine, instance, availability } = peer;
    if (channels.engine.hasSubscribers) channels.engine.publish({ engine, instance, state: availability });
    this.#options.onChange(peer);
  }

  /** What fails here is made good by the next beat. */
  async #send(): Promise<void> {
    if (this.#closed) return;
    const { transport, namespace, identity } = this.#options;
    this.#builder.add(this.#beacon());
    const frame = this.#builder.finish(++this.#beat);
    const bytes = frame.bytes.slice();
    frame.release();
    await Promise.all([
      transport.publish(beaconChannel(namespace), bytes, callMs),
      transport.keys.hashSet(rosterKey(namespace), identity.instance, bytes, callMs),
    ]);
  }

  #beacon(): BeaconInput {
    const { transport, identity, streams, received } = this.#options;
    const { engine, instance, host, epoch } = identity;
    const tails = streams();
    return {
      time: transport.clock.wallNs(),
      started: this.#started,
      beat: this.#beat + 1n,
      received: BigInt(received()),
      sent: tails.reduce((sum, { sequence }) => sum + sequence, 0n),
      engine,
      instance,
      host: host.slice(0, 64),
      epoch,
      pid: process.pid,
      port: this.#port,
      state: this.#status,
      // A name that is cut short would be that of another topic.
      streams: tails
        .filter(({ place }) => place.length <= 32)
        .map(({ place, sequence }) => ({ topic: place, sequence })),
    };
  }

  #hear(frame: Uint8Array): void {
    const beacon = this.#read(frame);
    if (beacon === undefined) return;
    const before = this.#peers.get(beacon.instance);
    if (before !== undefined && isOlder(beacon, before.beacon)) return;
    const { producer } = this.#decoder.readEnvelope(frame);
    const heardAt = this.#options.transport.clock.now();
    const known: Known = { beacon, producer, heardAt, told: before?.told };
    this.#peers.set(beacon.instance, known);
    this.#tell(known);
    const tails = beacon.streams.map(({ topic, sequence }) => ({ place: topic, sequence }));
    for (const listener of this.#tailListeners) listener(beacon.instance, beacon.epoch, tails);
  }

  /** Undefined for bytes that are no beacon: anybody may publish on a channel. */
  #read(frame: Uint8Array): Beacon | undefined {
    try {
      const batch = this.#decoder.decode(frame);
      return batch.type.name === 'beacon' ? (batch.toArray()[0] as Beacon) : undefined;
    } catch {
      return undefined;
    }
  }

  #describe({ beacon, producer, heardAt }: Known): Peer {
    const { beatMs } = this.#options;
    const now = this.#options.transport.clock.now();
    const late = now - heardAt > beatMs * missedBeats;
    const stalled = now < this.#stalledUntil || now - this.#lastTick > 2 * beatMs;
    // A number is a state that a later version has.
    const status = typeof beacon.state === 'string' ? beacon.state : 'running';
    const gone = status === 'stopped' || status === 'failed';
    const availability = gone ? 'down' : !late ? 'up' : stalled ? 'unknown' : 'down';
    const { engine, instance, host, epoch, pid, port, started } = beacon;
    const counts = { received: Number(beacon.received), sent: Number(beacon.sent) };
    return { engine, instance, host, epoch, producer, pid, port, status, availability, started, ...counts };
  }

  /** Says goodbye, unless the name belongs to somebody else now. */
  async close(options: { readonly silently?: boolean } = {}): Promise<void> {
    this.#timer?.cancel();
    if (options.silently !== true) {
      await this.announce('stopped');
      const { transport, namespace, identity } = this.#options;
      await transport.keys.hashRemove(rosterKey(namespace), identity.instance, callMs);
    }
    this.#closed = true;
    await this.#subscription?.close();
  }
}

function isServing(status: EngineStatus): boolean {
  return status === 'running' || status === 'degraded';
}

function isOlder(beacon: Beacon, known: Beacon): boolean {
  return beacon.epoch < known.epoch || (beacon.epoch === known.epoch && beacon.beat <= known.beat);
}
