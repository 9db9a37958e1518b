import { InvalidArgument } from '../../base/errors.js';
import type { Argument } from '../transport.js';

/**
 * The arguments, when each is a string, a finite number or bytes (which are copied). Anything else, an array above all,
 * could smuggle in options of the command.
 */
export function checkArguments(command: string, args: readonly Argument[]): readonly Argument[] {
  if (typeof command !== 'string' || !/^[A-Za-z]{1,32}$/.test(command))
    throw new InvalidArgument('command', 'a command name has 1 to 32 letters');
  if (!Array.isArray(args)) throw new InvalidArgument('args', 'arguments come as an array');
  return args.map((argument, i) => {
    if (typeof argument === 'string') return argument;
    if (typeof argument === 'number' && Number.isFinite(argument)) return argument;
    if (argument instanceof Uint8Array) return argument.slice();
    throw new InvalidArgument(`args[${i}]`, 'an argument is a string, a finite number or a Uint8Array');
  });
}
