import { checkChoice } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { precisionsOf } from '../../tolerance.js';
import { type RankScale, rankScales } from '../cross-section/cs-rank.js';
import { encodeRolling, fitToBatch, type RollingArgs } from './spec.js';

export interface TsRankArgs extends RollingArgs {
  /** The rank from 1 (default), divided by the number n of valid values (`pct`), or (rank - 1/2) / n (`centred`). */
  readonly scale?: RankScale;
}

/**
 * The rank of the newest value among the valid values of its window, itself included; equal ones share the mean of their
 * places. Missing where the newest value is. A row costs time in proportion to the window.
 * The state: rows seen, then the last `window` rows, the row with number n in place n mod `window`.
 */
export const tsRankSpec: KernelSpec<TsRankArgs> = {
  name: 'ts_rank',
  inputs: ['x'],
  dtypes: precisionsOf('ts_rank'),
  examples: [
    { window: 1 },
    { window: 4, scale: 'pct' },
    { window: 7, minCount: 2, scale: 'centred' },
    { window: 30, minCount: 1 },
  ],
  encode({ scale = 'rank', ...rolling }) {
    return encodeArgs([...encodeRolling(rolling).args, checkChoice('scale', scale, rankScales)]);
  },
  fitToBatch,
  lookback: ({ args }) => args[0]! - 1,
  stateBytes: ({ args }, cols) => 8 * (1 + args[0]! * cols),
  step: rankRows,
};

function rankRows({ rows, cols, args, state, inputs, output }: KernelStep): void {
  const [window, minCount, scale] = args as unknown as [number, number, number];
  const { data, rowStride } = inputs[0]!;
  for (let r = 0; r < rows; r++) {
    const seen = state[0]!;
    const rowsKept = Math.min(seen + 1, window);
    const ring = 1 + (seen % window) * cols;
    for (let c = 0; c < cols; c++) {
      const x = data[r * rowStride + c]!;
      state[ring + c] = x;
      let count = 0;
      let less = 0;
      let equal = 0;
      for (let slot = 0; slot < rowsKept; slot++) {
        const other = state[1 + slot * cols + c]!;
        if (!Number.isNaN(other)) count++;
        if (other < x) less++;
        if (other === x) equal++;
      }
      const rank = less + (equal + 1) / 2;
      const missing = Number.isNaN(x) || count < minCount;
      output.data[r * output.rowStride + c] = missing ? Number.NaN : scaled(rank, count, rankScales[scale]!);
    }
    state[0]!++;
  }
}

function scaled(rank: number, count: number, scale: RankScale): number {
  if (scale === 'rank') return rank;
  return (rank - (scale === 'centred' ? 0.5 : 0)) / count;
}
