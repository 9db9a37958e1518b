// Builds each mutant into a test program of its own and demands that the program fails. Usage:
//   node run.mjs BUILD_FOLDER [SHADER]     BUILD_FOLDER is where cmake built gpu_tests
// Prints the survivors and "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flatten } from '../../../native/gpu/tools/source.mjs';
import { translateForEmulator } from '../../../native/gpu/tools/translate.mjs';
import { mutants } from './mutants.mjs';

const native = resolve(dirname(fileURLToPath(import.meta.url)), '../../../native');
const build = resolve(process.argv[2]);
const wanted = mutants.filter(({ shader }) => process.argv[3] === undefined || shader === process.argv[3]);
const commands = JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'dualbus-mutants-'));

/** Runs a command quietly: its exit code (null when killed) and output. */
function run(command, { shell = false, timeout = 120_000 } = {}) {
  return new Promise((settle) => {
    const child = spawn(command[0], command.slice(1), { cwd: build, shell, timeout });
    let output = '';
    child.stdout.on('data', (bytes) => (output += bytes));
    child.stderr.on('data', (bytes) => (output += bytes));
    child.on('close', (code) => settle({ code, output }));
    child.on('error', (error) => settle({ code: -1, output: String(error) }));
  });
}

function objectOf(entry) {
  return entry.output ?? / -o (\S+)/.exec(entry.command)[1];
}

/** Compiles and links the test program with the mutated shader in place of the real one. */
async function buildMutant(mutant, id) {
  const flat = flatten(native, `gpu/shaders/${mutant.shader}.metal`);
  const at = flat.indexOf(mutant.text);
  if (at < 0) return { error: 'the text to replace is not in the shader' };
  const mutated = flat.slice(0, at) + mutant.by + flat.slice(at + mutant.text.length);
  const source = join(folder, `${id}.cc`);
  const object = join(folder, `${id}.o`);
  writeFileSync(source, translateForEmulator(mutant.shader, mutated, flat));
  const real = commands.find(({ file }) => file.endsWith(`/emulated_${mutant.shader}.cc`));
  const compile = real.command
    .replace(objectOf(real), object)
    .replaceAll(real.file, source)
    .replace('-Werror ', ' ');
  const compiled = await run([compile], { shell: true });
  if (compiled.code !== 0) return { error: `does not compile: ${compiled.output.split('\n')[0]}` };
  const objects = commands.map((entry) => (entry === real ? object : objectOf(entry)));
  const program = join(folder, id);
  const compiler = real.command.split(' ')[0];
  const linked = await run([compiler, '-fsanitize=address,undefined', ...objects, '-o', program]);
  return linked.code === 0 ? { program } : { error: `does not link: ${linked.output}` };
}

async function survives(mutant, id) {
  const { program, error } = await buildMutant(mutant, id);
  if (error) return error;
  const { code, output } = await run([program, mutant.tests]);
  rmSync(program);
  if (code === 0) return 'no test caught it';
  return /^0 passed, 0 failed/m.test(output) ? `no test is called ${mutant.tests}...` : undefined;
}

const queue = wanted.map((mutant, index) => ({ mutant, id: `${mutant.shader}_${index}` }));
let passed = 0;
let failed = 0;
async function worker() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const reason = await survives(next.mutant, next.id);
    if (reason === undefined) passed++;
    else {
      failed++;
      console.log(`${next.mutant.shader}: ${next.mutant.fault}: ${reason}`);
    }
  }
}

try {
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
