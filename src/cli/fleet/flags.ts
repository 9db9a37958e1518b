import { type Command, InvalidArgumentError } from 'commander';
import type { VpinOptions } from '../../analytics/index.js';
import type { FleetOptions, MarketFeed } from '../../fleet/index.js';
import { addBusFlags, type BusFlags, namedUrls } from '../bus-urls.js';
import { choice, number } from '../options.js';
import { withBucketVolume } from '../vpin/flags.js';

/** Everything that follows `dualbus fleet`. */
export interface FleetFlags
  extends BusFlags,
    Pick<VpinOptions, 'bucketVolume' | 'buckets' | 'bucketsPerDay' | 'window' | 'classifier'> {
  readonly data?: readonly string[];
  readonly session?: 'regular' | 'all';
  readonly days: number;
  readonly instruments: number;
  readonly seed: number;
  readonly speed: number | 'max';
  readonly duration?: number;
  readonly namespace?: string;
  readonly layout?: 'process' | 'inline';
  readonly json?: true;
}

export function addFleetFlags(command: Command): Command {
  return addBusFlags(command, 'else a redis-server of its own')
    .option('--data <files...>', 'trades and quotes to replay in order of time (default: a synthetic market)')
    .option('--days <count>', 'days of the synthetic market', number, 10)
    .option('--instruments <count>', 'instruments of the synthetic market', number, 4)
    .option('--seed <number>', 'seed of the synthetic market', number, 1)
    .option('--speed <factor>', 'times as fast as it happened, or max', speed, 'max')
    .option('--duration <seconds>', 'send market data for so long at most', number)
    .option(
      '--bucket-volume <volume>',
      'VPIN: bucket size, for every instrument: 5000, 0.25, 1000/3 or total/200',
    )
    .option('--buckets <count>', 'VPIN: bucket size: the total volume over this number', number)
    .option(
      '--buckets-per-day <count>',
      'VPIN: bucket size: the daily volume over this number (default: 50)',
      number,
    )
    .option('--window <buckets>', 'VPIN: buckets in the mean (default: 50)', number)
    .addOption(
      choice('--classifier <name>', 'VPIN: who took the initiative (default: aggressor)', [
        'aggressor',
        'tick',
        'quote',
        'lee-ready',
      ]),
    )
    .addOption(choice('--session <which>', 'which Lean ticks (default: regular)', ['regular', 'all']))
    .option('--namespace <name>', 'of the keys (default: one of its own for each run)')
    .addOption(choice('--layout <how>', 'engines as processes, or all in this one', ['process', 'inline']))
    .option('--json', 'print one JSON document');
}

export function fleetOptions(flags: FleetFlags, signal: AbortSignal): FleetOptions {
  const { bucketVolume, buckets, bucketsPerDay, window, classifier, duration, layout, speed, namespace } =
    flags;
  return {
    feed: feedOf(flags),
    speed,
    vpin: withBucketVolume({
      ...(bucketVolume !== undefined && { bucketVolume }),
      ...(buckets !== undefined && { buckets }),
      ...(bucketsPerDay !== undefined && { bucketsPerDay }),
      ...(window !== undefined && { window }),
      ...(classifier && { classifier }),
    }),
    ...(duration !== undefined && { durationSeconds: duration }),
    ...(layout && { layout }),
    ...(namespace !== undefined && { namespace }),
    ...namedUrls(flags),
    signal,
  };
}

function feedOf({ data, session, days, instruments, seed, speed }: FleetFlags): MarketFeed {
  if (data === undefined) {
    // The market gives quotes and trades of one stretch of time one after the other: a paced replay wants short ones.
    const batchRows = speed === 'max' ? 16_384 : 32;
    const market = { seed, days, instruments, quotes: true, meanSize: 100, batchRows };
    return { kind: 'synthetic', options: market };
  }
  return { kind: 'files', files: data, ...(session && { session }) };
}

function speed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const factor = Number(text);
  if (!(factor > 0)) throw new InvalidArgumentError('It is neither a positive number nor max.');
  return factor;
}
