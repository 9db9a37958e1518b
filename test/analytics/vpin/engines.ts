// The same input through C++ and through the reference, which has to give the same bits.
import { expect } from 'vitest';
import { loadAddon } from '#dualbus/addon/load.js';
import { type BucketColumns, Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import type { MarketColumns, TradeColumns } from '#dualbus/market/index.js';
import { seededRandom } from '../../support/random.js';
import { slice } from './support.js';

/** The instruction sets of this machine; none without an addon. */
export const implementations: readonly string[] = (() => {
  const addon = loadAddon();
  return addon.status === 'loaded' ? addon.implementations : [];
})();

/** Chooses the instruction set of the addon; its own choice without one. */
export function selectImplementation(name?: string): void {
  const addon = loadAddon();
  if (addon.status === 'loaded') addon.addon.selectImplementation(name ?? addon.implementation);
}

/** Pushes the batches to both and closes both; what differs is reported at the first batch that shows it. */
export function compare(options: VpinOptions, batches: readonly MarketColumns[]): Vpin {
  const reference = new Vpin(options, { backend: 'reference' });
  const native = new Vpin(options, { backend: 'cpu' });
  for (const batch of batches) {
    const [expected, actual] = [reference.push(batch), native.push(batch)];
    expectSame(actual, expected);
  }
  expect(native.states()).toEqual(reference.states());
  expectSameBytes(native, reference);
  const [expected, actual] = [reference.close(), native.close()];
  expectSame(actual, expected);
  expect(native.states()).toEqual(reference.states());
  expectSameBytes(native, reference);
  return native;
}

/** Bit for bit; loops, since there are millions of values. */
export function expectSame(actual: BucketColumns, expected: BucketColumns): void {
  expect(actual.length).toBe(expected.length);
  for (const name of columns)
    for (let row = 0; row < expected.length; row++)
      if (!Object.is(actual[name][row], expected[name][row]))
        expect({ row, bucket: actual.at(row) }).toEqual({ row, bucket: expected.at(row) });
}

const columns = [
  ...(['instrument', 'index', 'start', 'end', 'duration', 'volume', 'buyVolume', 'sellVolume'] as const),
  ...(['imbalance', 'vpin', 'signedVpin', 'cdf'] as const),
];

export function expectSameBytes(actual: Vpin, expected: Vpin): void {
  if (Buffer.compare(actual.snapshot(), expected.snapshot()) !== 0)
    expect(actual.snapshot()).toEqual(expected.snapshot());
}

/** Cuts one batch at random places. */
export function pieces(columns: TradeColumns, count: number, seed: number): TradeColumns[] {
  const random = seededRandom(seed);
  const places = Array.from({ length: count - 1 }, () => Math.floor(random() * columns.length));
  const ends = [0, ...places, columns.length].sort((a, b) => a - b);
  return ends.slice(1).map((end, i) => slice(columns, ends[i], end));
}
