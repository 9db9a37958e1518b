import { type Command, InvalidArgumentError } from 'commander';
import type { SigmaRule, VpinOptions, VpinPreset } from '../../analytics/index.js';
import { InvalidArgument } from '../../base/errors.js';
import type { ReadOptions } from '../../market/index.js';
import { choice, number } from '../options.js';

/** Everything that follows `dualbus vpin`. */
export interface VpinFlags extends VpinOptions {
  readonly quotes?: readonly string[];
  readonly format?: NonNullable<ReadOptions['format']>;
  readonly session?: NonNullable<ReadOptions['session']>;
  readonly symbol?: string;
  readonly skipBad?: true;
  readonly json?: true;
}

const presets: readonly VpinPreset[] = ['aggressor', 'elo2012', 'pinstimation', 'ratio'];
const classifiers = ['aggressor', 'tick', 'quote', 'lee-ready', 'bulk-normal', 'bulk-student-t'] as const;

export function addFlags(command: Command): Command {
  return command
    .addOption(choice('--preset <name>', 'sets the defaults of all other options', presets))
    .addOption(choice('--classifier <name>', 'who took the initiative (default: aggressor)', classifiers))
    .option('--bucket-volume <volume>', 'bucket size: 5000, 0.25, 1000/3, or total/200 of the files')
    .option('--buckets <count>', 'bucket size: the total volume over this number', number)
    .option(
      '--buckets-per-day <count>',
      'bucket size: the daily volume over this number (default: 50)',
      number,
    )
    .option('--bucket-value <money>', 'bucket size in money, not exact', number)
    .option('--bucket-per-bar', 'every bar is a bucket of its own volume')
    .option('--window <buckets>', 'buckets in the VPIN (default: 50)', number)
    .option('--bar-seconds <seconds>', 'bulk: bars of equal time (default: 60)', number)
    .option('--bar-trades <count>', 'bulk: bars of so many trades', number)
    .option('--bar-volume <volume>', 'bulk: bars of at least this volume')
    .option('--bar-value <money>', 'bulk: bars of at least this money', number)
    .addOption(
      choice('--bar-origin <when>', 'where time bars start (default: midnight)', ['midnight', 'first-trade']),
    )
    .addOption(
      choice('--price-change <how>', 'price change of a bar (default: close-to-close)', [
        'in-bar',
        'close-to-close',
      ]),
    )
    .option('--count-empty-bars', 'time bars without trades count in sigma')
    .option('--no-count-empty-bars', 'they do not (default)')
    .option(
      '--sigma <rule>',
      'sample, expanding (default), rolling:20, rolling:20:2 (from 2 bars on), ewma:0.94, fixed:0.01',
      sigmaRule,
    )
    .option('--df <number>', 'degrees of freedom of bulk-student-t (default: 0.25)', number)
    .option('--quotes <files...>', 'quotes for the classifiers quote and lee-ready')
    .option(
      '--quote-lag-seconds <seconds>',
      'how much older than the trade a quote must be (default: 0)',
      number,
    )
    .option(
      '--session-gap-seconds <seconds>',
      'so long without trades is no trading time (default: 3600)',
      number,
    )
    .option('--cdf-window <count>', 'past VPIN values in the CDF (default: 12500)', number)
    .addOption(
      choice('--format <name>', 'format of the files (default: auto)', ['auto', 'binance', 'lean', 'csv']),
    )
    .option('--symbol <name>', 'instrument of files that name none (default: from the file name)')
    .addOption(choice('--session <which>', 'which Lean ticks (default: regular)', ['regular', 'all']))
    .option('--skip-bad', 'skip bad rows and count them on stderr, instead of stopping at the first')
    .option('--json', 'print one JSON document');
}

/** The options of Vpin among the flags. */
export function vpinOptions(flags: VpinFlags): VpinOptions {
  const { quotes, format, session, symbol, skipBad, json, ...options } = flags;
  return withBucketVolume(options);
}

/** `total/N` as a bucket volume is the option `buckets`. */
export function withBucketVolume({ bucketVolume, ...rest }: VpinOptions): VpinOptions {
  const total = /^total\/(\d+(?:\.\d+)?)$/.exec(String(bucketVolume ?? ''));
  if (total !== null) return { ...rest, buckets: Number(total[1]) };
  return bucketVolume === undefined ? rest : { ...rest, bucketVolume };
}

/** What the library says of an option, with the flag that sets it: `bucketVolume` is `--bucket-volume`. */
export function inFlags(error: InvalidArgument, command: Command): InvalidArgument {
  const flags = new Map(command.options.map((option) => [option.attributeName(), option.long ?? '']));
  const text = error.message
    .slice(error.argument.length + 2)
    .replace(/\b[a-z]+[A-Z]\w+/g, (name) => flags.get(name) ?? name);
  return new InvalidArgument(flags.get(error.argument) ?? error.argument, text);
}

export function readOptions(flags: VpinFlags, signal: AbortSignal): ReadOptions {
  const { format, session, symbol, skipBad } = flags;
  return {
    signal,
    ...(format && { format }),
    ...(session && { session }),
    ...(symbol !== undefined && { symbol }),
    ...(skipBad && { skipBad }),
  };
}

function sigmaRule(text: string): SigmaRule {
  const [name, ...values] = text.split(':');
  const [first, second] = values.map(number);
  if (values.length === 0 && (name === 'sample' || name === 'expanding')) return name;
  if (values.length === 1 && name === 'ewma') return { ewma: first };
  if (values.length === 1 && name === 'fixed') return { fixed: first };
  if (values.length === 1 && name === 'rolling') return { rolling: first };
  if (values.length === 2 && name === 'rolling') return { rolling: first, minimum: second };
  throw new InvalidArgumentError(
    'Allowed: sample, expanding, rolling:BARS[:MINIMUM], ewma:DECAY, fixed:SIGMA.',
  );
}
