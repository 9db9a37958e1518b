import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Vpin, type VpinOptions } from '../analytics/index.js';
import type { DualBus } from '../bus/index.js';
import { type BusUrls, openBuses } from './buses.js';
import type { Engine, FleetBuses, FleetSettings } from './engine.js';
import { InlineEngine } from './layout/inline.js';
import type { EngineHandle, LayoutEvents } from './layout/layout.js';
import { EngineProcess } from './layout/process.js';
import { type MarketFeed, openTrades, surveyInstruments } from './market-feed.js';
import { Observer, observerName } from './observer.js';
import { accountOf, type FleetReport, type Flow, reportOf } from './report.js';
import { connectFleet, readers, source } from './run-engine.js';

export interface FleetOptions extends BusUrls {
  readonly feed: MarketFeed;
  /** How much faster than it happened the feed is replayed. Default `max`: as fast as it goes. */
  readonly speed?: number | 'max';
  /** Options of VPIN; sizes from totals are computed from the feed beforehand. */
  readonly vpin?: VpinOptions;
  /** Begins the names of all keys. Default: a new one for each run, so that it finds nothing of an earlier one. */
  readonly namespace?: string;
  /** Sends market data for so many seconds at most. */
  readonly durationSeconds?: number;
  /** Engines as processes, or all in this one (the only way without a redis-server). Default `process`. */
  readonly layout?: 'process' | 'inline';
  readonly signal?: AbortSignal;
}

export interface FleetEvents extends LayoutEvents {
  /** The buses are there, and the instruments known. */
  opened(opened: {
    readonly urls: Readonly<Record<'marketData' | 'engineLogic', string>>;
    readonly namespace: string;
    readonly instruments: number;
  }): void;
  /** About twice a second. */
  progress(flows: readonly Flow[]): void;
}

const lookEveryMs = 100;
const tellEveryMs = 500;
/** When nothing moves for so long, what is missing is lost. */
const patienceMs = 15_000;

/**
 * Runs the engines over both buses until all market data has reached everybody, and says how that went.
 *
 * @throws InvalidInput, InvalidArgument for the data and options; ConnectFailed, UnsafeServer, ServerNotStarted for the
 * buses; EngineFailed when an engine cannot be kept running; the signal's reason. Nothing is left running.
 */
export async function runFleet(options: FleetOptions, events: FleetEvents): Promise<FleetReport> {
  const settings = await prepare(options);
  const open = await openBuses(options);
  const inline = open.inProcess || options.layout === 'inline';
  let bus: DualBus | undefined;
  const handles: EngineHandle[] = [];
  try {
    options.signal?.throwIfAborted();
    bus = await connectFleet(observerName, settings, open.buses);
    const { namespace, instruments } = settings;
    events.opened({ urls: open.urls, namespace, instruments: instruments.length });
    await bus.instruments.define(...settings.instruments);
    const observer = new Observer(bus);
    await observer.start();
    const run = new FleetRun(options, settings, open.buses, events, handles);
    await run.start(inline);
    const started = performance.now();
    await run.follow(observer);
    const seconds = (performance.now() - started - run.idleMs) / 1_000;
    const available = new Set(
      bus.roster.peers
        .filter(({ availability, status }) => availability === 'up' && status === 'running')
        .map(({ engine }) => engine),
    );
    const report = reportOf({ engines: handles, observer, available, urls: open.urls, seconds });
    await observer.close();
    return report;
  } finally {
    await Promise.all(handles.map((handle) => handle.stop()));
    await bus?.close();
    await open.close();
  }
}

async function prepare({
  feed,
  speed = 'max',
  vpin = {},
  namespace,
  signal,
}: FleetOptions): Promise<FleetSettings> {
  const instruments = await surveyInstruments(feed, signal);
  return {
    namespace: namespace ?? `fleet-${randomBytes(4).toString('hex')}`,
    feed,
    instruments: [...instruments.values()],
    speed,
    vpin: await Vpin.calibrate(() => openTrades(feed, signal), vpin),
  };
}

/** The engines of one run, from their start until everything is delivered. */
class FleetRun {
  /** Of the time since the market data, how long nothing moved at the end. */
  idleMs = 0;
  readonly #options: FleetOptions;
  readonly #settings: FleetSettings;
  readonly #buses: FleetBuses;
  readonly #events: FleetEvents;
  readonly #handles: EngineHandle[];

  constructor(
    options: FleetOptions,
    settings: FleetSettings,
    buses: FleetBuses,
    events: FleetEvents,
    handles: EngineHandle[],
  ) {
    this.#options = options;
    this.#settings = settings;
    this.#buses = buses;
    this.#events = events;
    this.#handles = handles;
  }

  /** Readers first: what is published before a group exists is not for it. */
  async start(inline: boolean): Promise<void> {
    const launch = (engine: Engine): Promise<void> => {
      const start = { engine, settings: this.#settings, buses: this.#buses, events: this.#events };
      const handle = inline ? new InlineEngine(start) : new EngineProcess(start);
      this.#handles.push(handle);
      return this.#unlessAborted(handle.ready);
    };
    await Promise.all(readers.map(launch));
    await launch(source);
  }

  /** Resolves when all data was sent and has reached everybody, or nothing moves any more. */
  async follow(observer: Observer): Promise<void> {
    const { durationSeconds } = this.#options;
    const feeding = this.#handles.at(-1)!;
    const timer =
      durationSeconds === undefined ? undefined : setTimeout(() => feeding.finish(), durationSeconds * 1_000);
    let sent = false;
    void feeding.done.then(() => {
      sent = true;
    });
    const failures = this.#handles.map(({ failed }) => failed);
    let [progress, movedAt, toldAt] = [-1, performance.now(), performance.now()];
    try {
      for (;;) {
        const wasSent = sent;
        await this.#unlessAborted(Promise.race([this.#refresh(), ...failures]));
        const account = accountOf(this.#handles, observer);
        const now = performance.now();
        if (account.progress !== progress) [progress, movedAt] = [account.progress, now];
        if (now - toldAt >= tellEveryMs) {
          toldAt = now;
          this.#events.progress(account.flows);
        }
        this.idleMs = now - movedAt;
        if (wasSent && (account.complete || this.idleMs > patienceMs)) return;
        await this.#unlessAborted(Promise.race([sleep(lookEveryMs), ...failures]));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #refresh(): Promise<void> {
    await Promise.all(this.#handles.map((handle) => handle.refresh()));
  }

  async #unlessAborted<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.#options;
    if (signal === undefined) return promise;
    signal.throwIfAborted();
    let abort: () => void = () => {};
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([promise, aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
