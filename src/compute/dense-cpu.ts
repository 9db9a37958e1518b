import { describeAddon, loadAddon } from '../addon/load.js';
import { type Choice, forcedName } from './choose.js';
import { type Activation, activations, type DenseNetwork, type LinearLayer } from './dense.js';
import { BackendNotSynchronous, BackendUnavailable } from './errors.js';
import { cpuBackend } from './native/cpu-backend.js';
import { NativeDense, type RowsType } from './native/dense.js';
import { denseForward, type Rows } from './reference/dense.js';
import { switchedOff, verifyWith } from './self-test.js';
import { firstDifference, type Tolerance, toleranceOf } from './tolerance.js';

/** A dense network on the calling thread: by the SIMD kernels where they agree with the reference, else by that. */
export class DenseOnCpu<A extends Rows> {
  readonly #network: DenseNetwork;
  readonly #Type: RowsType<A>;
  #native: NativeDense<A> | undefined;

  /** The precision is that of the arrays. */
  constructor(network: DenseNetwork, Type: RowsType<A>) {
    this.#network = network;
    this.#Type = Type;
  }

  /**
   * `x` (rows, inputs) to `out` (rows, outputs); they may share memory.
   * @returns which implementation ran
   * @throws BackendUnavailable or BackendNotSynchronous when a backend is forced that cannot serve
   */
  forward(x: A, out: A, choice: Choice = {}): 'cpu' | 'reference' {
    if (!useNative(choice)) {
      denseForward(this.#network, x, out);
      return 'reference';
    }
    this.#native ??= makeNative(this.#network, this.#Type);
    this.#native.forward(x, out);
    return 'cpu';
  }
}

function useNative(choice: Choice): boolean {
  const forced = forcedName(choice);
  if (forced === 'reference') return false;
  if (forced === 'coreml') throw new BackendNotSynchronous(forced, 'DenseModel');
  if (forced === 'metal') throw new BackendUnavailable(forced, 'does not run dense networks');
  const absent = cpuBackend.unavailable();
  const usable = absent === undefined && verifyWith(cpuBackend, 'dense', disagreement);
  if (forced === 'cpu' && !usable)
    throw new BackendUnavailable('cpu', absent ?? switchedOff(cpuBackend) ?? 'its self-test failed');
  return usable;
}

function makeNative<A extends Rows>(network: DenseNetwork, Type: RowsType<A>): NativeDense<A> {
  const state = loadAddon();
  if (state.status !== 'loaded') throw new BackendUnavailable('cpu', describeAddon(state));
  return new NativeDense(state.addon, network, Type);
}

const specials = [Number.NaN, Infinity, -Infinity, -0, 1e-310, 700, -700];

/** What the kernels get wrong on small networks through each activation, in both precisions, or undefined. */
function disagreement(): string | undefined {
  for (const activation of activations) {
    const network = testNetwork(activation);
    const problem =
      compare(network, Float64Array, toleranceOf('dense', 'f64')) ??
      compare(network, Float32Array, toleranceOf('dense', 'f32'));
    if (problem !== undefined) return `${activation}: ${problem}`;
  }
  return undefined;
}

const testRows = 70;

function compare<A extends Rows>(
  network: DenseNetwork,
  Type: RowsType<A>,
  tolerance: Tolerance,
): string | undefined {
  const x = new Type(testRows * network.inputs);
  for (let i = 0; i < x.length; i++)
    x[i] = i % 23 === 0 ? specials[(i / 23) % specials.length]! : Math.sin(i) * 3;
  const expected = new Type(testRows * network.outputs);
  const actual = new Type(expected.length);
  denseForward(network, x, expected);
  makeNative(network, Type).forward(x, actual);
  const at = firstDifference(actual, expected, tolerance);
  return at < 0 ? undefined : `${actual[at]} instead of ${expected[at]} in ${Type.name}`;
}

function testNetwork(activation: Activation): DenseNetwork {
  const linear = (inputs: number, outputs: number): LinearLayer => ({
    type: 'linear',
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, (_, i) => Math.cos(i * 7)),
    bias: Float64Array.from({ length: outputs }, (_, i) => Math.sin(i)),
  });
  return { inputs: 5, outputs: 3, layers: [linear(5, 19), { type: activation }, linear(19, 3)] };
}
