import { InvalidArgument } from '../../../base/errors.js';
import { checkInteger } from '../../args.js';
import { type EncodedArgs, encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { stateless } from '../elementwise.js';
import { type Names, namesOf, pick, squaredNorm, weigh } from '../regression/design.js';
import { coefficients, orthogonalise } from '../regression/orthogonal.js';
import { factorNames, mostFactors } from './neutralize.js';
import { rowAt } from './row.js';

/** The most sectors that come as one input of numbers. */
export const mostSectors = 64;

export interface FactorReturnsArgs {
  /** Sectors that come as exposures, an input each: 0 to 36 with the styles. Default 0. */
  readonly sectors?: number;
  /** Sectors that come as one input, a sector's number for every name from 0 to before this: at most 64. Default: none. */
  readonly groups?: number;
  /** Styles, an input each. Default 0. */
  readonly styles?: number;
  /** Whether styles explain what sectors leave of the returns (default), or the returns themselves. */
  readonly residualize?: boolean;
  /** Names a row needs, else it is missing; default 1. */
  readonly minCount?: number;
}

function encode({
  sectors = 0,
  groups = 0,
  styles = 0,
  residualize = true,
  minCount = 1,
}: FactorReturnsArgs): EncodedArgs {
  if (sectors > 0 && groups > 0)
    throw new InvalidArgument('groups', 'must be 0 where sectors come as exposures');
  return encodeArgs([
    checkInteger('sectors', sectors, 0, mostFactors),
    checkInteger('groups', groups, 0, mostSectors),
    checkInteger('styles', styles, 0, mostFactors - sectors),
    Number(residualize),
    checkInteger('minCount', minCount, 1),
  ]);
}

const common = {
  inputs: ['return', 'weight'],
  dtypes: ['f64'],
  encode,
  examples: [
    {},
    { sectors: 2 },
    { sectors: 3, styles: 2 },
    { groups: 3, styles: 1, residualize: false, minCount: 3 },
    { groups: 4 },
    { sectors: 1, styles: 3 },
  ],
  inputsFor: ({ args: [sectors, groups, styles] }: EncodedArgs) => [
    'return',
    'weight',
    ...factorNames(sectors!, 'sector'),
    ...(groups ? ['group'] : []),
    ...factorNames(styles!, 'style'),
  ],
  ...stateless,
} satisfies Partial<KernelSpec<FactorReturnsArgs>>;

/**
 * The returns of the market, of every sector and of every style, in this order: the columns of the result, row by row.
 * As toraniko: weighted least squares of the returns on a constant and the sectors under the constraint that the
 * sectors' returns add up to 0, then of what it leaves on the styles. The weights are those of squared residuals:
 * toraniko takes square roots of capitalisations. Where exposures do not determine the returns, they are those of
 * least norm (of market and all sectors but the last), as lstsq gives them. A name counts where everything is finite and
 * its weight is above 0.
 */
export const factorReturnsSpec: KernelSpec<FactorReturnsArgs> = {
  ...common,
  name: 'factor_returns',
  outputShape: ({ args: [sectors, groups, styles] }) => ({ cols: 1 + sectors! + groups! + styles! }),
  step: (step) => eachRow(step, (returns, _residual, _names, out) => out.set(returns)),
};

/** What market, sectors and styles of `factorReturnsSpec` leave of every return. */
export const factorResidualsSpec: KernelSpec<FactorReturnsArgs> = {
  ...common,
  name: 'factor_residuals',
  step: (step) =>
    eachRow(step, (_returns, residual, { places }, out) => {
      places.forEach((c, i) => {
        out[c] = residual[i]!;
      });
    }),
};

type Take = (returns: Float64Array, residual: Float64Array, names: Names, out: Float64Array) => void;

function eachRow(step: KernelStep, take: Take): void {
  const { rows, args, inputs, output } = step;
  const [sectors, groups, styles, residualize, minCount] = args as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [y, weight, ...rest] = inputs;
  const group = groups ? rest[0] : undefined;
  const sectorPanels = rest.slice(0, sectors);
  const stylePanels = rest.slice(rest.length - styles);
  for (let r = 0; r < rows; r++) {
    const out = rowAt(output, r).fill(Number.NaN);
    const names = namesOf(r, [y!, ...sectorPanels, ...stylePanels], weight, group, groups);
    if (names.places.length < minCount) continue;
    const exposures = group
      ? dummies(pick(group, r, names), groups)
      : sectorPanels.map((panel) => pick(panel, r, names));
    const given = pick(y!, r, names);
    const market = fitMarket(given, exposures, names);
    const columns = stylePanels.map((panel) => pick(panel, r, names));
    const style = leastSquares(residualize ? market.residual : given, columns, names);
    const residual = market.residual.slice();
    columns.forEach((column, j) => {
      for (let i = 0; i < residual.length; i++) residual[i]! -= style.solution[j]! * column[i]!;
    });
    take(Float64Array.of(...market.returns, ...style.solution), residual, names, out);
  }
}

function dummies(numbers: Float64Array, groups: number): Float64Array[] {
  return Array.from({ length: groups }, (_, g) => numbers.map((number) => Number(number === g)));
}

/** Market and sectors: the last sector's return is what the others lack to 0, so its exposure is taken from theirs. */
function fitMarket(y: Float64Array, sectors: readonly Float64Array[], names: Names) {
  const last = sectors.at(-1);
  const ones = new Float64Array(y.length).fill(1);
  const columns = [
    ones,
    ...sectors.slice(0, -1).map((sector) => sector.map((value, i) => value - last![i]!)),
  ];
  const { solution, residual } = leastSquares(y, columns, names);
  let sum = 0;
  for (const value of solution.subarray(1)) sum += value;
  return { returns: last ? [...solution, 0 - sum] : [...solution], residual };
}

/** A regression without a constant; the residual is in the units of y. */
function leastSquares(y: Float64Array, columns: readonly Float64Array[], names: Names) {
  const weighted = columns.map((column) => weigh(column, names));
  const left = weigh(y, names);
  const found = orthogonalise(left, weighted, weighted.map(squaredNorm), y.length);
  const solution = coefficients(found, columns.length);
  return { solution, residual: left.map((value, i) => value / names.roots[i]!) };
}
