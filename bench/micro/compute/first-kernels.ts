// The first kernels: node dist/bench/micro/compute/first-kernels.js [--json]
import { kernels } from '#dualbus/compute/kernels.js';
import { Report } from '../../support/report.js';
import { armsOf, benchPanel } from './arms.js';

const report = new Report('first kernels');
const million = benchPanel(1_000_000, 1, 'uniform');
report.section('normal CDF, 1e6 values', armsOf(kernels.normalCdf.spec, {}, [million]));
report.section(
  'Student-t CDF, df 0.25, 1e6 values',
  armsOf(kernels.studentTCdf.spec, { df: 0.25 }, [million]),
  {
    windows: 10,
  },
);
const series = benchPanel(2_000_000, 1, 'walk');
const panel = benchPanel(1259, 470, 'walk');
for (const window of [20, 100]) {
  report.section(
    `rolling mean, one series of 2e6, window ${window}`,
    armsOf(kernels.rollingMean.spec, { window }, [series]),
    { windows: 15 },
  );
  report.section(
    `rolling mean, panel 1259 x 470, window ${window}`,
    armsOf(kernels.rollingMean.spec, { window }, [panel]),
    { windows: 15 },
  );
}
report.section(
  'cross-section rank, panel 1259 x 470',
  armsOf(kernels.csRank.spec, {}, [benchPanel(1259, 470, 'uniform')]),
  { windows: 15 },
);
report.finish();
