// The packages that the addon writes for Core ML, read back by protobufjs and nothing of ours. They are written and read
// on every platform.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Addon } from '#dualbus/addon/binding.js';
import { loadAddon } from '#dualbus/addon/load.js';
import { describeWithAddon } from '../support/addon.js';
import { CoreMlPackage, halfBits, operandOf, shapeOf } from './support/core-ml.js';

const float16 = 10;
const multiArrayFloat16 = 65_552;

/** Layer types as the addon numbers them, and the operation that each becomes. */
const operations = ['conv', 'relu', 'tanh', 'sigmoid', 'gelu', 'gelu', 'softmax'];

/** The shape of a step's result from those of its operands, by the rules of each operation. */
function infer(
  pack: CoreMlPackage,
  step: CoreMlPackage['steps'][number],
  shapes: Map<string, number[]>,
): number[] {
  const x = shapes.get(operandOf(step, 'x'))!;
  if (step.type === 'conv') {
    const weight = pack.constant(operandOf(step, 'weight')).shape;
    const bias = pack.constant(operandOf(step, 'bias')).shape;
    expect(weight).toEqual([bias[0], x[1], 1, 1]);
    return [1, weight[0]!, x[2]!, x[3]!];
  }
  if (step.type !== 'matmul') return x;
  const y = shapes.get(operandOf(step, 'y'))!;
  expect(pack.constant(operandOf(step, 'transpose_x')).values).toEqual([true]);
  expect(x[2]).toBe(y[2]);
  return [1, 1, x[3]!, y[3]!];
}

/** Every result's declared type is f16 and its declared shape what the rules give; returns the last one. */
function checkShapes(pack: CoreMlPackage): number[] {
  const input = pack.main.inputs[0]!;
  const shapes = new Map([[input.name, shapeOf(input)]]);
  let last: number[] = [];
  for (const step of pack.steps) {
    const output = step.outputs[0]!;
    last = infer(pack, step, shapes);
    expect(output.type.tensorType).toMatchObject({ dataType: float16, rank: 4 });
    expect(shapeOf(output)).toEqual(last);
    shapes.set(output.name, last);
  }
  return last;
}

function checkDescription(pack: CoreMlPackage, input: number[], output: number[]): void {
  const { specificationVersion, description, mlProgram } = pack.document;
  expect({ specificationVersion, version: mlProgram.version }).toEqual({
    specificationVersion: 7,
    version: 1,
  });
  expect(pack.main.opset).toBe('CoreML6');
  const feature = (shape: number[]) => ({ multiArrayType: { shape, dataType: multiArrayFloat16 } });
  expect(description.input).toEqual([{ name: pack.main.inputs[0]!.name, type: feature(input) }]);
  const last = pack.steps.at(-1)!.outputs[0]!.name;
  expect(description.output).toEqual([{ name: last, type: feature(output) }]);
  expect(pack.main.specializations.CoreML6!.outputs).toEqual([last]);
}

