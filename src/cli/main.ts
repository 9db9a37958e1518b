#!/usr/bin/env node
import { dualbusProgram } from './program.js';
import { runProgram } from './run.js';

void runProgram(dualbusProgram(), process.argv);
