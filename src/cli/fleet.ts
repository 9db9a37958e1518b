import { Command } from 'commander';
import { InvalidArgument } from '../base/errors.js';
import { addFleetFlags, type FleetFlags } from './fleet/flags.js';
import { interruptSignal } from './run.js';
import { inFlags } from './vpin/flags.js';

export function fleetCommand(): Command {
  const command = new Command('fleet')
    .description(
      'run engines (marketdata, vpin, strategy) as processes over both buses, replay market data and print what reached whom, how fast',
    )
    .addHelpText('after', help);
  return addFleetFlags(command).action(async (flags: FleetFlags) => {
    const interrupt = interruptSignal();
    try {
      const { printFleet } = await import('./fleet/run.js');
      await printFleet(flags, interrupt.signal);
    } catch (error) {
      throw error instanceof InvalidArgument ? inFlags(error, command) : error;
    } finally {
      interrupt.release();
    }
  });
}

const help = `
Without --market and --engine (or DUALBUS_MARKET_DATA_URL and DUALBUS_ENGINE_LOGIC_URL), redis-server processes of its
own serve both buses; without a redis-server on the PATH everything runs in this process. Bucket sizes that need totals
are computed from the data before it is replayed. A process that ends is started again and goes on where it was.

Examples:
  dualbus fleet
  dualbus fleet --data btcusdt_trades.csv.gz btcusdt_booktop.csv.gz --speed 60
  dualbus fleet --data bac_*_trade.zip --classifier tick --bucket-volume 1000000 --json
  dualbus fleet --market redis://127.0.0.1:6380 --engine redis://127.0.0.1:6381 --speed 1 --duration 60`;
