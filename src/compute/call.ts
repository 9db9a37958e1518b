import { InvalidArgument } from '../base/errors.js';
import type { AnyKernel, Shape, SynchronousBackend } from './backend.js';
import { type EncodedArgs, inputNames, type KernelSpec, type KernelStep } from './kernel.js';
import { allocate, asPanel, newPanel, type Operand, overlap, type Panel, rowsOf } from './panel.js';

/** One input, or as many as the kernel has, all of the same shape. */
export type Inputs = Operand | readonly [Operand, ...Operand[]];

/** The result has the form of the (first) input: a series for a series (row after row), a panel for a panel. */
export type OutputOf<In> = In extends readonly [infer First, ...unknown[]]
  ? OutputOf<First>
  : In extends Float64Array
    ? Float64Array
    : Panel;

/** The inputs and the output of a call, checked against each other. */
export interface Operands {
  readonly inputs: readonly Panel[];
  readonly output: Panel;
  /** The output in the form in which the caller gets it. */
  readonly result: Operand;
}

/** @throws InvalidArgument that names the operand */
export function checkOperands<Args>(
  spec: KernelSpec<Args>,
  encoded: EncodedArgs,
  given: Inputs,
  out: Operand | undefined,
): Operands {
  const names = inputNames(spec, encoded);
  const list = isOperand(given) ? [given] : given;
  if (list.length !== names.length)
    throw new InvalidArgument('inputs', `needs ${names.join(', ')}, got ${list.length}`);
  const inputs = list.map((operand, i) => asPanel(names[i]!, operand));
  const { rows, cols } = inputs[0]!;
  inputs.forEach((panel, i) => {
    checkShape(names[i]!, panel, rows, cols);
  });
  const shape = outputShapeOf(spec, encoded, rows, cols);
  const output = out === undefined ? newPanel(shape.rows, shape.cols) : asPanel('out', out);
  checkShape('out', output, shape.rows, shape.cols);
  if (out !== undefined)
    inputs.forEach((panel, i) => {
      if (overlap(panel, output)) throw new InvalidArgument('out', `shares memory with ${names[i]}`);
    });
  const result = out ?? (list[0] instanceof Float64Array ? output.data : output);
  return { inputs, output, result };
}

/** The step from the empty state over inputs that were checked; the output, where none is given, is new. */
export function firstStep<Args>(
  spec: KernelSpec<Args>,
  encoded: EncodedArgs,
  inputs: readonly Panel[],
  output?: Panel,
): KernelStep {
  const { rows, cols } = inputs[0]!;
  const state = allocate(spec.stateBytes(encoded, cols) / 8, `the state of ${spec.name}`);
  const shape = outputShapeOf(spec, encoded, rows, cols);
  return stepOver(spec, encoded, inputs, state, output ?? newPanel(shape.rows, shape.cols));
}

/** A step over inputs and an output whose shapes fit. */
export function stepOver<Args>(
  spec: KernelSpec<Args>,
  encoded: EncodedArgs,
  inputs: readonly Panel[],
  state: Float64Array,
  output: Panel,
): KernelStep {
  const { rows, cols } = inputs[0]!;
  const reduces = spec.outputShape?.(encoded, cols).rows !== undefined;
  return { ...encoded, rows, cols, inputs, output, state, reduces };
}

/** Rows and columns of the output of a call over so many rows and columns. */
export function outputShapeOf<Args>(
  spec: KernelSpec<Args>,
  encoded: EncodedArgs,
  rows: number,
  cols: number,
): Shape {
  return { rows, cols, ...spec.outputShape?.(encoded, cols) };
}

/** Runs a step on a backend; one without rows or columns has a result only where that has a shape of its own. */
export function runStep(backend: SynchronousBackend, kernel: AnyKernel, step: KernelStep): void {
  if (!isEmpty(step)) backend.step(kernel, step);
  else if (kernel.outputShape !== undefined) kernel.step(step);
}

export function isEmpty({ rows, cols }: KernelStep): boolean {
  return rows === 0 || cols === 0;
}

/** The part of a step from row `from` to before row `to`. */
export function partOfStep(step: KernelStep, from: number, to: number): KernelStep {
  return {
    ...step,
    rows: to - from,
    inputs: step.inputs.map((panel) => rowsOf(panel, from, to)),
    output: step.reduces ? step.output : rowsOf(step.output, from, to),
  };
}

function isOperand(given: Inputs): given is Operand {
  return !Array.isArray(given);
}

function checkShape(name: string, panel: Panel, rows: number, cols: number): void {
  if (panel.rows !== rows || panel.cols !== cols)
    throw new InvalidArgument(
      name,
      `has ${panel.rows} rows of ${panel.cols} columns, not ${rows} rows of ${cols}`,
    );
}
