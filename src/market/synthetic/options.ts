import { InvalidArgument } from '../../base/errors.js';
import type { Instrument } from '../instrument.js';
import { checkModel, defaultModel, type SequentialTradeModel } from './model.js';

/** One instrument of a synthetic market; what is left out has the market's value. */
export interface SyntheticInstrument extends Partial<SequentialTradeModel> {
  readonly symbol: string;
  /** Value before the first day. Default 100. */
  readonly value?: number;
}

export interface SyntheticMarketOptions extends Partial<SequentialTradeModel> {
  /** The same seed and options give the same market. */
  readonly seed: number | bigint;
  /** Trading days, one on each calendar day. */
  readonly days: number;
  /** Instruments, or how many (then named S0, S1, ...). Default 1. */
  readonly instruments?: number | readonly SyntheticInstrument[];
  /** First session's start, ms since the Unix epoch or a Date. Default 2024-01-02 14:30 UTC. */
  readonly start?: number | Date;
  /** Length of a session. Default 23,400 (6.5 h). */
  readonly sessionSeconds?: number;
  /** Decimals to which prices are rounded. Default 4. */
  readonly priceDecimals?: number;
  /** Mean of the geometrically distributed trade sizes, which carry no information. Default 1: unit trades. */
  readonly meanSize?: number;
  /** Yields batches of quotes too: one before each trade and at the start of a session. Default false. */
  readonly quotes?: boolean;
  /** Rows per batch. Default 16,384. */
  readonly batchRows?: number;
}

/** One instrument with all that is known of it. */
export interface Listing {
  readonly instrument: Instrument;
  readonly model: SequentialTradeModel;
  readonly value: number;
}

const defaults = {
  ...defaultModel,
  instruments: 1,
  start: Date.UTC(2024, 0, 2, 14, 30),
  sessionSeconds: 23_400,
  priceDecimals: 4,
  meanSize: 1,
  quotes: false,
  batchRows: 16_384,
} as const;

const maxInstruments = 100_000;

/** @throws InvalidArgument for the first option that is out of its range */
export function checkOptions(given: SyntheticMarketOptions): Required<SyntheticMarketOptions> {
  const options: Required<SyntheticMarketOptions> = { ...defaults, ...given };
  const demand = (name: keyof SyntheticMarketOptions, holds: boolean, range: string) => {
    if (!holds) throw new InvalidArgument(name, `${String(options[name])} is not ${range}`);
  };
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  demand('seed', typeof options.seed === 'bigint' || Number.isSafeInteger(options.seed), 'an integer');
  demand('days', isWhole(options.days, 1, 100_000), 'a number of days from 1 to 100,000');
  demand('start', Number.isSafeInteger(Number(options.start)), 'a time in ms');
  demand(
    'sessionSeconds',
    options.sessionSeconds > 0 && options.sessionSeconds <= 86_400,
    'part of a day in s',
  );
  demand('priceDecimals', isWhole(options.priceDecimals, 0, 12), 'a number of decimals from 0 to 12');
  demand('meanSize', options.meanSize >= 1 && options.meanSize <= 1e9, 'a mean size from 1 to 1e9');
  demand('batchRows', isWhole(options.batchRows, 1, 1 << 24), `a number of rows from 1 to ${1 << 24}`);
  return options;
}

/** @throws InvalidArgument for a parameter of an instrument that is out of its range */
export function listingsOf(options: Required<SyntheticMarketOptions>): Listing[] {
  const { instruments, priceDecimals } = options;
  const list: readonly SyntheticInstrument[] =
    typeof instruments === 'number' ? numbered(instruments) : instruments;
  if (list.length === 0) throw new InvalidArgument('instruments', 'there is none');
  if (new Set(list.map(({ symbol }) => symbol)).size < list.length)
    throw new InvalidArgument('instruments', 'two have the same symbol');
  return list.map((given, id) => {
    const { alpha, delta, mu, epsilon, theta, eta, jump, symbol, value = 100 } = { ...options, ...given };
    const model = { alpha, delta, mu, epsilon, theta, eta, jump };
    checkModel(model);
    if (!(value > 0)) throw new InvalidArgument('value', `${value} of ${symbol} is not positive`);
    const priceExponent = priceDecimals === 0 ? 0 : -priceDecimals;
    return {
      instrument: { id, symbol, priceExponent, sizeExponent: 0 },
      model,
      value,
    };
  });
}

function numbered(count: number): SyntheticInstrument[] {
  if (!Number.isInteger(count) || count < 1 || count > maxInstruments)
    throw new InvalidArgument(
      'instruments',
      `${count} is not a number of instruments from 1 to ${maxInstruments}`,
    );
  return Array.from({ length: count }, (_, k) => ({ symbol: `S${k}` }));
}
