import type { Clock, Timer } from '../../base/clock.js';
import { InvalidArgument } from '../../base/errors.js';
import { TransportClosed } from '../errors.js';
import { checkBytes, checkKey } from '../names.js';
import { type Outcome, ok, unwrap } from '../outcome.js';
import { firstId } from '../stream-id.js';
import type * as api from '../transport.js';
import { AppendStream } from './append-stream.js';
import { CommandCall } from './call.js';
import { Caller } from './caller.js';
import { Core, type CoreOptions } from './core.js';
import { type Closable, GroupReaderClient, type ReaderDeps } from './group-reader.js';
import { HealthCheck } from './health.js';
import { KeyStoreClient } from './key-store.js';
import type { Lane } from './lane.js';
import { LeasePool } from './lease-pool.js';
import { LiveReaderClient } from './live-reader.js';
import { Opening } from './opening.js';
import { OwnedStreamClient } from './owned-stream.js';
import { PubSub } from './pubsub.js';
import { integer, streamInfo } from './replies.js';
import { StreamStoreClient } from './stream-store.js';

export interface ClientOptions extends CoreOptions {
  /** Where the servers are, for error messages; without credentials. */
  readonly where: string;
  /** Cluster: channels live on the server of their slot. */
  readonly sharded: boolean;
  readonly onUnsafeServer: 'refuse' | 'degrade';
  /** A key that the health check writes, to see whether the server takes writes. */
  readonly canaryKey: string | undefined;
}

/** The transport over any kind of wire. */
export class TransportClient implements api.Transport {
  readonly bus: string;
  readonly clock: Clock;
  readonly streams: api.StreamStore;
  readonly keys: api.KeyStore;
  state: api.TransportState = 'connecting';
  private readonly core: Core;
  private readonly caller: Caller;
  private readonly pubsub: PubSub;
  private readonly leases: LeasePool;
  private readonly checks: HealthCheck;
  private readonly opening: Opening;
  private readonly owned = new Map<string, AppendStream>();
  private readonly readers = new Set<Closable>();
  private readonly options: ClientOptions;
  private healthTimer: Timer | undefined;
  private closing: Promise<void> | undefined;

  constructor(options: ClientOptions) {
    this.options = options;
    this.bus = options.bus;
    this.clock = options.clock;
    const core = new Core(options);
    this.core = core;
    this.caller = new Caller(options.clock, core.router, options.settings.deadlineMs);
    this.streams = new StreamStoreClient(this.caller);
    this.keys = new KeyStoreClient(this.caller, (lease) => this.lease(lease));
    const shared = {
      bus: options.bus,
      clock: options.clock,
      emit: (event: api.TransportEvent) => core.emit(event),
      onRedirected: () => core.router.redirected('', movedAway),
    };
    this.pubsub = new PubSub({
      ...shared,
      sharded: options.sharded,
      part: (channel) => core.router.part(channel),
      dial: (channel) => core.dial('subscriber', channel),
      node: (channel) => core.router.node(channel),
    });
    this.leases = new LeasePool({
      ...shared,
      caller: this.caller,
      maxLeases: options.settings.maxConnections,
      leakMs: options.settings.leaseLeakMs,
      node: (key) => (key === undefined ? undefined : core.router.node(key)),
      dial: (key) => this.dialLease(key),
    });
    this.checks = new HealthCheck({
      ...shared,
      caller: this.caller,
      canaryKey: options.canaryKey,
      lanes: () => core.router.controlLanes(),
    });
    this.opening = new Opening(options.clock, options.bus, options.where);
    core.onLinkState = (lane, state) => this.linkChanged(lane, state === 'open');
  }

  /** Opens the shared lanes and looks at the server. Throws ConnectFailed or UnsafeServer, and then nothing stays open. */
  async connect(): Promise<void> {
    const { settings, onUnsafeServer } = this.options;
    this.core.start();
    try {
      await this.opening.begin(this.core.router, settings.connectMs);
      await this.opening.wait([...this.core.router.lanes()], settings.connectMs);
      await this.checks.inspect(onUnsafeServer === 'refuse', settings.connectMs);
    } catch (error) {
      await this.close({ drainMs: 0 });
      throw error;
    }
    this.scheduleHealthCheck();
  }

  async ownStream(key: string, options: api.OwnedStreamOptions = {}): Promise<api.OwnedStream> {
    this.checkOpen();
    checkKey('key', key);
    if (this.owned.has(key))
      throw new InvalidArgument('key', 'the stream has an owner in this transport already');
    const name = options.lane ?? 'hot';
    const lane = (): Lane => this.core.router.lane(key, name);
    const appends = new AppendStream(key, {
      clock: this.clock,
      random: this.core.random,
      lane,
      laneAt: (node) => this.core.router.laneAt(node, name),
      onRedirected: (refusal) => this.core.router.redirected(key, refusal),
      emit: (event) => this.core.emit(event),
    });
    this.owned.set(key, appends);
    try {
      const waitMs = options.deadlineMs ?? this.options.settings.connectMs;
      await this.opening.wait([lane()], waitMs);
      const info = await this.streams.info(key, {
        deadlineMs: waitMs,
        ...(options.signal && { signal: options.signal }),
      });
      appends.resumeAfter(unwrap(info, this.bus, `XINFO STREAM ${key}`)?.lastId ?? firstId);
    } catch (error) {
      this.owned.delete(key);
      throw error;
    }
    return new OwnedStreamClient(name, appends, {
      caller: this.caller,
      maxFrameBytes: this.options.settings.maxFrameBytes,
      onClosed: () => this.owned.delete(key),
    });
  }

