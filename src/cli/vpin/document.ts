import { type BucketColumns, summarize, type VpinBucket, type VpinState } from '../../analytics/index.js';
import { writeOut } from '../output.js';
import { isoTime } from '../time.js';
import type { VpinHistory } from './history.js';

/**
 * The JSON document, written as buckets close: `{ buckets, vpin, instruments, summary }`. Times are ISO 8601 with up
 * to nine decimals; what is not known (VPIN before the window is full) is null.
 */
export class JsonDocument {
  #started = false;

  async add(buckets: BucketColumns): Promise<void> {
    const lines: string[] = [];
    for (const bucket of buckets) {
      lines.push(this.#started ? ',\n' : '{"buckets": [\n', JSON.stringify(plainBucket(bucket)));
      this.#started = true;
      if (lines.length >= 2048) await writeOut(lines.splice(0).join(''));
    }
    if (lines.length > 0) await writeOut(lines.join(''));
  }

  async end(states: readonly VpinState[], history: VpinHistory): Promise<void> {
    if (!this.#started) await writeOut('{"buckets": [');
    await writeOut(`\n],\n"vpin": ${JSON.stringify([...history.all.values])},\n`);
    const instruments = states.map((state, slot) => plainInstrument(state, slot, history));
    await writeOut(`"instruments": ${JSON.stringify(instruments, null, 1)},\n`);
    await writeOut(`"summary": ${JSON.stringify(plainSummary(states, history), null, 1)}}\n`);
  }
}

function plainBucket(bucket: VpinBucket): Record<string, unknown> {
  return { ...bucket, start: isoTime(bucket.start), end: isoTime(bucket.end) };
}

function plainInstrument(state: VpinState, slot: number, history: VpinHistory): Record<string, unknown> {
  const { openVolumeExact: exact, instrument, ...numbers } = state;
  return {
    symbol: instrument,
    ...numbers,
    openVolumeExact: exact && `${exact.numerator}/${exact.denominator}`,
    summary: summarize(history.byInstrument[slot]?.vpin.values ?? []),
  };
}

/** Bucket size and days are those of the instruments where they agree. */
function plainSummary(states: readonly VpinState[], history: VpinHistory): Record<string, unknown> {
  const common = (pick: 'bucketVolume' | 'days'): number | null => {
    const values = new Set(states.map((state) => state[pick]));
    return values.size === 1 ? ([...values][0] ?? null) : null;
  };
  return { ...summarize(history.all.values), bucketVolume: common('bucketVolume'), days: common('days') };
}
