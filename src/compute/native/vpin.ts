import type { Addon, VpinHandle } from '../../addon/binding.js';
import { loadAddon } from '../../addon/load.js';
import { forcedName } from '../choose.js';

/** The numbers of native/vpin/settings.h. */
const classifiers = ['aggressor', 'tick', 'quote', 'lee-ready'] as const;
export type NativeClassifier = (typeof classifiers)[number];

/** Why a call stopped; the numbers of native/vpin/rows.h. */
const faults = [
  'none',
  'unknown instrument',
  'inexact weight',
  'too many buckets',
  'too many rows',
  'too many quotes',
] as const;
export type VpinFault = (typeof faults)[number];

/** The numbers of `StateNumbers` in native/vpin/series.h. */
const stateNumbers = [
  'buckets',
  'trades',
  'rejected',
  'days',
  'bucket',
  'fill',
  'openShare',
  'vpin',
  'signedVpin',
  'cdf',
  'interimVpin',
] as const;
export type VpinStateNumbers = Readonly<Record<(typeof stateNumbers)[number], number>>;

export interface NativeVpinSettings {
  readonly classifier: NativeClassifier;
  readonly byValue: boolean;
  readonly window: number;
  readonly cdfWindow: number;
  /** ns */
  readonly sessionGap: number;
  readonly quoteLag: number;
}

/** How the amounts of one instrument are counted (src/analytics/vpin/measure.ts). */
export interface MeasureNumbers {
  readonly bucket: number;
  /** The size from the next bucket border on, or NaN. */
  readonly next: number;
  readonly unitsPerStep: number;
  readonly unitsPerWhole: number;
  readonly stepsPerWhole: number;
  readonly ticksPerWhole: number;
}

/** Where and why a call stopped, and how many closed buckets wait. */
export interface VpinOutcome {
  readonly row: number;
  readonly fault: VpinFault;
  readonly closed: number;
}

interface BatchStart {
  readonly length: number;
  readonly timeBase: bigint;
  readonly instrument: Uint32Array;
  readonly timeOffset: Float64Array;
}

export interface TradeBatch extends BatchStart {
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly side: Int8Array;
  readonly bid?: Float64Array;
  readonly ask?: Float64Array;
}

export interface QuoteBatch extends BatchStart {
  readonly bid: Float64Array;
  readonly ask: Float64Array;
}

/** The columns that closed buckets are written to: `reals` has nine of equal length, in the order of the native rows. */
export interface ClosedBuckets {
  readonly instrument: Uint32Array;
  readonly start: BigInt64Array;
  readonly end: BigInt64Array;
  readonly reals: Float64Array;
}

const largestWindow = 2 ** 24;

/** The VPIN states of one owner in C++ (native/vpin); they end with this object, or with its thread. */
export class NativeVpin {
  readonly #addon: Addon;
  readonly #engine: VpinHandle;
  readonly #outcome = new Float64Array(2);
  readonly #state = new Float64Array(stateNumbers.length);

  /** Undefined where no addon is in use, or the settings are beyond it. */
  static open(settings: NativeVpinSettings): NativeVpin | undefined {
    const state = loadAddon();
    if (state.status !== 'loaded' || forcedName({}) === 'reference') return undefined;
    if (settings.window > largestWindow || settings.cdfWindow > largestWindow) return undefined;
    return new NativeVpin(state.addon, settings);
  }

  private constructor(addon: Addon, settings: NativeVpinSettings) {
    const { classifier, byValue, window, cdfWindow, sessionGap, quoteLag } = settings;
    const place = classifiers.indexOf(classifier);
    this.#addon = addon;
    this.#engine = addon.vpinOpen(
      Float64Array.of(place, byValue ? 1 : 0, window, cdfWindow, sessionGap, quoteLag),
    );
  }

  /** Replaces the state of a slot, or adds the next one. */
  load(slot: number, state: Uint8Array, measure: MeasureNumbers): void {
    const { bucket, next, unitsPerStep, unitsPerWhole, stepsPerWhole, ticksPerWhole } = measure;
    const numbers = Float64Array.of(bucket, next, unitsPerStep, unitsPerWhole, stepsPerWhole, ticksPerWhole);
    this.#addon.vpinLoad(this.#engine, slot, state, numbers);
  }

  /** The bytes that the reference would write for a slot. */
  save(slot: number): Uint8Array {
    return this.#addon.vpinSave(this.#engine, slot);
  }

  map(ids: Uint32Array, slots: Uint32Array): void {
    this.#addon.vpinMap(this.#engine, ids, slots);
  }

  /** Takes rows from `from` on. @param limit how many closed buckets may wait */
  trades(b: TradeBatch, from: number, limit: number): VpinOutcome {
    const row = this.#addon.vpinTrades(
      this.#engine,
      from,
      b.length,
      b.timeBase,
      limit,
      b.instrument,
      b.timeOffset,
      b.price,
      b.size,
      b.side,
      b.bid,
      b.ask,
    );
    return this.#outcomeAt(row);
  }

  quotes(b: QuoteBatch, from: number, limit: number): VpinOutcome {
    const row = this.#addon.vpinQuotes(
      this.#engine,
      from,
      b.length,
      b.timeBase,
      limit,
      b.instrument,
      b.timeOffset,
      b.bid,
      b.ask,
    );
    return this.#outcomeAt(row);
  }

  /** Moves the closed buckets to the rows from `at` on. */
  take(at: number, { instrument, start, end, reals }: ClosedBuckets): void {
    this.#addon.vpinTake(this.#engine, at, instrument, start, end, reals);
  }

  state(slot: number): VpinStateNumbers {
    this.#addon.vpinState(this.#engine, slot, this.#state);
    return Object.fromEntries(stateNumbers.map((name, i) => [name, this.#state[i]!])) as VpinStateNumbers;
  }

  #outcomeAt(row: number): VpinOutcome {
    this.#addon.vpinOutcome(this.#engine, this.#outcome);
    return { row, fault: faults[this.#outcome[0]!]!, closed: this.#outcome[1]! };
  }
}
