import { Command } from 'commander';
import { compileCommand } from './sbe-compile.js';
import { decodeCommand } from './sbe-decode.js';
import { describeCommand } from './sbe-describe.js';

export function sbeCommand(): Command {
  return new Command('sbe')
    .description('decode any SBE 1.0 bytes, generate TypeScript or C++ from a schema, or print its layout')
    .addCommand(decodeCommand())
    .addCommand(compileCommand())
    .addCommand(describeCommand());
}
