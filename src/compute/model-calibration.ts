import { type DenseNetwork, denseElements, type LinearLayer } from './dense.js';
import { DenseOnCoreml, verifyCoreml } from './dense-coreml.js';
import { DenseOnCpu } from './dense-cpu.js';
import type { DuelRules } from './duel.js';
import { gramElements, gramOnCpu } from './gram.js';
import { gramOnCoreml, verifyGram } from './gram-coreml.js';
import { coremlBackend } from './native/coreml-backend.js';

/** What is measured of Core ML; nothing where there is none, or where it was switched off. */
export async function modelCalibration(): Promise<{ kernel: string; rules: DuelRules }[]> {
  if (coremlBackend.unavailable() !== undefined || !(await verifyCoreml()) || !(await verifyGram()))
    return [];
  return [
    { kernel: 'dense', rules: denseRules() },
    { kernel: 'gram', rules: gramRules() },
  ];
}

const batches = [32, 128, 512, 2048, 8192, 32_768];

/** A network of ordinary size, 64-128-64-1 with relu, over batches of rows. */
function denseRules(): DuelRules {
  const network = ordinaryNetwork();
  const coreml = new DenseOnCoreml(network);
  const cpu = new DenseOnCpu(network, Float32Array);
  return {
    sizes: batches.map((rows) => denseElements(network, rows)),
    contenders: (elements) => {
      const rows = elements / denseElements(network, 1);
      const x = Float32Array.from({ length: rows * network.inputs }, (_, i) => Math.sin(i * i));
      const out = new Float32Array(rows * network.outputs);
      return [() => coreml.forward(x).then(() => {}), () => void cpu.forward(x, out)];
    },
  };
}

function ordinaryNetwork(): DenseNetwork {
  const linear = (inputs: number, outputs: number): LinearLayer => ({
    type: 'linear',
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, (_, i) => Math.sin(i) / Math.sqrt(inputs)),
    bias: new Float64Array(outputs),
  });
  return {
    inputs: 64,
    outputs: 1,
    layers: [linear(64, 128), { type: 'relu' }, linear(128, 64), { type: 'relu' }, linear(64, 1)],
  };
}

const columns = 64;

/** x'x of 64 columns over batches of rows. */
function gramRules(): DuelRules {
  return {
    sizes: batches.map((rows) => gramElements(rows, columns)),
    contenders: (elements) => {
      const x = Float64Array.from({ length: elements / columns }, (_, i) => Math.sin(i * i));
      const half = Float32Array.from(x);
      return [() => gramOnCoreml(half, columns).then(() => {}), () => void gramOnCpu(x, columns, {})];
    },
  };
}
