import { expect } from 'vitest';
import type { AnyKernel } from '#dualbus/compute/backend.js';
import { firstStep, outputShapeOf, partOfStep } from '#dualbus/compute/call.js';
import { inputNames, type KernelSpec, type KernelStep } from '#dualbus/compute/kernel.js';
import { cpuBackend } from '#dualbus/compute/native/cpu-backend.js';
import type { Panel } from '#dualbus/compute/panel.js';
import { type Tolerance, toleranceOf } from '#dualbus/compute/tolerance.js';
import { type Character, guard, type PanelShape, randomInput } from './panels.js';

/** A step from the empty state, with an output full of values that a result must replace or, in gaps, leave alone. */
export function newStep<Args>(
  kernel: KernelSpec<Args>,
  args: Args,
  inputs: readonly Panel[],
  { gap = 0 }: Pick<PanelShape, 'gap'> = {},
): KernelStep {
  const encoded = kernel.encode(args);
  const { rows, cols } = outputShapeOf(kernel, encoded, inputs[0]!.rows, inputs[0]!.cols);
  const rowStride = cols + gap;
  const output = { data: new Float64Array(rows * rowStride).fill(guard), rows, cols, rowStride };
  return firstStep(kernel, encoded, inputs, output);
}

/** Inputs for one call, each of the kind that its name asks for; seeds from `seed` on. */
export function randomInputs<Args>(
  kernel: KernelSpec<Args>,
  args: Args,
  shape: PanelShape,
  character: Character,
  seed: number,
): Panel[] {
  const names = inputNames(kernel, kernel.encode(args));
  return names.map((name, i) => randomInput(name, shape, character, seed + i));
}

/** Runs a step in pieces that end before the rows of `cuts`. */
export function runInPieces(
  step: KernelStep,
  cuts: readonly number[],
  run: (part: KernelStep) => void,
): void {
  const ends = [...new Set(cuts)].filter((cut) => cut > 0 && cut < step.rows).sort((a, b) => a - b);
  let from = 0;
  for (const to of [...ends, step.rows]) {
    if (to > from) run(partOfStep(step, from, to));
    from = to;
  }
}

/** Compares whole arrays, NaN to NaN, and names the first place that differs by more than allowed. */
export function expectClose(
  actual: Float64Array,
  expected: Float64Array,
  tolerance: Tolerance,
  what = '',
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    const allowed = tolerance.absolute + tolerance.relative * Math.max(Math.abs(a), Math.abs(e));
    if (Object.is(a, e) || a === e || Math.abs(a - e) <= allowed) continue;
    expect.fail(`${what} element ${i}: ${a} instead of ${e}`);
  }
}

export const exact: Tolerance = { absolute: 0, relative: 0 };

/**
 * Checks the native kernel against the reference on one call to the stated tolerance: whole, in pieces, and in pieces
 * that the two compute in turns on one state.
 */
export function expectNativeAgrees<Args>(
  kernel: KernelSpec<Args>,
  args: Args,
  inputs: readonly Panel[],
  cuts: readonly number[],
  shape: Pick<PanelShape, 'gap'> = {},
): void {
  const any = kernel as AnyKernel;
  const expected = newStep(kernel, args, inputs, shape);
  kernel.step(expected);
  const whole = newStep(kernel, args, inputs, shape);
  cpuBackend.step(any, whole);
  const what = `${kernel.name} ${JSON.stringify(args)} on ${expected.rows} x ${expected.cols}`;
  expectClose(whole.output.data, expected.output.data, toleranceOf(kernel.name, 'f64'), what);
  const pieces = newStep(kernel, args, inputs, shape);
  runInPieces(pieces, cuts, (part) => cpuBackend.step(any, part));
  expectClose(pieces.output.data, whole.output.data, exact, `${what} in pieces`);
  const mixed = newStep(kernel, args, inputs, shape);
  let turn = 0;
  runInPieces(mixed, cuts, (part) => (turn++ % 2 === 0 ? kernel.step(part) : cpuBackend.step(any, part)));
  expectClose(mixed.output.data, whole.output.data, toleranceOf(kernel.name, 'f64'), `${what} in turns`);
}
