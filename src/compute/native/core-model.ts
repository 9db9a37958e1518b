import type { Addon, ModelRunResult, OpenedModel, PlannedOperations } from '../../addon/binding.js';
import { loadAddon } from '../../addon/load.js';
import { DualbusError } from '../../base/errors.js';
import { cacheFolder } from '../cache-folder.js';
import { type DenseNetwork, encodeLayers, linearLayers } from '../dense.js';
import { BackendUnavailable, HalfRangeExceeded, ModelFailed } from '../errors.js';
import { backendUnavailable } from './gpu.js';
import { Turns } from './turns.js';

/** Rows of one prediction: a multiple of 32, so that the last axis is aligned as the Neural Engine wants it. */
const batch = 128;
/** Rows of x'x that are multiplied at a time. */
export const gramBlock = 128;

/** A model that Core ML has loaded. */
export class CoreModel {
  readonly plan: readonly PlannedOperations[];
  readonly #addon: Addon;
  readonly #model: number;
  readonly #turns = new Turns('model');

  /** For `load` alone. */
  constructor(addon: Addon, model: number, plan: readonly PlannedOperations[]) {
    this.#addon = addon;
    this.#model = model;
    this.plan = plan;
  }

  /**
   * Writes the network as an ML Program, compiles it or finds it in the cache, and loads it, off the event loop. The
   * first time on a machine may take seconds.
   * @throws BackendUnavailable, HalfRangeExceeded for a weight beyond f16, ModelFailed
   */
  static open(network: DenseNetwork): Promise<CoreModel> {
    return load((addon) =>
      addon.openModel(encodeLayers(network), parametersOf(network), batch, cacheFolder('models')),
    );
  }

  /** x'x of rows of so many columns, in blocks of `gramBlock` rows whose products are added in f64; throws as `open`. */
  static openGram(columns: number): Promise<CoreModel> {
    return load((addon) => addon.openModel(undefined, columns, gramBlock, cacheFolder('models')));
  }

  /**
   * Outputs for whole rows, and the numbers of the rows that f16 cannot hold, one call after the other. The rows must not
   * change until its turn has come.
   */
  async run(rows: Float32Array, limit: number, signal?: AbortSignal): Promise<ModelRunResult> {
    try {
      return await this.#turns.run(
        () => this.#addon.runModel(this.#model, rows, limit),
        signal,
        () => this.#addon.cancelModel(this.#model),
      );
    } catch (error) {
      throw typed(error);
    }
  }
}

async function load(open: (addon: Addon) => Promise<OpenedModel>): Promise<CoreModel> {
  const reason = backendUnavailable('coreml');
  const state = loadAddon();
  if (reason !== undefined || state.status !== 'loaded')
    throw new BackendUnavailable('coreml', reason ?? 'no addon');
  const { addon } = state;
  try {
    const opened = await open(addon);
    const model = new CoreModel(addon, opened.model, opened.plan);
    closing.register(model, () => addon.closeModel(opened.model));
    return model;
  } catch (error) {
    throw typed(error);
  }
}

/** A model that nobody holds any more is unloaded. */
const closing = new FinalizationRegistry<() => void>((close) => close());

/** Of each linear layer the weights, (outputs, inputs), and then the biases. */
function parametersOf(network: DenseNetwork): Float32Array {
  const linear = linearLayers(network);
  const total = linear.reduce((sum, { weight, bias }) => sum + weight.length + bias.length, 0);
  const parameters = new Float32Array(total);
  let at = 0;
  for (const { weight, bias } of linear) {
    parameters.set(weight, at);
    parameters.set(bias, at + weight.length);
    at += weight.length + bias.length;
  }
  return parameters;
}

function typed(error: unknown): unknown {
  if (!(error instanceof DualbusError)) return error;
  if (error.code === 'DUALBUS_HALF_RANGE') return new HalfRangeExceeded(error.message, { cause: error });
  if (error.code === 'DUALBUS_MODEL_FAILED') return new ModelFailed(error.message, { cause: error });
  return error;
}