describeWithAddon('a package for Core ML', () => {
  let folder: string;
  let addon: Addon;
  let written = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualbus-packages-'));
    const state = loadAddon();
    if (state.status !== 'loaded') throw new Error(JSON.stringify(state));
    addon = state.addon;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function dense(layers: number[], parameters: Float32Array, batch = 32): Promise<CoreMlPackage> {
    const path = join(folder, `${written++}`);
    await addon.writeModelPackage(Uint32Array.from(layers), parameters, batch, path);
    return new CoreMlPackage(path);
  }

  // Values that f16 rounds up, down, to even, to its smallest and to zero.
  const awkward = [
    0.1,
    -0.3,
    1 / 3,
    2049,
    2051,
    65_504,
    -65_490,
    6e-8,
    -2e-8,
    1e-30,
    -0,
    0,
    5.96e-8,
    3.05e-5,
  ];
  const values = (count: number) =>
    Float32Array.from({ length: count }, (_, i) => awkward[i % awkward.length]!);

  it('holds the weights of each layer, bit for bit after one rounding, under the operand that takes them', async () => {
    const [inputs, hidden, outputs] = [5, 37, 3];
    const parameters = values(inputs * hidden + hidden + hidden * outputs + outputs);
    const pack = await dense([inputs, 0, hidden, 1, 0, outputs], parameters, 64);
    checkDescription(pack, [1, inputs, 1, 64], [1, outputs, 1, 64]);
    expect(checkShapes(pack)).toEqual([1, outputs, 1, 64]);
    expect(pack.weights.readUInt32LE(0)).toBe(4);
    expect(pack.weights.readUInt32LE(4)).toBe(2);
    let from = 0;
    for (const step of pack.steps.filter(({ type }) => type === 'conv'))
      for (const role of ['weight', 'bias']) {
        const { shape, blob, dataType } = pack.constant(operandOf(step, role));
        const count = shape.reduce((product, size) => product * size, 1);
        const expected = Buffer.alloc(2 * count);
        for (let i = 0; i < count; i++) expected.writeUInt16LE(halfBits(parameters[from + i]!), 2 * i);
        expect(dataType).toBe(float16);
        expect(blob!.equals(expected)).toBe(true);
        from += count;
      }
    expect(from).toBe(parameters.length);
  });

  it('has a plain 1x1 convolution for each linear layer, and each activation by its name and mode', async () => {
    const codes = [4, ...[1, 2, 3, 4, 5, 6].flatMap((type) => [0, 4, type])];
    const pack = await dense(codes, values(6 * 20));
    expect(checkShapes(pack)).toEqual([1, 4, 1, 32]);
    expect(pack.steps.map(({ type }) => type)).toEqual(
      [1, 2, 3, 4, 5, 6].flatMap((type) => ['conv', operations[type]]),
    );
    for (const step of pack.steps.filter(({ type }) => type === 'conv')) {
      const value = (role: string) => pack.constant(operandOf(step, role)).values;
      expect(value('strides')).toEqual([1, 1]);
      expect(value('dilations')).toEqual([1, 1]);
      expect(value('pad')).toEqual([0, 0, 0, 0]);
      expect(value('pad_type')).toEqual(['valid']);
      expect(value('groups')).toEqual([1]);
    }
    const gelus = pack.steps.filter(({ type }) => type === 'gelu');
    expect(gelus.map((step) => pack.constant(operandOf(step, 'mode')).values)).toEqual([
      ['EXACT'],
      ['TANH_APPROXIMATION'],
    ]);
    expect(pack.constant(operandOf(pack.steps.at(-1)!, 'axis')).values).toEqual([1]);
  });

  it("multiplies x'x of a block for a Gram matrix, without weights", async () => {
    const path = join(folder, 'gram');
    await addon.writeModelPackage(undefined, 7, 96, path);
    const pack = new CoreMlPackage(path);
    checkDescription(pack, [1, 1, 96, 7], [1, 1, 7, 7]);
    expect(checkShapes(pack)).toEqual([1, 1, 7, 7]);
    const [step] = pack.steps;
    expect(operandOf(step!, 'x')).toBe(operandOf(step!, 'y'));
    expect(pack.constant(operandOf(step!, 'transpose_y')).values).toEqual([false]);
    expect(pack.weights.readUInt32LE(0)).toBe(0);
  });

  it('computes every name once, before it is used, and refers to files that its manifest lists', async () => {
    const pack = await dense([3, 0, 2, 6, 0, 2], values(14));
    const known = new Set([pack.main.inputs[0]!.name]);
    for (const { inputs, outputs } of pack.operations) {
      for (const argument of Object.values(inputs ?? {}))
        expect(known).toContain(argument.arguments[0]!.name);
      expect(known).not.toContain(outputs[0]!.name);
      known.add(outputs[0]!.name);
    }
    const { fileFormatVersion, itemInfoEntries, rootModelIdentifier } = pack.manifest;
    expect(fileFormatVersion).toBe('1.0.0');
    expect(itemInfoEntries[rootModelIdentifier]!.path).toBe('com.apple.CoreML/model.mlmodel');
    const paths = Object.values(itemInfoEntries).map(({ author, path }) => [author, path]);
    expect(paths.sort()).toEqual([
      ['com.apple.CoreML', 'com.apple.CoreML/model.mlmodel'],
      ['com.apple.CoreML', 'com.apple.CoreML/weights'],
    ]);
  });

  it('is the same bytes for the same network', async () => {
    await dense([3, 0, 2], values(8));
    await dense([3, 0, 2], values(8));
    for (const file of ['Manifest.json', 'Data/com.apple.CoreML/model.mlmodel'])
      expect(readFileSync(join(folder, `${written - 1}`, file))).toEqual(
        readFileSync(join(folder, `${written - 2}`, file)),
      );
  });

  it.each<[string, number[], number, number, RegExp]>([
    ['layers that do not fit their parameters', [3, 0, 2], 7, 32, /another number of parameters/],
    ['a batch that is not aligned', [3, 0, 2], 8, 33, /multiple of 32/],
    ['a batch of nothing', [3, 0, 2], 8, 0, /multiple of 32/],
    ['a first layer that is not linear', [3, 1], 0, 32, /linear/],
    ['a layer of no outputs', [3, 0, 0], 0, 32, /outputs|width/],
    ['a layer that does not exist', [3, 0, 2, 9], 8, 32, /type|layer/],
  ])('is refused for %s', async (_, layers, count, batch, why) => {
    await expect(async () => dense(layers, values(count), batch)).rejects.toThrow(why);
  });

  it('is refused for a weight that f16 cannot hold, by its place', async () => {
    const parameters = values(8);
    parameters[5] = 65_520;
    await expect(dense([3, 0, 2], parameters)).rejects.toThrow(/layers\[0\]\.weight\[5\] is 65520/);
  });
});
