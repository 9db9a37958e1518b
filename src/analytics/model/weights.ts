import { type Activation, activations, type DenseLayer, maxLayers, maxWidth } from '../../compute/dense.js';
import { InvalidWeights } from './errors.js';
import { looksLikeSafetensors, parseSafetensors, type Tensor } from './safetensors.js';

/** A matrix as rows, or flat and row-major with its shape. */
export type Matrix =
  | readonly ArrayLike<number>[]
  | { readonly shape: readonly [number, number]; readonly values: ArrayLike<number> };

/**
 * A model as plain data. It is its own JSON form; the layers run in order.
 *
 * `weight` is (outputs, inputs), as PyTorch's nn.Linear has it. Without `bias` it is 0.
 */
export interface DenseWeights {
  /** Given, the inputs are standardised in f64 before anything else: (x - mean) / scale. */
  readonly standardize?: Standardization;
  readonly layers: readonly (
    | { readonly type: 'linear'; readonly weight: Matrix; readonly bias?: ArrayLike<number> }
    | { readonly type: Activation }
  )[];
}

export interface Standardization {
  readonly mean: ArrayLike<number>;
  readonly scale: ArrayLike<number>;
}

/**
 * What a safetensors file does not say: the order of its layers and the functions between them. A linear layer names
 * its tensors: `{ type: 'linear', name: 'fc1' }` takes `fc1.weight` and, where there is one, `fc1.bias`. A file can
 * hold it itself, as JSON in the entry `dualbus.layers` of its metadata. `standardize.mean` and `standardize.scale`
 * are taken when the file has them.
 */
export type LayerNames = readonly (
  | { readonly type: 'linear'; readonly name: string }
  | { readonly type: Activation }
)[];

/** Everything that is checked here is right: shapes agree, every number is finite. */
export interface CheckedWeights {
  readonly layers: readonly DenseLayer[];
  readonly standardize: { readonly mean: Float64Array; readonly scale: Float64Array } | undefined;
}

/** JSON text, its bytes, bytes of a safetensors file, or plain data; throws InvalidWeights. */
export function readWeights(source: string | Uint8Array | DenseWeights, names?: LayerNames): CheckedWeights {
  if (typeof source === 'string') return checkWeights(parseJson(source, 'weights'));
  if (!(source instanceof Uint8Array)) return checkWeights(source);
  if (looksLikeSafetensors(source)) return checkWeights(fromSafetensors(source, names));
  return checkWeights(parseJson(new TextDecoder().decode(source), 'weights'));
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidWeights(where, `not JSON (${(cause as Error).message})`, { cause });
  }
}

function fromSafetensors(bytes: Uint8Array, given: LayerNames | undefined): unknown {
  const { metadata, tensors } = parseSafetensors(bytes);
  const listed = metadata.get('dualbus.layers');
  const names = given ?? (listed === undefined ? undefined : parseJson(listed, 'dualbus.layers'));
  if (names === undefined) {
    throw new InvalidWeights(
      'layers',
      `the file does not say how its tensors follow each other (${[...tensors.keys()].slice(0, 20).join(', ')}): ` +
        'give the option `layers` or the metadata entry dualbus.layers',
    );
  }
  const mean = tensors.get('standardize.mean');
  const scale = tensors.get('standardize.scale');
  return {
    ...(mean || scale ? { standardize: { mean: mean?.values, scale: scale?.values } } : {}),
    layers: list(names, 'layers').map((layer, index) => withTensors(layer, tensors, `layers[${index}]`)),
  };
}

function withTensors(layer: unknown, tensors: ReadonlyMap<string, Tensor>, where: string): unknown {
  const { type, name } = record(layer, where);
  if (type !== 'linear') return layer;
  const weight = tensors.get(`${name}.weight`);
  if (weight === undefined) throw new InvalidWeights(where, `the file has no tensor "${name}.weight"`);
  return { type, weight, bias: tensors.get(`${name}.bias`)?.values };
}

