import type { PlannedOperations } from '../addon/binding.js';
import { activations, type DenseLayer, type DenseNetwork, type LinearLayer } from './dense.js';
import { BackendUnavailable, HalfRangeExceeded } from './errors.js';
import { expectHalf, largestHalf, safeInput } from './half-precision.js';
import { CoreModel } from './native/core-model.js';
import { coremlBackend } from './native/coreml-backend.js';
import { switchedOff, switchOff, verifyLater } from './self-test.js';

/** A dense network in Core ML, once it has shown there that it computes what the reference computes. */
export class DenseOnCoreml {
  readonly #network: DenseNetwork;
  #opened: Promise<{ model: CoreModel; limit: number }> | undefined;

  constructor(network: DenseNetwork) {
    this.#network = network;
  }

  /**
   * `x` (rows, inputs), which must not change meanwhile, to a new array (rows, outputs), and the rows that f16 cannot hold, whose outputs are NaN.
   * @throws BackendUnavailable, also after a self-test that disagreed; HalfRangeExceeded; ModelFailed; DeviceBusy; the
   * reason of `signal`
   */
  async forward(x: Float32Array, signal?: AbortSignal): Promise<{ out: Float32Array; refused: Uint32Array }> {
    const { model, limit } = await this.#open();
    const { out, refused } = await model.run(x, limit, signal);
    return { out: out as Float32Array, refused };
  }

  /** Where the system plans to run each kind of operation; empty where it does not tell. */
  async plan(): Promise<readonly PlannedOperations[]> {
    return (await this.#open()).model.plan;
  }

  #open() {
    this.#opened ??= openChecked(this.#network).catch((error) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }
}

/** Runs a network of every activation through Core ML, the first time only: whether it agrees with the reference. */
export function verifyCoreml(): Promise<boolean> {
  return verifyLater(coremlBackend, 'dense', async () => {
    const network = everyActivation();
    return disagreement(await CoreModel.open(network), network);
  });
}

async function openChecked(network: DenseNetwork) {
  const absent = coremlBackend.unavailable();
  if (absent !== undefined || !(await verifyCoreml()))
    throw new BackendUnavailable('coreml', absent ?? switchedOff(coremlBackend) ?? 'its self-test failed');
  const limit = safeInput(network);
  if (limit === 0)
    throw new HalfRangeExceeded(`biases and weights alone may leave the range of f16 (${largestHalf})`);
  const model = await CoreModel.open(network);
  const problem = await disagreement(model, network);
  if (problem !== undefined) {
    const reason = `a model disagreed with the reference on the self-test sample (${problem})`;
    switchOff(coremlBackend, 'dense', reason);
    throw new BackendUnavailable('coreml', reason);
  }
  return { model, limit };
}

const sampleRows = 64;

/**
 * What the model gets wrong on a sample of standardised inputs, or undefined.
 * @throws HalfRangeExceeded when a value on the way leaves the range of f16
 */
async function disagreement(model: CoreModel, network: DenseNetwork): Promise<string | undefined> {
  const x = Float32Array.from({ length: sampleRows * network.inputs }, (_, i) => 2 * Math.sin(i * i));
  const { expected, tolerance, largest } = expectHalf(network, Float64Array.from(x));
  if (largest.value > largestHalf)
    throw new HalfRangeExceeded(
      `layers[${largest.layer}] reaches ${largest.value} on standardised inputs: f16 ends at ${largestHalf}`,
    );
  const { out } = await model.run(x, largestHalf);
  for (let i = 0; i < expected.length; i++)
    if (!(Math.abs(out[i]! - expected[i]!) <= tolerance[i]!))
      return `${out[i]} instead of ${expected[i]} in output ${i % network.outputs} of row ${Math.floor(i / network.outputs)}`;
  return undefined;
}

function everyActivation(): DenseNetwork {
  const width = 16;
  const linear = (): LinearLayer => ({
    type: 'linear',
    inputs: width,
    outputs: width,
    weight: Float64Array.from({ length: width * width }, (_, i) => Math.cos(i * 7) / 2),
    bias: Float64Array.from({ length: width }, (_, i) => Math.sin(i) / 2),
  });
  const rest: DenseLayer[] = activations.flatMap((type) => [{ type }, linear()]);
  return { inputs: width, outputs: width, layers: [linear(), ...rest] };
}
