import type { Saved, StateReader, StateWriter } from './snapshot.js';

/**
 * The last n closed buckets. VPIN is the sum of |order imbalance| over the sum of volume; buckets of equal nominal
 * size are entered with volume 1 and the imbalance as a share, so that the quotient is the mean of |OI|/V.
 *
 * Sums are taken anew, oldest bucket first, each time: nothing accumulates, and a resumed state gives the same bits.
 */
export class BucketWindow implements Saved {
  /** NaN before n buckets have closed. */
  vpin = Number.NaN;
  /** The same with the sign of the imbalance kept: positive when buyers took the initiative. */
  signed = Number.NaN;
  readonly #imbalance: Float64Array;
  readonly #volume: Float64Array;
  #oldest = 0;
  #count = 0;

  constructor(readonly buckets: number) {
    this.#imbalance = new Float64Array(buckets);
    this.#volume = new Float64Array(buckets);
  }

  push(imbalance: number, volume: number): void {
    const place = (this.#oldest + this.#count) % this.buckets;
    this.#imbalance[place] = imbalance;
    this.#volume[place] = volume;
    if (this.#count < this.buckets) this.#count++;
    else this.#oldest = (this.#oldest + 1) % this.buckets;
    if (this.#count === this.buckets) this.#sum();
  }

  /** The value as if the open bucket, as far as it is filled, were the newest of the n. */
  interim(openImbalance: number, openVolume: number): number {
    if (this.#count < this.buckets - 1) return Number.NaN;
    const [imbalance, , volume] = this.#sums(this.#count - this.buckets + 1);
    return (imbalance + Math.abs(openImbalance)) / (volume + openVolume);
  }

  save(writer: StateWriter): void {
    writer.number(this.#count);
    for (let i = 0; i < this.#count; i++) {
      const place = (this.#oldest + i) % this.buckets;
      writer.number(this.#imbalance[place]);
      writer.number(this.#volume[place]);
    }
  }

  load(reader: StateReader): void {
    for (let left = reader.number(); left > 0; left--) this.push(reader.number(), reader.number());
  }

  #sum(): void {
    const [imbalance, signed, volume] = this.#sums(0);
    this.vpin = imbalance / volume;
    this.signed = signed / volume;
  }

  /** Sums of |imbalance|, imbalance and volume, leaving out the `skip` oldest buckets. */
  #sums(skip: number): [imbalance: number, signed: number, volume: number] {
    let [imbalance, signed, volume] = [0, 0, 0];
    for (let i = skip; i < this.#count; i++) {
      let place = this.#oldest + i;
      if (place >= this.buckets) place -= this.buckets;
      imbalance += Math.abs(this.#imbalance[place]);
      signed += this.#imbalance[place];
      volume += this.#volume[place];
    }
    return [imbalance, signed, volume];
  }
}
