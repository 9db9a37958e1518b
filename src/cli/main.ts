#!/usr/bin/env node
import { Command } from 'commander';
import { doctorCommand } from './doctor.js';
import { runProgram } from './run.js';
import { sbeCommand } from './sbe.js';
import { version } from './version.js';

const program = new Command('dualbus')
  .description(
    'Two tuned Redis buses, an SBE wire protocol, and VPIN and factor mathematics at hardware speed',
  )
  .version(version())
  .addCommand(sbeCommand())
  .addCommand(doctorCommand());

void runProgram(program, process.argv);
