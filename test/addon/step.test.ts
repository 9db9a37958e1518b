// The C++ side of the boundary trusts nobody: whatever JavaScript passes, the answer is an error, not a crash.
import { beforeAll, expect, it } from 'vitest';
import type { Addon } from '#dualbus/addon/binding.js';
import { loadAddon } from '#dualbus/addon/load.js';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { describeWithAddon } from '../support/addon.js';

const none = new Float64Array(0);
const noArgs = new Uint32Array(0);

describeWithAddon('step', () => {
  let addon: Addon;
  let cdf: number;
  let mean: number;
  beforeAll(() => {
    const state = loadAddon();
    if (state.status !== 'loaded') throw new Error(state.advice);
    addon = state.addon;
    cdf = addon.kernels().indexOf('normal_cdf');
    mean = addon.kernels().indexOf('rolling_mean');
  });

  /** A valid call with some arguments replaced: kernel, rows, cols, args, reals, state, x, stride, out, stride. */
  function call(replaced: Record<number, unknown>): void {
    const valid: unknown[] = [cdf, 4, 2, noArgs, none, none, new Float64Array(8), 2, new Float64Array(8), 2];
    for (const [place, value] of Object.entries(replaced)) valid[Number(place)] = value;
    (addon.step as (...args: unknown[]) => void)(...valid);
  }

  it('runs the valid call that the others are changed from', () => {
    const out = new Float64Array(8);
    call({ 8: out });
    expect([...out]).toEqual(new Array(8).fill(0.5));
  });

  it.each<[string, Record<number, unknown>, RegExp]>([
    ['no kernel', { 0: undefined }, /kernel/],
    ['a kernel beyond the list', { 0: 4e9 }, /kernel/],
    ['rows that are no number', { 1: '4' }, /rows/],
    ['columns that are no number', { 2: null }, /cols/],
    ['more rows than there are', { 1: 5 }, /panel/],
    ['rows and columns whose product overflows', { 1: 2 ** 32 - 1, 2: 2 ** 32 - 1, 7: 2 ** 32 - 1 }, /panel/],
    ['a stride that leaves the array', { 7: 3 }, /panel/],
    ['a stride below the columns', { 7: 1 }, /rowStride/],
    ['a negative stride', { 9: -1 }, /panel/],
    ['arguments of another type', { 3: new Int32Array(0) }, /args: must be a Uint32Array/],
    ['arguments for a kernel without', { 3: new Uint32Array(1) }, /args/],
    ['reals for a kernel without', { 4: new Float64Array(1) }, /reals/],
    ['a state of another type', { 5: new Float32Array(4) }, /state/],
    ['an input of another type', { 6: new Float32Array(8) }, /panel: must be a Float64Array/],
    ['an input that is a view of bytes', { 6: new DataView(new ArrayBuffer(64)) }, /panel/],
    ['an output that is missing', { 8: undefined }, /panel/],
    ['an object', { 6: { length: 8 } }, /panel/],
  ])('refuses %s', (_, replaced, message) => {
    expect(() => call(replaced)).toThrow(InvalidArgument);
    expect(() => call(replaced)).toThrow(message);
  });

  it('refuses calls with too few arguments', () => {
    const step = addon.step as (...args: unknown[]) => void;
    for (let count = 0; count < 10; count++)
      expect(() => step(...[cdf, 1, 1, noArgs, none, none, none, 1, none].slice(0, count))).toThrow(
        InvalidArgument,
      );
  });

  it('refuses windows without room in the state, whatever their size', () => {
    const rolling = (args: number[], state: number) => () =>
      call({ 0: mean, 3: Uint32Array.from(args), 5: new Float64Array(state) });
    expect(rolling([3, 1], 1 + 2 * (4 + 2 * 3))).not.toThrow();
    expect(rolling([3, 1], 2 * (4 + 2 * 3))).toThrow(/state: too short/);
    expect(rolling([2 ** 32 - 1, 1], 100)).toThrow(/state/);
    expect(rolling([0, 1], 100)).toThrow(/window: must be at least 1/);
    expect(rolling([3, 0], 100)).toThrow(/minCount/);
    expect(rolling([3], 100)).toThrow(/args/);
  });

  it('keeps its choice of instruction set when asked for one that is not there', () => {
    const before = addon.selectImplementation('');
    expect(addon.selectImplementation('mmx')).toBeUndefined();
    expect(addon.implementations()[0]).toBe(before);
    call({});
  });
});
