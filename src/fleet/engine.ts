import type { VpinOptions } from '../analytics/index.js';
import type { BusOptions, DualBus } from '../bus/index.js';
import type { Instrument } from '../market/index.js';
import type { MarketFeed } from './market-feed.js';
import type { Tally } from './tally.js';

/** What all engines of one fleet are told; plain values, which other processes can be sent. */
export interface FleetSettings {
  readonly namespace: string;
  readonly feed: MarketFeed;
  /** All instruments of the feed. */
  readonly instruments: readonly Instrument[];
  /** How much faster than it happened the feed is replayed; `max`: as fast as it goes. */
  readonly speed: number | 'max';
  /** With an explicit bucket size. */
  readonly vpin: VpinOptions;
}

/** The two buses of a fleet. */
export interface FleetBuses {
  readonly marketData: BusOptions;
  readonly engineLogic: BusOptions;
}

export interface EngineContext {
  readonly bus: DualBus;
  readonly settings: FleetSettings;
  readonly tally: Tally;
  /** Fires when the engine shall stop. */
  readonly signal: AbortSignal;
  /** Fires when no more market data shall be sent. */
  readonly finish: AbortSignal;
  /** The engine reads everything it reads: what is published from now on reaches it. */
  ready(): void;
  /** All market data was sent and has its outcome. */
  done(): void;
}

/** A program that runs until its signal fires; rejects when it cannot go on. */
export interface Engine {
  readonly name: EngineName;
  /** Whether another process can take up the work of one that died. */
  readonly resumes: boolean;
  run(context: EngineContext): Promise<void>;
}

export type EngineName = 'marketdata' | 'vpin' | 'strategy';

/** Resolves when the signal fires. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** The methods of the fleet's engines. */
declare module '../bus/methods.js' {
  interface RequestMap {
    /** The last trade of each instrument. */
    'marketdata.snapshot': {
      request: null;
      reply: { instrument: number; time: bigint; price: number; size: number }[];
    };
    /** VPIN of each instrument as of its last closed bucket, and as if the open one were closed. */
    'vpin.get': {
      request: null;
      reply: { instrument: string; buckets: number; vpin: number | null; interimVpin: number | null }[];
    };
  }
}
