import type { Clock } from '../../base/clock.js';
import { channels } from '../../base/diagnostics.js';
import type { ConnectionCause } from '../errors.js';
import type { TransportSettings } from '../limits.js';
import type { LaneName, TransportEvent } from '../transport.js';
import type { Call } from './call.js';
import { DeadlineWheel } from './deadline-wheel.js';
import { Lane, type LaneDeps } from './lane.js';
import { LatencyWindow } from './latency-window.js';
import type { LinkState } from './link.js';
import { LoopMonitor } from './loop-monitor.js';
import { type Random, RetryBudget } from './retry.js';
import type { Router } from './router.js';
import type { Refusal } from './server-error.js';
import type { Dialer } from './wire.js';

export interface CoreOptions {
  readonly bus: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly dialer: Dialer;
  readonly settings: TransportSettings;
  readonly masterOnly: boolean;
  makeRouter(laneDeps: LaneDeps): Router;
}

/** What all parts of a transport share: the clocks, the lanes, the events. */
export class Core {
  readonly bus: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: TransportSettings;
  readonly roundTrips = new LatencyWindow();
  readonly router: Router;
  onLinkState: ((lane: Lane, state: LinkState) => void) | undefined;
  private readonly laneDeps: LaneDeps;
  private readonly monitor: LoopMonitor;
  private readonly apart = new Set<Lane>();
  private readonly listeners = new Set<(event: TransportEvent) => void>();

  constructor(options: CoreOptions) {
    const { bus, clock, random, dialer, settings } = options;
    this.bus = bus;
    this.clock = clock;
    this.random = random;
    this.settings = settings;
    this.monitor = new LoopMonitor(
      clock,
      () => this.tick(),
      (ms) => this.emit({ type: 'loop-stalled', ms }),
    );
    this.laneDeps = {
      bus,
      clock,
      random,
      dialer,
      times: settings,
      masterOnly: options.masterOnly,
      responsiveNow: () => this.monitor.responsiveNow(),
      roundTrips: this.roundTrips,
      wheel: new DeadlineWheel<Call>(clock, (call, lateness) => call.owner?.expired(call, lateness)),
      budget: new RetryBudget(clock),
      limits: { maxItems: settings.maxInFlight, maxBytes: settings.maxInFlightBytes },
      reroute: (call, refusal, from) => this.reroute(call, refusal, from),
      onLinkState: (lane, state, cause, detail) => this.linkChanged(lane, state, cause, detail),
    };
    this.router = options.makeRouter(this.laneDeps);
  }

  start(): void {
    this.monitor.start();
  }

  stop(): void {
    this.monitor.stop();
  }

  responsiveNow(): number {
    return this.monitor.responsiveNow();
  }

  /** A connection beside the shared lanes: for a blocking reader, the subscriber, or a lease. */
  dial(role: string, key: string | undefined): Lane {
    const node = key === undefined ? undefined : this.router.node(key);
    const lane = new Lane({ role, node }, 25, this.laneDeps);
    this.apart.add(lane);
    return lane;
  }

  /** Every lane, shared or not. */
  *lanes(): Iterable<Lane> {
    yield* this.router.lanes();
    yield* this.apart;
  }

  emit(event: TransportEvent): void {
    if (channels.transport.hasSubscribers) {
      const { type, ...detail } = event;
      channels.transport.publish({ bus: this.bus, type, detail });
    }
    for (const listener of this.listeners) listener(event);
  }

  onEvent(listener: (event: TransportEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tick(): void {
    for (const lane of this.lanes()) lane.link.tick();
  }

  private reroute(call: Call, refusal: Refusal, from: Lane): Lane {
    if (refusal.remedy !== 'redirect' || call.key === undefined || this.apart.has(from)) return from;
    call.asking = refusal.word === 'ASK';
    const name = from.name as LaneName;
    if (call.asking && refusal.node !== undefined) return this.router.laneAt(refusal.node, name);
    this.router.redirected(call.key, refusal);
    return this.router.lane(call.key, name);
  }

  private linkChanged(
    lane: Lane,
    state: LinkState,
    cause: ConnectionCause | undefined,
    _detail: string,
  ): void {
    if (state === 'closed') this.apart.delete(lane);
    if (channels.connection.hasSubscribers)
      channels.connection.publish({ bus: this.bus, lane: lane.name, state, cause });
    if (state !== 'checking' && state !== 'connecting')
      this.emit({ type: 'connection', lane: lane.name, state, cause });
    this.router.linkChanged(state);
    this.onLinkState?.(lane, state);
  }
}
