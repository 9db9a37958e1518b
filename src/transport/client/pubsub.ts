import type { Clock } from '../../base/clock.js';
import { type Outcome, unwrap } from '../outcome.js';
import type { Subscription, TransportEvent } from '../transport.js';
import { CommandCall } from './call.js';
import type { Lane } from './lane.js';
import { anything } from './replies.js';

export interface PubSubDeps {
  readonly bus: string;
  readonly clock: Clock;
  /** Cluster: SPUBLISH and SSUBSCRIBE, which stay on the server of the channel's slot. */
  readonly sharded: boolean;
  part(channel: string): string;
  dial(channel: string): Lane;
  /** The server that has the channel now. */
  node(channel: string): string | undefined;
  onRedirected(): void;
  emit(event: TransportEvent): void;
}

type Listener = (frame: Uint8Array) => void;

interface Channel {
  readonly listeners: Set<Listener>;
  confirmed: boolean;
}

/** Subscriptions, on one connection per server. Resumed after every reconnect; the gap is announced. */
export class PubSub {
  private readonly channels = new Map<string, Channel>();
  private readonly lanes = new Map<string, SubscriberLane>();
  private readonly deps: PubSubDeps;

  constructor(deps: PubSubDeps) {
    this.deps = deps;
  }

  /** Resolves when the server has confirmed the subscription; throws when it refuses. */
  async subscribe(channel: string, listener: Listener, deadlineMs: number): Promise<Subscription> {
    let state = this.channels.get(channel);
    if (state === undefined) {
      state = { listeners: new Set(), confirmed: false };
      this.channels.set(channel, state);
    }
    state.listeners.add(listener);
    if (!state.confirmed) {
      const outcome = await this.laneOf(channel).subscribe(channel, deadlineMs);
      if (outcome.status !== 'ok') await this.remove(channel, listener);
      unwrap(outcome, this.deps.bus, `SUBSCRIBE ${channel}`);
    }
    const close = (): Promise<void> => this.remove(channel, listener);
    return { channel, close, [Symbol.asyncDispose]: close };
  }

  close(): void {
    for (const lane of this.lanes.values()) lane.close();
  }

  private async remove(channel: string, listener: Listener): Promise<void> {
    const state = this.channels.get(channel);
    if (state === undefined || !state.listeners.delete(listener) || state.listeners.size > 0) return;
    this.channels.delete(channel);
    await this.lanes.get(this.deps.part(channel))?.unsubscribe(channel);
  }

  private laneOf(channel: string): SubscriberLane {
    const part = this.deps.part(channel);
    let lane = this.lanes.get(part);
    if (lane === undefined) {
      lane = new SubscriberLane(part, this.channels, this.deps);
      this.lanes.set(part, lane);
    }
    return lane;
  }
}

/** One connection that holds the subscriptions of one part of the cluster. */
class SubscriberLane {
  private lane: Lane | undefined;
  private lostAt: number | undefined;
  private waiting: (() => void)[] = [];
  private readonly part: string;
  private readonly channels: ReadonlyMap<string, Channel>;
  private readonly deps: PubSubDeps;

  constructor(part: string, channels: ReadonlyMap<string, Channel>, deps: PubSubDeps) {
    this.part = part;
    this.channels = channels;
    this.deps = deps;
  }

  async subscribe(channel: string, deadlineMs: number): Promise<Outcome<void>> {
    const due = this.deps.clock.now() + deadlineMs;
    this.lane ??= this.dial(channel);
    if (this.lane.link.state !== 'open') await this.opened(due);
    return this.send(this.command('SUBSCRIBE'), channel, due);
  }

  async unsubscribe(channel: string): Promise<void> {
    if (this.lane?.link.state === 'open')
      await this.send(this.command('UNSUBSCRIBE'), channel, this.deps.clock.now() + 1_000);
  }

  close(): void {
    this.lane?.close(0, () => {});
  }

  private command(name: string): string {
    return this.deps.sharded ? `S${name}` : name;
  }

  private send(command: string, channel: string, due: number): Promise<Outcome<void>> {
    return new Promise((resolve) => {
      const call = new CommandCall(command, [channel], 'unless-written', channel, anything, (outcome) => {
        const state = this.channels.get(channel);
        if (state !== undefined && outcome.status === 'ok') state.confirmed = true;
        resolve(outcome.status === 'ok' ? { status: 'ok', value: undefined } : outcome);
      });
      const refused = this.lane!.submit(call, due);
      if (refused !== undefined) resolve(refused);
    });
  }

  private dial(channel: string): Lane {
    const lane = this.deps.dial(channel);
    lane.onOpened = () => void this.resume();
    lane.onClosed = () => {
      if (lane !== this.lane) return;
      this.lost();
      const moved = this.deps.node(channel) !== lane.link.request.node;
      if (moved && lane.link.state === 'down') this.move(channel);
    };
    lane.onPush = (name, frame) => {
      for (const listener of this.channels.get(name)?.listeners ?? []) listener(frame);
    };
    lane.onSubscriptionEnded = () => this.move(channel);
    lane.link.open();
    return lane;
  }

  /** The server ended a subscription because its slot moved: follow it. */
  private move(channel: string): void {
    this.deps.onRedirected();
    this.lost();
    this.lane?.close(0, () => {});
    this.lane = this.dial(channel);
  }

  private lost(): void {
    this.lostAt ??= this.deps.clock.now();
    for (const channel of this.mine()) this.channels.get(channel)!.confirmed = false;
  }

  private mine(): string[] {
    return [...this.channels.keys()].filter((channel) => this.deps.part(channel) === this.part);
  }

  private async resume(): Promise<void> {
    const waiting = this.waiting;
    this.waiting = [];
    for (const callback of waiting) callback();
    const lostAt = this.lostAt;
    if (lostAt === undefined) return;
    const due = this.deps.clock.now() + 1_000;
    const channels = this.mine();
    const outcomes = await Promise.all(
      channels.map((channel) => this.send(this.command('SUBSCRIBE'), channel, due)),
    );
    const back = channels.filter((_, i) => outcomes[i]!.status === 'ok');
    outcomes.forEach((outcome, i) => {
      if (outcome.status === 'ok' || outcome.reason === 'connection-lost') return;
      this.deps.emit({ type: 'subscription-refused', channel: channels[i]!, reason: outcome.reason });
    });
    if (back.length < channels.length && this.lane?.link.state !== 'open') return;
    this.lostAt = undefined;
    const downMs = this.deps.clock.now() - lostAt;
    if (back.length > 0) this.deps.emit({ type: 'resubscribed', channels: back, downMs });
  }

  private opened(due: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.deps.clock.after(Math.max(0, due - this.deps.clock.now()), resolve);
      this.waiting.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }
}
