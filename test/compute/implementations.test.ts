// Every kernel on every instruction set of this machine against the reference, whole and in pieces.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Addon } from '#dualbus/addon/binding.js';
import { loadAddon } from '#dualbus/addon/load.js';
import type { KernelSpec } from '#dualbus/compute/kernel.js';
import { kernels } from '#dualbus/compute/kernels.js';
import type { RollingArgs } from '#dualbus/compute/reference/rolling/spec.js';
import { expectNativeAgrees, randomInputs } from './support/compare.js';
import { type Character, characters, type PanelShape } from './support/panels.js';

const state = loadAddon();
const addon: Addon | undefined = state.status === 'loaded' ? state.addon : undefined;
const implementations = state.status === 'loaded' ? state.implementations : [];
const specs = Object.values(kernels).map((kernel) => kernel.spec as KernelSpec<object>);
const allCharacters = Object.keys(characters) as Character[];

// Odd, tiny, wide, long; around the number of lanes, of blocks and of groups of blocks.
const shapes: PanelShape[] = [
  { rows: 1, cols: 1 },
  { rows: 3, cols: 2, gap: 3 },
  { rows: 40, cols: 3 },
  { rows: 17, cols: 4, gap: 1 },
  { rows: 33, cols: 19 },
  { rows: 2, cols: 300 },
  { rows: 130, cols: 1 },
  { rows: 131, cols: 1, gap: 1 },
];

describe.runIf(addon !== undefined)('native kernels', () => {
  it('are those of the reference, under the same names', () => {
    expect(new Set(addon!.kernels())).toEqual(new Set(specs.map((spec) => spec.name)));
  });

  for (const implementation of implementations) {
    describe(implementation, () => {
      beforeAll(() => {
        expect(addon!.selectImplementation(implementation)).toBe(implementation);
      });
      afterAll(() => {
        addon!.selectImplementation('');
      });

      it.each(specs.map((spec) => [spec.name, spec] as const))(
        '%s agrees on every kind of panel',
        (_, spec) => {
          let seed = 1;
          for (const shape of shapes)
            for (const character of allCharacters) {
              const cuts = [1, 2, Math.floor(shape.rows / 2), shape.rows - 1];
              for (const args of spec.examples) {
                const inputs = randomInputs(spec, args, shape, character, seed);
                expectNativeAgrees(spec, args, inputs, cuts, shape);
              }
              seed += 50;
            }
        },
      );

      const rolling = specs.filter((spec) => /rolling_|decay_linear|ts_rank/.test(spec.name));
      it.each(rolling.map((spec) => [spec.name, spec as unknown as KernelSpec<RollingArgs>] as const))(
        '%s agrees for any window, shape and chunking',
        (_, spec) => {
          const cases = fc.record({
            rows: fc.integer({ min: 1, max: 90 }),
            cols: fc.constantFrom(1, 1, 1, 2, 5, 9),
            gap: fc.constantFrom(0, 0, 2),
            window: fc.integer({ min: 1, max: 12 }),
            valid: fc.integer({ min: 1, max: 12 }),
            character: fc.constantFrom(...allCharacters),
            seed: fc.integer({ min: 1, max: 1e6 }),
            cuts: fc.array(fc.integer({ min: 1, max: 89 }), { maxLength: 4 }),
          });
          fc.assert(
            fc.property(cases, ({ window, valid, character, seed, cuts, ...shape }) => {
              const args = { window, minCount: Math.min(valid, window), quantile: 0.3, regressors: 2 };
              const inputs = randomInputs(spec, args, shape, character, seed);
              expectNativeAgrees(spec, args, inputs, cuts, shape);
            }),
            { numRuns: 150 },
          );
        },
      );
    });
  }
});
