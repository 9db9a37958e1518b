import type { BucketColumns } from '../../analytics/index.js';

/** What is kept of the buckets of a run: their VPIN values, and when they began and ended. */
export class VpinHistory {
  /** Of all instruments, in the order in which buckets closed. */
  readonly all = new Values();
  /** By the slot of the instrument. */
  readonly byInstrument: InstrumentHistory[] = [];

  add(buckets: BucketColumns): void {
    for (let row = 0; row < buckets.length; row++) {
      const slot = buckets.instrument[row];
      this.byInstrument[slot] ??= { vpin: new Values(), start: buckets.start[row], end: 0n };
      this.byInstrument[slot].end = buckets.end[row];
      this.byInstrument[slot].vpin.push(buckets.vpin[row]);
      this.all.push(buckets.vpin[row]);
    }
  }
}

export interface InstrumentHistory {
  readonly vpin: Values;
  /** ns since the epoch: start of the first bucket, end of the last one. */
  readonly start: bigint;
  end: bigint;
}

/** Numbers that grow in number. */
export class Values {
  #values = new Float64Array(64);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(2 * this.#length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
