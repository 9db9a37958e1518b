import { Command } from 'commander';
import { InvalidArgument } from '../base/errors.js';
import { addBusFlags, type BusFlags } from './bus-urls.js';
import { number } from './options.js';
import { interruptSignal } from './run.js';
import { inFlags } from './vpin/flags.js';

/** Everything that follows `dualbus tap`. */
export interface TapFlags extends BusFlags {
  readonly namespace: string;
  readonly from?: string;
  readonly count?: number;
}

export function tapCommand(): Command {
  const command = new Command('tap')
    .description('print the messages on both buses as they pass, decoded, as NDJSON: one a line')
    .argument('[messages...]', 'message types; all by default, requests and beacons apart')
    .option('--namespace <name>', 'of the keys', 'dualbus')
    .option('--from <when>', 'begin with what is stored: 0, the id of an entry, or an ISO 8601 time')
    .option('--count <messages>', 'end after so many messages', number)
    .addHelpText('after', help);
  return addBusFlags(command, 'then ports 6380 and 6381 of this machine').action(
    async (messages: string[], flags: TapFlags) => {
      const interrupt = interruptSignal();
      try {
        const { tap } = await import('./tap/run.js');
        await tap(messages, flags, interrupt.signal);
      } catch (error) {
        throw error instanceof InvalidArgument ? inFlags(error, command) : error;
      } finally {
        interrupt.release();
      }
    },
  );
}

const help = `
A line is { "message", "bus", "stream", "id", "sequence", "ageUs", "fields" }; 64-bit integers are decimal strings, missing
numbers null. ageUs is the time since the publisher's send(), null when that was on another machine. Watching takes
nothing from anybody; when it cannot keep up, it skips messages and says on stderr how many.

Examples:
  dualbus tap trade quote --count 10
  dualbus tap vpinCalculation --from 0 | jq .fields.vpin`;
