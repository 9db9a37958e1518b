import { InvalidArgument } from '../../../base/errors.js';
import { checkChoice, checkInteger } from '../../args.js';
import { type EncodedArgs, encodeArgs, type KernelSpec } from '../../kernel.js';
import { finiteOrMissing, squaresAboutMean } from './power-sums.js';
import { encodeRolling, fitToBatch, type RollingArgs } from './spec.js';
import {
  type Finish,
  type RollingWindow,
  type TwoStackFamily,
  twoStackLength,
  twoStackStep,
} from './two-stack.js';

/** A coefficient of the regression, y less its fitted value in the newest row, or the share of variance explained. */
export const olsResults = ['slope', 'intercept', 'residual', 'rsquare'] as const;

/** The most regressors. */
const mostRegressors = 4;

/** A regressor whose part that those before it do not explain is below this share of its variance is dropped. */
const rankTolerance = 1e-12;

export interface RollingOlsArgs extends RollingArgs {
  /** Regressors, an input each: 1 to 4. */
  readonly regressors: number;
  /** Default `slope`. */
  readonly result?: (typeof olsResults)[number];
  /** Whose slope: 1, the default, to `regressors`. */
  readonly of?: number;
}

/**
 * Ordinary least squares of y on a constant and up to four regressors, over the rows of each window in which all of them
 * are valid. A regressor that those before it explain (to 1e-12 of its variance) is dropped: its slope is 0. Missing
 * with fewer valid rows than coefficients, where an infinity is in the window, and `residual` where the newest row is
 * incomplete; `rsquare`, in [0, 1], where y does not vary.
 */
export const rollingOlsSpec: KernelSpec<RollingOlsArgs> = {
  name: 'rolling_ols',
  inputs: ['y', 'x1'],
  dtypes: ['f64'],
  examples: [
    { window: 5, regressors: 1 },
    { window: 4, regressors: 1, result: 'intercept', minCount: 2 },
    { window: 12, regressors: 2, of: 2, minCount: 3 },
    { window: 9, regressors: 3, result: 'residual', minCount: 4 },
    { window: 30, regressors: 4, result: 'rsquare', minCount: 5 },
    { window: 7, regressors: 4, of: 3, minCount: 1 },
  ],
  encode({ regressors, result = 'slope', of = 1, ...rolling }) {
    checkInteger('regressors', regressors, 1, mostRegressors);
    if (of !== 1 && result !== 'slope') throw new InvalidArgument('of', `is for slopes, not for ${result}`);
    const { args } = encodeRolling(rolling);
    return encodeArgs([
      ...args,
      regressors,
      checkChoice('result', result, olsResults),
      checkInteger('of', of, 1, regressors),
    ]);
  },
  inputsFor: ({ args }) => ['y', 'x1', 'x2', 'x3', 'x4'].slice(0, 1 + args[2]!),
  fitToBatch,
  lookback: ({ args }) => args[0]! - 1,
  stateBytes: ({ args }, cols) => 8 * twoStackLength(familyOf(args), args[0]!, cols),
  step: (step) => twoStackStep(step, familyOf(step.args), finishOf(step)),
};

const families = Array.from({ length: mostRegressors }, (_, i) => jointMoments(2 + i));

function familyOf(args: Uint32Array): TwoStackFamily {
  return families[args[2]! - 1]!;
}

/** Sums of `count` values, y first, then of the products of every two of them: (a, b) with a <= b, row by row. */
function jointMoments(count: number): TwoStackFamily {
  function add(sums: Float64Array, distances: Float64Array): void {
    for (let a = 0; a < count; a++) sums[a]! += distances[a]!;
    let f = count;
    for (let a = 0; a < count; a++)
      for (let b = a; b < count; b++) sums[f++]! += distances[a]! * distances[b]!;
  }
  return {
    inputs: count,
    anchored: true,
    empty: new Array<number>(count + (count * (count + 1)) / 2).fill(0),
    addNewer: add,
    addOlder: add,

    join(sums, suffix, { suffixCount, shift }) {
      for (let a = 0; a < count; a++) sums[a]! += suffix[a]! + suffixCount * shift[a]!;
      let f = count;
      for (let a = 0; a < count; a++)
        for (let b = a; b < count; b++, f++) {
          const da = shift[a]!;
          const db = shift[b]!;
          sums[f]! += suffix[f]! + (da * suffix[b]! + db * (suffix[a]! + suffixCount * da));
        }
    },
  };
}

