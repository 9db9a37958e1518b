import { checkInteger } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import type { Panel } from '../../panel.js';
import { stateless } from '../elementwise.js';
import { type Names, namesOf, pick, squaredNorm, weigh } from '../regression/design.js';
import { orthogonalise } from '../regression/orthogonal.js';
import { mostGroups } from './group-demean.js';
import { rowAt, sumPlaces } from './row.js';

/** The most factors of a regression that come as inputs of their own. */
export const mostFactors = 36;

export interface NeutralizeArgs {
  /** Factors to regress on, an input each: 0 to 36. Default 0. */
  readonly factors?: number;
  /** Whether the last input is a group's number for every name, from 0 to before this: at most 2^24. Default: none. */
  readonly groups?: number;
  /** Whether an input holds weights (those of squared residuals), after the factors. Default false. */
  readonly weighted?: boolean;
  /** Names a row needs, else it is missing; default 1. */
  readonly minCount?: number;
}

/**
 * What remains of y after a weighted regression, row by row: r = y - A (A'WA)^-1 A'W y, where A holds the factors and a
 * dummy for every group, or a constant without groups. Dummies are never columns: by Frisch, Waugh and Lovell it is the
 * same to take the weighted group means from y and from every factor first. A name counts where y and all factors are
 * finite, its weight is finite and above 0, and its group is one; the others are missing. Of factors that explain each
 * other (to 1e-10 of their norm) as many as needed are dropped, which changes no residual.
 */
export const csNeutralizeSpec: KernelSpec<NeutralizeArgs> = {
  name: 'cs_neutralize',
  inputs: ['y'],
  dtypes: ['f64'],
  examples: [
    {},
    { factors: 1 },
    { factors: 3, weighted: true },
    { factors: 2, groups: 4 },
    { factors: 1, groups: 3, weighted: true, minCount: 4 },
    { groups: 5, weighted: true },
  ],
  encode({ factors = 0, groups = 0, weighted = false, minCount = 1 }) {
    return encodeArgs([
      checkInteger('factors', factors, 0, mostFactors),
      checkInteger('groups', groups, 0, mostGroups),
      Number(weighted),
      checkInteger('minCount', minCount, 1),
    ]);
  },
  inputsFor: ({ args: [factors, groups, weighted] }) => [
    'y',
    ...factorNames(factors!),
    ...(weighted ? ['weight'] : []),
    ...(groups ? ['group'] : []),
  ],
  ...stateless,
  step: neutralizeRows,
};

export function factorNames(count: number, name = 'factor'): string[] {
  return Array.from({ length: count }, (_, i) => `${name} ${i + 1}`);
}

function neutralizeRows({ rows, args, inputs, output }: KernelStep): void {
  const [factors, groups, weighted, minCount] = args as unknown as [number, number, number, number];
  const values = inputs.slice(0, 1 + factors);
  const weight = weighted ? inputs[1 + factors] : undefined;
  const group = groups ? inputs.at(-1) : undefined;
  for (let r = 0; r < rows; r++) {
    const out = rowAt(output, r).fill(Number.NaN);
    const names = namesOf(r, values, weight, group, groups);
    if (names.places.length < minCount) continue;
    const residual = residualOf(r, values, group, groups, names);
    names.places.forEach((c, i) => {
      out[c] = residual[i]! / names.roots[i]!;
    });
  }
}

/** The residuals, times the square roots of the weights. */
function residualOf(
  r: number,
  values: readonly Panel[],
  group: Panel | undefined,
  groups: number,
  names: Names,
): Float64Array {
  const numbers = group && pick(group, r, names);
  const columns = values.map((panel) => pick(panel, r, names));
  const norms = columns.slice(1).map((column) => squaredNorm(weigh(column, names)));
  const [y, ...factors] = columns.map((column) => {
    if (numbers) subtractGroupMeans(column, numbers, groups, names);
    else subtractMean(column, names);
    return weigh(column, names);
  });
  orthogonalise(y!, factors, norms, y!.length);
  return y!;
}

/** Takes the weighted mean, about the first value, from a column. */
function subtractMean(column: Float64Array, { roots }: Names): void {
  const weightOf = (i: number) => roots[i]! * roots[i]!;
  const anchor = column[0]!;
  const total = sumPlaces(column.length, weightOf);
  const sum = sumPlaces(column.length, (i) => weightOf(i) * (column[i]! - anchor));
  const mean = anchor + sum / total;
  for (let i = 0; i < column.length; i++) column[i]! -= mean;
}

/** The same by group; sums run by column. */
function subtractGroupMeans(
  column: Float64Array,
  numbers: Float64Array,
  groups: number,
  { roots }: Names,
): void {
  const anchors = new Float64Array(groups);
  const sums = new Float64Array(groups);
  const totals = new Float64Array(groups);
  for (let i = 0; i < column.length; i++) {
    const g = numbers[i]!;
    const weight = roots[i]! * roots[i]!;
    if (totals[g] === 0) anchors[g] = column[i]!;
    sums[g]! += weight * (column[i]! - anchors[g]!);
    totals[g]! += weight;
  }
  for (let i = 0; i < column.length; i++) {
    const g = numbers[i]!;
    column[i]! -= anchors[g]! + sums[g]! / totals[g]!;
  }
}
