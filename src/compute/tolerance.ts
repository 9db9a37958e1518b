import type { Precision } from './kernel.js';

/** How far an implementation may be from the reference. Both zero: the same bits, NaN where the reference has NaN. */
export interface Tolerance {
  readonly absolute: number;
  /** Of the larger magnitude of the two values. */
  readonly relative: number;
  /** Of the largest finite magnitude among the inputs: what cancels in a sum has the rounding of its terms. */
  readonly ofInputs?: number;
}

const exact: Tolerance = { absolute: 0, relative: 0 };

/**
 * The differences allowed between any backend and the reference. A kernel and precision that is not listed must agree
 * bit for bit. The CDFs and logarithms differ because libraries do in the last digit: no decision branches on it.
 */
const tolerances: Readonly<Record<string, Partial<Record<Precision, Tolerance>>>> = {
  // f32: the backend gets the inputs rounded to f32, and so does the reference that it is compared with.
  rolling_mean: { f32: { absolute: 0, relative: 2e-6, ofInputs: 5e-7 } },
  rolling_std: { f32: { absolute: 0, relative: 1e-4, ofInputs: 5e-7 } },
  rolling_corr: { f32: { absolute: 5e-5, relative: 0 } },
  rolling_min: { f32: exact },
  rolling_max: { f32: exact },
  decay_linear: { f32: { absolute: 0, relative: 2e-6, ofInputs: 5e-7 } },
  // The ranks themselves are exact; their quotients are rounded.
  ts_rank: { f32: { absolute: 0, relative: 2 ** -23 } },
  cs_rank: { f32: { absolute: 0, relative: 2 ** -23 } },
  cs_zscore: { f32: { absolute: 1e-5, relative: 0 } },
  cs_winsorize: { f32: { absolute: 0, relative: 2e-6, ofInputs: 5e-7 } },
  normal_cdf: { f64: { absolute: 1e-15, relative: 0 } },
  log: { f64: { absolute: 0, relative: 1e-15 } },
  power: { f64: { absolute: 1e-300, relative: 2e-15 } },
  signed_power: { f64: { absolute: 1e-300, relative: 2e-15 } },
  log_ret: { f64: { absolute: 0, relative: 1e-15 } },
  student_t_cdf: { f64: { absolute: 1e-13, relative: 0 } },
  // Linear layers agree bit for bit; exp, which the activations are made of, does not.
  dense: { f64: { absolute: 1e-13, relative: 1e-12 }, f32: { absolute: 1e-6, relative: 1e-5 } },
};

export function toleranceOf(kernel: string, precision: Precision): Tolerance {
  return tolerances[kernel]?.[precision] ?? exact;
}

/** The precisions in which a kernel may run: those below f64 have their tolerance in the table. */
export function precisionsOf(kernel: string): readonly Precision[] {
  const lower = (['f32', 'f16'] as const).filter((precision) => tolerances[kernel]?.[precision]);
  return ['f64', ...lower];
}

export function isExact({ absolute, relative }: Tolerance): boolean {
  return absolute === 0 && relative === 0;
}

/**
 * The first place where two results differ by more than the tolerance, or -1. -0 and 0 are the same value. `magnitude` is
 * the largest finite one of the inputs.
 */
export function firstDifference(
  actual: Float64Array | Float32Array,
  expected: Float64Array | Float32Array,
  tolerance: Tolerance,
  magnitude = 0,
): number {
  const fixed = tolerance.absolute + (tolerance.ofInputs ?? 0) * magnitude;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    if (a === e || (Number.isNaN(a) && Number.isNaN(e))) continue;
    const allowed = fixed + tolerance.relative * Math.max(Math.abs(a), Math.abs(e));
    if (!(Math.abs(a - e) <= allowed)) return i;
  }
  return -1;
}