function finishOf({ args }: EncodedArgs): Finish {
  const [, , regressors, result, of] = args as unknown as [number, number, number, number, number];
  const regression = new Regression(regressors);
  const finishes: Record<(typeof olsResults)[number], Finish> = {
    slope: () => regression.slopes[of]!,
    intercept: ({ anchors, sums, count }) => anchors[0]! + regression.atMeans(anchors, sums, count),
    residual: ({ newest, anchors, sums, count }) => regression.residual(newest, anchors, sums, count),
    rsquare: () => regression.rsquare(),
  };
  const finish = finishes[olsResults[result]!];
  return (window) => {
    if (window.count <= regressors || !regression.solve(window)) return Number.NaN;
    return finiteOrMissing(finish(window));
  };
}

/** The normal equations about the means, solved by L D L' in the order of the regressors; place 0 is y. */
class Regression {
  readonly #count: number;
  /** Upper triangle by row of the products about the means, y first. */
  readonly #gram: Float64Array;
  readonly #lower: Float64Array;
  readonly #diagonal: Float64Array;
  readonly #right: Float64Array;
  readonly slopes: Float64Array;
  /** The sum of squares that the fitted values have about their mean. */
  #explained = 0;

  constructor(regressors: number) {
    this.#count = regressors + 1;
    this.#gram = new Float64Array(this.#count ** 2);
    this.#lower = new Float64Array(this.#count ** 2);
    this.#diagonal = new Float64Array(this.#count);
    this.#right = new Float64Array(this.#count);
    this.slopes = new Float64Array(this.#count);
  }

  /** Whether all products are numbers. */
  solve({ count, sums }: RollingWindow): boolean {
    const n = this.#count;
    let f = n;
    let defined = true;
    for (let a = 0; a < n; a++)
      for (let b = a; b < n; b++, f++) {
        const product =
          a === b ? squaresAboutMean(count, sums[a]!, sums[f]!) : sums[f]! - (sums[a]! * sums[b]!) / count;
        this.#gram[a * n + b] = product;
        if (Number.isNaN(product)) defined = false;
      }
    this.#eliminate();
    return defined;
  }

  #eliminate(): void {
    const n = this.#count;
    const lower = this.#lower;
    for (let j = 1; j < n; j++) {
      const whole = this.#gram[j * n + j]!;
      let left = whole;
      let right = this.#gram[j]!;
      for (let m = 1; m < j; m++) {
        left -= lower[j * n + m]! * lower[j * n + m]! * this.#diagonal[m]!;
        right -= lower[j * n + m]! * this.#right[m]!;
      }
      const kept = left > rankTolerance * whole;
      this.#diagonal[j] = left;
      this.#right[j] = right;
      this.slopes[j] = kept ? right / left : 0;
      for (let i = j + 1; i < n; i++) {
        let product = this.#gram[j * n + i]!;
        for (let m = 1; m < j; m++) product -= lower[i * n + m]! * lower[j * n + m]! * this.#diagonal[m]!;
        lower[i * n + j] = kept ? product / left : 0;
      }
    }
    this.#explained = 0;
    for (let j = 1; j < n; j++) this.#explained += this.slopes[j]! * this.#right[j]!;
    for (let j = n - 2; j >= 1; j--) {
      const kept = this.#diagonal[j]! > rankTolerance * this.#gram[j * n + j]!;
      let slope = this.slopes[j]!;
      for (let i = j + 1; i < n; i++) slope -= lower[i * n + j]! * this.slopes[i]!;
      this.slopes[j] = kept ? slope : 0;
    }
  }

  /** What the means of the regressors leave of the mean of y, less y's anchor. */
  atMeans(anchors: Float64Array, sums: Float64Array, count: number): number {
    let rest = sums[0]! / count;
    for (let j = 1; j < this.#count; j++) rest -= this.slopes[j]! * (anchors[j]! + sums[j]! / count);
    return rest;
  }

  residual(newest: Float64Array, anchors: Float64Array, sums: Float64Array, count: number): number {
    let rest = newest[0]! - anchors[0]! - sums[0]! / count;
    for (let j = 1; j < this.#count; j++)
      rest -= this.slopes[j]! * (newest[j]! - anchors[j]! - sums[j]! / count);
    return rest;
  }

  rsquare(): number {
    const whole = this.#gram[0]!;
    if (!(whole > 0)) return Number.NaN;
    const share = this.#explained / whole;
    return Math.max(0, Math.min(1, share));
  }
}
