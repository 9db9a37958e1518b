import { Command } from 'commander';
import { InvalidArgument } from '../base/errors.js';
import { interruptSignal } from './run.js';
import { addFlags, inFlags, type VpinFlags } from './vpin/flags.js';

export function vpinCommand(): Command {
  const command = new Command('vpin')
    .description('VPIN (volume-synchronized probability of informed trading) of files of trades or bars')
    .argument(
      '<files...>',
      'trades or OHLCV bars: Binance csv, Lean tick zip, csv with a header; .gz; - is stdin',
    )
    .addHelpText('after', examples);
  return addFlags(command).action(async (files: string[], flags: VpinFlags) => {
    const interrupt = interruptSignal();
    try {
      const { VpinRun } = await import('./vpin/run.js');
      await new VpinRun(files, flags, interrupt.signal).print();
    } catch (error) {
      throw error instanceof InvalidArgument ? inFlags(error, command) : error;
    } finally {
      interrupt.release();
    }
  });
}

const examples = `
Sizes from totals (--buckets, --buckets-per-day, total/N) and the preset pinstimation read the files twice.

Examples:
  dualbus vpin btcusdt_trades.csv.gz --buckets 200
  dualbus vpin monday.csv tuesday.csv --classifier tick --bucket-volume 5000 --json
  dualbus vpin trades.csv.gz --preset pinstimation --bar-seconds 300 --buckets-per-day 50
  dualbus vpin dollar_bars.csv --preset ratio
  zcat trades.csv.gz | dualbus vpin - --bucket-volume 100 --window 20`;