  readGroup(options: api.GroupReaderOptions): api.GroupReader {
    return this.track(new GroupReaderClient(options, this.readerDeps()));
  }

  readLive(options: api.LiveReaderOptions): api.LiveReader {
    return this.track(new LiveReaderClient(options, this.readerDeps()));
  }

  async publish(channel: string, frame: Uint8Array, options?: api.CallOptions): Promise<Outcome<number>> {
    checkBytes('frame', frame, this.options.settings.maxFrameBytes);
    const args = [checkKey('channel', channel), Buffer.from(frame)];
    const command = this.options.sharded ? 'SPUBLISH' : 'PUBLISH';
    return this.caller.call(
      { lane: 'hot', command, args, retry: 'unless-written', key: channel, read: integer },
      options,
    );
  }

  async subscribe(channel: string, onFrame: (frame: Uint8Array) => void): Promise<api.Subscription> {
    this.checkOpen();
    return this.pubsub.subscribe(checkKey('channel', channel), onFrame, this.options.settings.connectMs);
  }

  async lease(options: api.LeaseOptions = {}): Promise<api.Lease> {
    this.checkOpen();
    if (options.key !== undefined) checkKey('key', options.key);
    return this.leases.take(options);
  }

  async health(options?: api.CallOptions): Promise<api.Health> {
    const deadlineMs = options?.deadlineMs ?? this.options.settings.deadlineMs;
    const started = this.clock.now();
    const ping = await this.caller.call(
      { lane: 'control', command: 'PING', args: [], retry: 'always', key: '', read: ok },
      { deadlineMs },
    );
    const reads = ping.status === 'ok';
    const roundTripMs = reads ? this.clock.now() - started : undefined;
    if (reads) await this.checks.inspect(false, deadlineMs);
    const writes = reads && (await this.checks.takesWrites(deadlineMs));
    const { facts, warnings } = this.checks;
    return { state: this.state, reads, writes, roundTripMs, server: facts, warnings };
  }

  onEvent(listener: (event: api.TransportEvent) => void): () => void {
    return this.core.onEvent(listener);
  }

  close(options: { readonly drainMs?: number } = {}): Promise<void> {
    this.closing ??= this.shutDown(options.drainMs ?? this.options.settings.deadlineMs);
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async shutDown(drainMs: number): Promise<void> {
    this.become('closing');
    this.healthTimer?.cancel();
    for (const reader of [...this.readers]) await reader.close();
    const lanes = [...this.core.lanes()];
    await Promise.all(lanes.map((lane) => new Promise<void>((done) => lane.close(drainMs, done))));
    for (const appends of this.owned.values()) appends.abandon();
    this.core.router.close();
    this.pubsub.close();
    this.leases.close();
    this.core.stop();
    this.become('closed');
  }

  private readerDeps(): ReaderDeps {
    this.checkOpen();
    return {
      bus: this.bus,
      clock: this.clock,
      random: this.core.random,
      roundTrips: this.core.roundTrips,
      caller: this.caller,
      responsiveNow: () => this.core.responsiveNow(),
      part: (key) => this.core.router.part(key),
      dial: (key) => this.core.dial('reader', key),
      node: (key) => this.core.router.node(key),
      onRedirected: () => this.core.router.redirected('', movedAway),
      onClosed: (reader) => this.readers.delete(reader),
      emit: (event) => this.core.emit(event),
    };
  }

  private track<Reader extends Closable>(reader: Reader): Reader {
    this.readers.add(reader);
    return reader;
  }

  private dialLease(key: string | undefined): Lane {
    const lane = this.core.dial('lease', key);
    lane.link.open();
    return lane;
  }

  private checkOpen(): void {
    if (this.closing !== undefined) throw new TransportClosed(this.bus, 'the transport');
  }

  private linkChanged(lane: Lane, open: boolean): void {
    this.opening.changed(lane);
    if (this.closing !== undefined) return;
    // A lane that is opened on first use does not make the transport look as if it had lost something.
    const first = this.state === 'connecting';
    const states = [...this.core.router.lanes()]
      .filter(({ link }) => first || link.everOpened)
      .map(({ link }) => link.state);
    if (states.every((state) => state === 'open')) this.become('ready');
    else if (!first) this.become(states.includes('down') ? 'down' : 'reconnecting');
    if (open) this.verifyStreams(lane);
    if (open && lane.name === 'control' && this.checks.facts !== undefined)
      void this.checks.inspect(false, this.options.settings.connectMs);
  }

  /** After a reconnect, before anything else is written: do our streams still end where we left them? */
  private verifyStreams(lane: Lane): void {
    for (const [key, appends] of this.owned) {
      if (appends.lastId === firstId || appends.lane() !== lane) continue;
      const query = new CommandCall('XINFO', ['STREAM', key], 'always', key, streamInfo, (outcome) => {
        if (outcome.status === 'ok') appends.verify(outcome.value);
        else if (outcome.reason === 'no-group') appends.verify(undefined);
      });
      lane.submitFirst(query, this.clock.now() + this.options.settings.connectMs);
    }
  }

  private become(state: api.TransportState): void {
    if (this.state === state) return;
    this.state = state;
    this.core.emit({ type: 'state', state });
  }

  private scheduleHealthCheck(): void {
    this.healthTimer = this.clock.after(
      this.options.settings.healthCheckMs,
      () => {
        const again = (): void => {
          if (this.closing === undefined) this.scheduleHealthCheck();
        };
        void this.checks.inspect(false, this.options.settings.connectMs).finally(again);
      },
      true,
    );
  }
}

/** Stands for a redirection of which only the fact is known. */
const movedAway = { reason: 'cluster', remedy: 'redirect', word: 'MOVED', node: undefined } as const;
