// Dense networks on every instruction set of this machine against the reference: linear layers bit for bit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Addon } from '#dualbus/addon/binding.js';
import { loadAddon } from '#dualbus/addon/load.js';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { type Activation, activations, type DenseNetwork, encodeLayers } from '#dualbus/compute/dense.js';
import { NativeDense } from '#dualbus/compute/native/dense.js';
import { denseForward, type Rows } from '#dualbus/compute/reference/dense.js';
import { firstDifference, toleranceOf } from '#dualbus/compute/tolerance.js';
import { gaussian, seededRandom } from '../support/random.js';

const state = loadAddon();
const addon: Addon | undefined = state.status === 'loaded' ? state.addon : undefined;
const implementations = state.status === 'loaded' ? state.implementations : [];

function network(widths: readonly number[], activation: Activation | undefined, seed: number): DenseNetwork {
  const random = seededRandom(seed);
  const draw = (length: number, scale: number) =>
    Float64Array.from({ length }, () => gaussian(random) * scale);
  const layers = widths.slice(1).flatMap((outputs, i) => {
    const inputs = widths[i]!;
    const weight = draw(inputs * outputs, 1 / Math.sqrt(inputs));
    const linear = { type: 'linear' as const, inputs, outputs, weight, bias: draw(outputs, 1) };
    return activation ? [linear, { type: activation }] : [linear];
  });
  return {
    inputs: widths[0]!,
    outputs: widths.at(-1)!,
    layers: layers as unknown as DenseNetwork['layers'],
  };
}

/** Standard normal values, some of them special. */
function inputsOf<A extends Rows>(Type: new (length: number) => A, length: number, seed: number): A {
  const random = seededRandom(seed);
  const specials = [Number.NaN, Infinity, -Infinity, -0, 1e-310, 1e-40, 3e4, -3e4];
  const values = new Type(length);
  for (let i = 0; i < length; i++)
    values[i] = random() < 0.02 ? specials[Math.floor(random() * specials.length)]! : gaussian(random);
  return values;
}

function both<A extends Rows>(
  net: DenseNetwork,
  Type: new (length: number) => A,
  rows: number,
  seed: number,
) {
  const x = inputsOf(Type, rows * net.inputs, seed);
  const expected = new Type(rows * net.outputs);
  const actual = new Type(expected.length);
  denseForward(net, x, expected);
  new NativeDense(addon!, net, Type).forward(x, actual);
  return { expected, actual };
}

// Around the width of a panel (8 and 16), of a tile of rows (4) and of a block of rows (64).
const widths = [[1, 1], [3, 16, 8], [7, 17, 9, 1], [16, 15], [5, 33, 31, 2], [130, 3]]; // biome-ignore format: a list
const rowCounts = [1, 3, 4, 5, 63, 64, 65, 131];

describe.runIf(addon !== undefined)('native dense networks', () => {
  for (const implementation of implementations) {
    describe(implementation, () => {
      beforeAll(() => {
        addon!.selectImplementation(implementation);
      });
      afterAll(() => {
        addon!.selectImplementation('');
      });

      it.each([undefined, 'relu' as const])(
        'have the bits of the reference through linear and %s',
        (type) => {
          for (const [i, shape] of widths.entries())
            for (const rows of rowCounts)
              for (const Type of [Float64Array, Float32Array]) {
                const net = network(shape, type, i + 1);
                const { actual, expected } = both<Rows>(net, Type, rows, 10 * i + rows);
                expect(actual, `${shape} on ${rows} rows`).toEqual(expected);
              }
        },
      );

      it.each(activations)('agree within the tolerance through %s', (activation) => {
        for (const [i, shape] of widths.entries())
          for (const [Type, precision] of [
            [Float64Array, 'f64'],
            [Float32Array, 'f32'],
          ] as const) {
            // biome-ignore format: a table
            const { actual, expected } = both<Rows>(network(shape, activation, i + 1), Type, 131, i);
            const at = firstDifference(actual, expected, toleranceOf('dense', precision));
            expect(at, `${shape} in ${precision}: ${actual[at]} for ${expected[at]}`).toBe(-1);
          }
      });

      it('give the same when input and output share memory', () => {
        for (const shape of [
          [6, 9, 6],
          [6, 9, 2],
          [2, 9, 6],
        ]) {
          // biome-ignore format: a list
          const net = network(shape, 'relu', 4);
          const memory = new Float64Array(200 * 8);
          const x = inputsOf(Float64Array, 150 * net.inputs, 5);
          const expected = new Float64Array(150 * net.outputs);
          denseForward(net, x, expected);
          for (const [from, to] of [
            [0, 0],
            [0, 5],
            [7, 0],
          ]) {
            // biome-ignore format: a list
            const shared = memory.subarray(from, from! + x.length);
            shared.set(x);
            const out = memory.subarray(to, to! + expected.length);
            new NativeDense(addon!, net, Float64Array).forward(shared, out);
            expect(out).toEqual(expected);
          }
        }
      });
    });
  }

  it('refuse layers and arrays that do not fit, without reading them', () => {
    const net = network([3, 4, 2], 'relu', 1);
    const layers = encodeLayers(net);
    const call =
      (over: { layers?: unknown; panels?: unknown; x?: unknown; rows?: unknown; out?: unknown }) => () =>
        addon!.dense(
          ...([
            over.layers ?? layers,
            over.panels ?? new Float32Array(16 * 4 + 16 * 5),
            over.x ?? new Float32Array(6),
            over.rows ?? 2,
            over.out ?? new Float32Array(4),
          ] as Parameters<Addon['dense']>),
        );
    expect(call({})).not.toThrow();
    const codes = [[], [3], [3, 1], [3, 0], [3, 0, 0], [3, 0, 20_000], [0, 0, 1], [3, 0, 2, 7], [3, 0, 2, 0]];
    for (const wrong of codes) expect(call({ layers: Uint32Array.from(wrong) })).toThrow(InvalidArgument);
    expect(call({ layers: Uint32Array.from([3, 0, 2, ...Array(64).fill(1)]) })).toThrow(/more than 64/);
    expect(call({ layers: [3, 0, 2] })).toThrow(/layers: must be a Uint32Array/);
    for (const over of [
      { panels: new Float32Array(3) },
      { panels: new Float64Array(16 * 4 + 16 * 5) },
      { x: new Float32Array(5) },
      { out: new Float32Array(5) },
      { out: new Float64Array(4) },
      { rows: 2 ** 32 - 1 },
      { rows: 'two' },
    ])
      expect(call(over)).toThrow(InvalidArgument);
  });
});
