import type { Addon, VpinHandle } from '../../addon/binding.js';
import { loadAddon } from '../../addon/load.js';
import { forcedName } from '../choose.js';
import { studentTParameters } from '../reference/student-t-cdf.js';

// The places of names in these lists are the numbers of native/vpin/settings.h.
const classifiers = ['aggressor', 'tick', 'quote', 'lee-ready', 'bulk-normal', 'bulk-student-t'] as const;
const barKinds = ['time', 'ticks', 'volume', 'value'] as const;
const sigmaKinds = ['fixed', 'expanding', 'rolling', 'ewma'] as const;

/** Why a call stopped; the numbers of native/vpin/rows.h. */
const faults = [
  'none',
  'unknown instrument',
  'inexact weight',
  'too many buckets',
  'too many rows',
  'too many quotes',
  'inexact bar',
  'wrong kind',
] as const;
export type VpinFault = (typeof faults)[number];

/** The numbers of `StateNumbers` in native/vpin/account.h. */
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
  'pending',
] as const;
export type VpinStateNumbers = Readonly<Record<(typeof stateNumbers)[number], number>>;

/** Settings that C++ computes (src/analytics/vpin/settings.ts); lengths of time in ns. */
export interface NativeVpinSettings {
  readonly classifier: (typeof classifiers)[number];
  readonly byValue: boolean;
  readonly window: number;
  readonly cdfWindow: number;
  readonly sessionGap: number;
  readonly quoteLag: number;
  readonly perBar: boolean;
  readonly bar: (typeof barKinds)[number];
  /** Of time bars. */
  readonly barLength: number;
  readonly fromMidnight: boolean;
  readonly closeToClose: boolean;
  readonly countEmptyBars: boolean;
  readonly sigma: (typeof sigmaKinds)[number];
  /** Of a rolling sigma. */
  readonly sigmaBars: number;
  readonly sigmaMinimum: number;
  /** Of an exponentially weighted one. */
  readonly decay: number;
  readonly df: number;
}

/** How one instrument is counted. */
export interface SeriesNumbers extends MeasureNumbers {
  readonly stepsPerWhole: number;
  readonly ticksPerWhole: number;
  /** What a bar of ticks, volume (in quantity steps) or value collects. */
  readonly barTarget: number;
  /** Of a fixed sigma. */
  readonly sigma: number;
}

/** How amounts are counted (src/analytics/vpin/measure.ts). */
export interface MeasureNumbers {
  readonly bucket: number;
  /** The size from the next bucket border on, or NaN. */
  readonly next: number;
  readonly unitsPerStep: number;
  readonly unitsPerWhole: number;
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

/** Finished bars; prices are in price. */
export interface BarBatch extends BatchStart {
  readonly open: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
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
    const { window, cdfWindow, sigmaBars } = settings;
    if (Math.max(window, cdfWindow, sigmaBars) > largestWindow) return undefined;
    return new NativeVpin(state.addon, settings);
  }

  private constructor(addon: Addon, settings: NativeVpinSettings) {
    this.#addon = addon;
    this.#engine = addon.vpinOpen(settingNumbers(settings));
  }

  /** Replaces the state of a slot, or adds the next one. */
  load(slot: number, state: Uint8Array, n: SeriesNumbers): void {
    const numbers = Float64Array.of(
      ...[n.bucket, n.next, n.unitsPerStep, n.unitsPerWhole],
      ...[n.stepsPerWhole, n.ticksPerWhole, n.barTarget, n.sigma],
    );
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

  bars(b: BarBatch, from: number, limit: number): VpinOutcome {
    const row = this.#addon.vpinBars(
      this.#engine,
      from,
      b.length,
      b.timeBase,
      limit,
      b.instrument,
      b.timeOffset,
      b.open,
      b.close,
      b.volume,
    );
    return this.#outcomeAt(row);
  }

  /** Closes the open bars; the row of the outcome is a slot. */
  close(limit: number): VpinOutcome {
    return this.#outcomeAt(this.#addon.vpinClose(this.#engine, limit));
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

/** In the order of native/napi/vpin_settings.cc. */
function settingNumbers(s: NativeVpinSettings): Float64Array {
  const { df, inverseBeta } = studentTParameters(s.df);
  const number = (flag: boolean): number => (flag ? 1 : 0);
  return Float64Array.of(
    ...[
      classifiers.indexOf(s.classifier),
      number(s.byValue),
      s.window,
      s.cdfWindow,
      s.sessionGap,
      s.quoteLag,
    ],
    ...[
      number(s.perBar),
      barKinds.indexOf(s.bar),
      s.barLength,
      number(s.fromMidnight),
      number(s.closeToClose),
    ],
    ...[number(s.countEmptyBars), sigmaKinds.indexOf(s.sigma), s.sigmaBars, s.sigmaMinimum, s.decay],
    ...[df, inverseBeta],
  );
}
