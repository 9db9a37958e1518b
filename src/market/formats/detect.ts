import { InvalidArgument } from '../../base/errors.js';
import type { Layout } from '../csv/layout.js';
import type { TimeUnit } from '../csv/time.js';
import { longestSymbol } from '../registry.js';
import { binanceLayout } from './binance.js';
import { delimitedLayout, unknownFormat } from './delimited.js';
import { leanLayout, type Session } from './lean.js';
import type { Sample } from './sample.js';
import { symbolFromName } from './symbol-name.js';

/** A family of formats; 'auto' tells it from the content. */
export type MarketFormat = 'auto' | 'binance' | 'lean' | 'csv';

export interface FormatOptions {
  /** Reads the files as this format only. Default 'auto'. */
  readonly format?: MarketFormat;
  /** The symbol of files that have no column for it. Default: taken from the file name. */
  readonly symbol?: string;
  /**
   * Rows of Lean ticks that are delivered: 'regular' (the default) leaves out suspicious ticks and those outside
   * 9:30 to 16:00 New York time, 'all' delivers every row. Other formats have no session.
   */
  readonly session?: Session;
  /** What integer times of a csv count. Default 'auto': told from the number of digits. */
  readonly timeUnit?: TimeUnit;
}

const choices = {
  format: ['auto', 'binance', 'lean', 'csv'],
  session: ['regular', 'all'],
  timeUnit: ['auto', 's', 'ms', 'us', 'ns'],
} as const;

/** @throws InvalidArgument for an option that is none of its choices */
export function checkFormatOptions(options: FormatOptions): void {
  for (const name of ['format', 'session', 'timeUnit'] as const) {
    const value = options[name];
    const known: readonly string[] = choices[name];
    if (value !== undefined && !known.includes(value))
      throw new InvalidArgument(name, `"${value}" is none of ${known.join(', ')}`);
  }
  if (options.symbol !== undefined && (options.symbol === '' || options.symbol.length > longestSymbol))
    throw new InvalidArgument(
      'symbol',
      `"${options.symbol}" is not a symbol of 1 to ${longestSymbol} characters`,
    );
}

/** @throws InvalidInput when no format takes the file. */
export function detectLayout(sample: Sample, options: FormatOptions): Layout {
  const format = options.format ?? 'auto';
  const symbol = options.symbol ?? symbolFromName(sample.name);
  const tries: Record<Exclude<MarketFormat, 'auto'>, () => Layout | undefined> = {
    binance: () => binanceLayout(sample, symbol),
    lean: () => leanLayout(sample, options.symbol, options.session ?? 'regular'),
    csv: () => delimitedLayout(sample, symbol, options.timeUnit ?? 'auto'),
  };
  const layout = format === 'auto' ? (tries.binance() ?? tries.lean() ?? tries.csv()) : tries[format]();
  if (layout === undefined) throw unknownFormat(sample);
  return layout;
}
