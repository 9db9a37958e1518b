// What a hosted macOS runner can prove, and a release waits for: the addon loads, every shader compiles from its text, and
// models of every layer type compile and load. Numbers are not judged: those runners' virtual GPUs have returned zeros;
// `npm test` and `dualbus doctor` on a real Mac judge them. Needs `npm run build` and the addon. Elsewhere it checks the
// addon that DUALBUS_ADDON names (the emulated one, in tests). Exit code 0 only when all of it held.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAddon } from '../dist/addon/load.js';

const state = loadAddon();
if (state.status !== 'loaded') {
  process.stderr.write(`check-macos: ${JSON.stringify(state)}\n`);
  process.exit(1);
}
const { addon, source, implementation } = state;
process.stdout.write(`addon ${source}: ${implementation}\n`);

const folder = mkdtempSync(join(tmpdir(), 'dualbus-check-'));
let failed = 0;
async function check(what, work) {
  try {
    process.stdout.write(`ok   ${what}: ${await work()}\n`);
  } catch (error) {
    failed++;
    process.stdout.write(`FAIL ${what}: ${error.message}\n`);
  }
}

const width = 32;
// linear, then each of the six activations before another linear layer (the numbers of native/kernels/dense.h)
const layers = Uint32Array.of(width, 0, width, ...[1, 2, 3, 4, 5, 6].flatMap((type) => [type, 0, width]));
const parameters = Float32Array.from({ length: 7 * (width * width + width) }, (_, i) => Math.sin(i) / 8);
const describePlan = (plan) =>
  plan.map(({ operation, device, count }) => `${count} ${operation} on ${device}`).join(', ') ||
  'placement unknown';

await check('shaders', async () => `${await addon.compileShaders()} compiled`);
await check('a dense network of every activation', async () => {
  const { model, plan } = await addon.openModel(layers, parameters, 64, folder);
  const { out } = await addon.runModel(model, new Float32Array(width), 65504);
  addon.closeModel(model);
  return `${out.length} outputs; ${describePlan(plan)}`;
});
await check("the product x'x", async () => {
  const { model, plan } = await addon.openModel(undefined, width, 64, folder);
  const { out } = await addon.runModel(model, new Float32Array(width * 3), 65504);
  addon.closeModel(model);
  return `${out.length} outputs; ${describePlan(plan)}`;
});
rmSync(folder, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
