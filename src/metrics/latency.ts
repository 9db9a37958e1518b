import { createHistogram } from 'node:perf_hooks';

/** What a histogram says; times in microseconds, `null` where nothing was recorded. */
export interface LatencySummary {
  readonly count: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

/** A high dynamic range histogram of latencies: three significant digits from 1 ns to 1 h. */
export class LatencyHistogram {
  readonly #histogram = createHistogram({ lowest: 1, highest: 3_600e9, figures: 3 });

  recordNs(ns: number): void {
    this.#histogram.record(Math.min(3_600e9, Math.max(1, Math.round(ns))));
  }

  recordMs(ms: number): void {
    this.recordNs(ms * 1e6);
  }

  summary(): LatencySummary {
    const { count, min, mean, max } = this.#histogram;
    const us = (ns: number): number | null => (count === 0 ? null : ns / 1_000);
    const at = (percentile: number): number | null => us(this.#histogram.percentile(percentile));
    return {
      count,
      min: us(min),
      mean: us(mean),
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: us(max),
    };
  }
}