function checkWeights(source: unknown): CheckedWeights {
  const { layers, standardize } = record(source, 'weights');
  const given = list(layers, 'layers');
  if (given.length === 0 || given.length > maxLayers)
    throw new InvalidWeights('layers', `has ${given.length} layers; 1 to ${maxLayers} are taken`);
  const checked: DenseLayer[] = [];
  let width: number | undefined;
  for (const [index, entry] of given.entries()) {
    const layer = checkLayer(entry, `layers[${index}]`, width);
    if (layer.type === 'linear') width = layer.outputs;
    checked.push(layer);
  }
  const first = checked[0]!;
  if (first.type !== 'linear') throw new InvalidWeights('layers[0]', 'the first layer must be linear');
  return { layers: checked, standardize: checkStandardization(standardize, first.inputs) };
}

function checkLayer(entry: unknown, where: string, width: number | undefined): DenseLayer {
  const { type, weight, bias } = record(entry, where);
  if (type === 'linear') {
    const matrix = readMatrix(weight, `${where}.weight`);
    const [outputs, inputs] = matrix.shape;
    if (width !== undefined && inputs !== width)
      throw new InvalidWeights(
        `${where}.weight`,
        `takes ${inputs} inputs where the layer before gives ${width}`,
      );
    const shift = bias === undefined ? new Float64Array(outputs) : numbers(bias, `${where}.bias`, outputs);
    return { type, inputs, outputs, weight: matrix.values, bias: shift };
  }
  if (type === 'gelu') throw new InvalidWeights(where, 'say which GELU: "gelu-erf" or "gelu-tanh"');
  const known = activations.find((name) => name === type);
  if (known === undefined)
    throw new InvalidWeights(`${where}.type`, `must be one of linear, ${activations.join(', ')}`);
  return { type: known };
}

function checkStandardization(entry: unknown, inputs: number): CheckedWeights['standardize'] {
  if (entry === undefined) return undefined;
  const { mean, scale } = record(entry, 'standardize');
  const checked = {
    mean: numbers(mean, 'standardize.mean', inputs),
    scale: numbers(scale, 'standardize.scale', inputs),
  };
  const zero = checked.scale.indexOf(0);
  if (zero >= 0) throw new InvalidWeights(`standardize.scale[${zero}]`, 'is 0');
  return checked;
}

function readMatrix(
  entry: unknown,
  where: string,
): { shape: readonly [number, number]; values: Float64Array } {
  if (Array.isArray(entry)) {
    const columns = (entry[0] as ArrayLike<number> | undefined)?.length ?? 0;
    const shape = checkShape([entry.length, columns], where);
    const values = new Float64Array(shape[0] * shape[1]);
    for (const [row, given] of entry.entries())
      values.set(numbers(given, `${where}[${row}]`, columns), row * columns);
    return { shape, values };
  }
  const { shape, values } = record(entry, where);
  const checked = checkShape(list(shape, `${where}.shape`), where);
  return { shape: checked, values: numbers(values, where, checked[0] * checked[1]) };
}

function checkShape(shape: readonly unknown[], where: string): [number, number] {
  const fits = (size: unknown) =>
    Number.isInteger(size) && (size as number) >= 1 && (size as number) <= maxWidth;
  if (shape.length !== 2 || !shape.every(fits))
    throw new InvalidWeights(
      where,
      `has the shape [${shape}]; (outputs, inputs) from 1 to ${maxWidth} are taken`,
    );
  return shape as [number, number];
}

/** A copy of `count` finite numbers. */
function numbers(entry: unknown, where: string, count: number): Float64Array {
  if (!Array.isArray(entry) && !ArrayBuffer.isView(entry))
    throw new InvalidWeights(where, 'is not an array of numbers');
  const given = entry as unknown as ArrayLike<unknown>;
  if (given.length !== count)
    throw new InvalidWeights(where, `has ${given.length} elements where ${count} are needed`);
  const copy = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = given[i];
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new InvalidWeights(`${where}[${i}]`, 'is not a finite number');
    copy[i] = value;
  }
  return copy;
}

function record(entry: unknown, where: string): Record<string, unknown> {
  if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
    return entry as Record<string, unknown>;
  throw new InvalidWeights(where, 'is not an object');
}

function list(entry: unknown, where: string): readonly unknown[] {
  if (Array.isArray(entry)) return entry;
  throw new InvalidWeights(where, 'is not an array');
}
