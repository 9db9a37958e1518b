// A dense network 64-128-64-1 over a batch of rows: the SIMD kernels of each instruction set beside the TypeScript
// reference, in interleaved windows. node dist/bench/micro/analytics/dense-model.js [ROWS] [WINDOWS]
import { loadAddon } from '#dualbus/addon/load.js';
import { DenseModel, type DenseWeights } from '#dualbus/analytics/model/index.js';
import type { Activation } from '#dualbus/compute/dense.js';
import { type Arm, formatResults, interleave } from '../../support/interleave.js';
import { describeMachine } from '../../support/machine.js';

const rows = Number(process.argv[2] ?? 4096);
const windows = Number(process.argv[3] ?? 30);

function network(activation: Activation): DenseModel {
  const widths = [64, 128, 64, 1];
  const layers: DenseWeights['layers'][number][] = [];
  for (let i = 1; i < widths.length; i++) {
    const [inputs, outputs] = [widths[i - 1]!, widths[i]!];
    const values = Float64Array.from(
      { length: inputs * outputs },
      (_, k) => Math.sin(k * 12.9898 + i) / Math.sqrt(inputs),
    );
    if (i > 1) layers.push({ type: activation });
    layers.push({ type: 'linear', weight: { shape: [outputs, inputs], values } });
  }
  return DenseModel.load({ layers });
}

function armsOf(model: DenseModel): Arm[] {
  const x = Float64Array.from({ length: rows * model.inputs }, (_, i) => Math.cos(i * 78.233));
  const arm = (name: string, predict: () => void): Arm => ({
    name,
    run: (n) => {
      for (let i = 0; i < n; i++) predict();
    },
  });
  const f32 = Float32Array.from(x);
  const arms = [
    arm('reference f64', () => model.predict(x, { backend: 'reference' })),
    arm('reference f32', () => model.predict(f32, { backend: 'reference', precision: 'f32' })),
  ];
  const state = loadAddon();
  if (state.status !== 'loaded') return arms;
  for (const implementation of state.implementations) {
    const use = () => state.addon.selectImplementation(implementation);
    arms.push(
      arm(`cpu f64 ${implementation}`, () => {
        use();
        model.predict(x, { backend: 'cpu' });
      }),
      arm(`cpu f32 ${implementation}`, () => {
        use();
        model.predict(f32, { backend: 'cpu', precision: 'f32' });
      }),
    );
  }
  return arms;
}

process.stdout.write(`${describeMachine()}; ${rows} rows through 64-128-64-1, time per batch\n`);
for (const activation of ['relu', 'tanh', 'gelu-erf'] as const) {
  const results = interleave(armsOf(network(activation)), { windows });
  process.stdout.write(`${formatResults(activation, results)}\n`);
}
