import { checkInteger } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { stateless } from '../elementwise.js';
import { isGroup } from '../regression/design.js';

export interface GroupArgs {
  /** Groups are numbered from 0 to less than this: 1 to 2^24. */
  readonly groups: number;
}

export const mostGroups = 2 ** 24;

/**
 * Every value less the mean of its group in its row: the residual of a regression on dummies, whose sums are taken
 * group by group instead. Anything but a group's number is no group, and gives a missing value. Sums run by column,
 * about the group's first valid value (0 if that is infinite).
 */
export const csGroupDemeanSpec: KernelSpec<GroupArgs> = {
  name: 'cs_group_demean',
  inputs: ['x', 'group'],
  dtypes: ['f64'],
  examples: [{ groups: 1 }, { groups: 3 }, { groups: 40 }],
  encode: ({ groups }) => encodeArgs([checkInteger('groups', groups, 1, mostGroups)]),
  ...stateless,
  step: demeanRows,
};

function demeanRows({ rows, cols, args, inputs, output }: KernelStep): void {
  const groups = args[0]!;
  const anchors = new Float64Array(groups);
  const sums = new Float64Array(groups);
  const counts = new Float64Array(groups);
  const [values, numbers] = inputs as [KernelStep['output'], KernelStep['output']];
  for (let r = 0; r < rows; r++) {
    const x = values.data.subarray(r * values.rowStride, r * values.rowStride + cols);
    const group = numbers.data.subarray(r * numbers.rowStride, r * numbers.rowStride + cols);
    counts.fill(0);
    for (let c = 0; c < cols; c++) {
      const g = group[c]!;
      if (Number.isNaN(x[c]!) || !isGroup(g, groups)) continue;
      if (counts[g] === 0) {
        anchors[g] = Number.isFinite(x[c]) ? x[c]! : 0;
        sums[g] = 0;
      }
      sums[g]! += x[c]! - anchors[g]!;
      counts[g]!++;
    }
    for (let c = 0; c < cols; c++) {
      const g = group[c]!;
      const inGroup = isGroup(g, groups);
      output.data[r * output.rowStride + c] = inGroup
        ? x[c]! - (anchors[g]! + sums[g]! / counts[g]!)
        : Number.NaN;
    }
  }
}
