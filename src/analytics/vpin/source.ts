import type { MarketColumns } from '../../market/columns.js';
import { NeedsWholeSample } from '../errors.js';

type Batches = Iterable<MarketColumns> | AsyncIterable<MarketColumns>;

/**
 * A sample: one batch, a sequence of batches in order of time, or a function that opens the sequence. What needs two
 * passes asks twice, so there a generator (which can be read once) must come as a function.
 */
export type VpinSource = MarketColumns | Batches | (() => Batches);

export function openSource(source: VpinSource): Batches {
  if (typeof source === 'function') return source();
  return 'kind' in source ? [source] : source;
}

/** @throws NeedsWholeSample when the source can only be read once */
export function demandTwoPasses(source: VpinSource): void {
  if (typeof source === 'function' || 'kind' in source) return;
  // What can be read again makes a new iterator each time; a generator, and a stream around one, give the same.
  const opened = [1, 2].map(() => iteratorOf(source));
  if (opened[0] !== opened[1]) return;
  throw new NeedsWholeSample(
    'bucket sizes from totals and a sigma of the whole sample take two passes, but a generator can be read once: pass a function that opens the data, or bucketVolume and a causal sigma',
  );
}

function iteratorOf(source: Batches): unknown {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}
