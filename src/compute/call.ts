import { InvalidArgument } from '../base/errors.js';
import type { KernelSpec, KernelStep } from './kernel.js';
import { allocate, asPanel, newPanel, type Operand, overlap, type Panel, rowsOf } from './panel.js';

/** One input, or as many as the kernel has, all of the same shape. */
export type Inputs = Operand | readonly [Operand, ...Operand[]];

/** The result has the form of the (first) input: a series for a series, a panel for a panel. */
export type OutputOf<In> = In extends readonly [infer First, ...unknown[]]
  ? OutputOf<First>
  : In extends Float64Array
    ? Float64Array
    : Panel;

/** The inputs and the output of a call, checked against each other. */
export interface Operands {
  readonly rows: number;
  readonly cols: number;
  readonly inputs: readonly Panel[];
  readonly output: Panel;
  /** The output in the form in which the caller gets it. */
  readonly result: Operand;
}

/** @throws InvalidArgument that names the operand */
export function checkOperands(names: readonly string[], given: Inputs, out: Operand | undefined): Operands {
  const list = isOperand(given) ? [given] : given;
  if (list.length !== names.length)
    throw new InvalidArgument('inputs', `needs ${names.join(', ')}, got ${list.length}`);
  const inputs = list.map((operand, i) => asPanel(names[i]!, operand));
  const { rows, cols } = inputs[0]!;
  inputs.forEach((panel, i) => {
    checkShape(names[i]!, panel, rows, cols);
  });
  const output = out === undefined ? newPanel(rows, cols) : asPanel('out', out);
  checkShape('out', output, rows, cols);
  if (out !== undefined)
    inputs.forEach((panel, i) => {
      if (overlap(panel, output)) throw new InvalidArgument('out', `shares memory with ${names[i]}`);
    });
  const result = out ?? (list[0] instanceof Float64Array ? output.data : output);
  return { rows, cols, inputs, output, result };
}

/** The step that computes a whole batch from the empty state. */
export function batchStep<Args>(spec: KernelSpec<Args>, operands: Operands, args: Args): KernelStep {
  const { rows, cols, inputs, output } = operands;
  const given = spec.encode(args);
  const encoded = spec.fitToBatch?.(given, rows) ?? given;
  const state = allocate(spec.stateBytes(encoded, cols) / 8, `the state of ${spec.name}`);
  return { ...encoded, rows, cols, inputs, output, state };
}

/** The part of a step from row `from` to before row `to`. */
export function partOfStep(step: KernelStep, from: number, to: number): KernelStep {
  return {
    ...step,
    rows: to - from,
    inputs: step.inputs.map((panel) => rowsOf(panel, from, to)),
    output: rowsOf(step.output, from, to),
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
