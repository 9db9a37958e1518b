import { Command } from 'commander';
import { version } from '../base/version.js';
import { doctorCommand } from './doctor.js';
import { fleetCommand } from './fleet.js';
import { sbeCommand } from './sbe.js';
import { tapCommand } from './tap.js';
import { vpinCommand } from './vpin.js';

/** The whole command line, ready to parse. */
export function dualbusProgram(): Command {
  return new Command('dualbus')
    .description(
      'Two tuned Redis buses, an SBE wire protocol, and VPIN and factor mathematics at hardware speed',
    )
    .version(version())
    .addCommand(fleetCommand())
    .addCommand(vpinCommand())
    .addCommand(sbeCommand())
    .addCommand(tapCommand())
    .addCommand(doctorCommand());
}
