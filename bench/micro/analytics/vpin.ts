// VPIN of a stream of trades that is in memory: ns per trade, the reference form beside a plain accumulator in doubles.
// node dist/bench/micro/analytics/vpin.js [trades in millions]
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import type { Instrument, TradeColumns } from '#dualbus/market/index.js';
import type { Arm } from '../../support/interleave.js';
import { Report } from '../../support/report.js';

const rows = 16_384;

/** A random walk in ticks with trades of 1 to 1000 shares, in batches as a reader makes them. */
function makeTrades(count: number, instruments: number): TradeColumns[] {
  const listed = Array.from({ length: instruments }, (_, id): [number, Instrument] => [
    id,
    { id, symbol: `S${id}`, priceExponent: -2, sizeExponent: 0 },
  ]);
  const table = new Map(listed);
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const last = new Float64Array(instruments).fill(10_000);
  let time = 0;
  return Array.from({ length: Math.ceil(count / rows) }, () => {
    const batch = {
      kind: 'trade' as const,
      length: rows,
      instruments: table,
      timeBase: 1_700_000_000_000_000_000n,
      timeOffset: new Float64Array(rows),
      instrument: new Uint32Array(rows),
      side: new Int8Array(rows),
      price: new Float64Array(rows),
      size: new Float64Array(rows),
    };
    for (let i = 0; i < rows; i++) {
      const id = Math.floor(next() * instruments);
      time += Math.floor(next() * 2e6);
      last[id] += Math.floor(next() * 3) - 1;
      batch.timeOffset[i] = time;
      batch.instrument[i] = id;
      batch.side[i] = next() < 0.5 ? -1 : 1;
      batch.price[i] = last[id];
      batch.size[i] = 1 + Math.floor(next() * 1000);
    }
    return batch;
  });
}

/** What one writes first: one object a trade, doubles, a running sum. No splitting by exact borders, no times. */
class PlainVpin {
  #fill = 0;
  #buy = 0;
  #ring: number[] = [];
  #sum = 0;

  constructor(
    private readonly size: number,
    private readonly window: number,
  ) {}

  update(trade: { readonly volume: number; readonly side: number }): number {
    let rest = trade.volume;
    while (this.#fill + rest >= this.size) {
      const part = this.size - this.#fill;
      if (trade.side > 0) this.#buy += part;
      rest -= part;
      this.#close(Math.abs(2 * this.#buy - this.size));
    }
    this.#fill += rest;
    if (trade.side > 0) this.#buy += rest;
    return this.#sum / (this.window * this.size);
  }

  #close(imbalance: number): void {
    this.#ring.push(imbalance);
    this.#sum += imbalance;
    if (this.#ring.length > this.window) this.#sum -= this.#ring.shift() ?? 0;
    this.#fill = 0;
    this.#buy = 0;
  }
}

function plainArm(name: string, batches: readonly TradeColumns[], size: number): Arm {
  const vpins = Array.from({ length: batches[0].instruments.size }, () => new PlainVpin(size, 50));
  return {
    name,
    operations: batches.length * rows,
    run(n) {
      for (; n > 0; n--)
        for (const { side, size: sizes, instrument } of batches)
          for (let i = 0; i < rows; i++) vpins[instrument[i]].update({ volume: sizes[i], side: side[i] });
    },
  };
}

function vpinArm(name: string, batches: readonly TradeColumns[], options: VpinOptions): Arm {
  const vpin = new Vpin({ window: 50, ...options });
  const day = 86_400_000_000_000n;
  let shift = 0n;
  return {
    name,
    operations: batches.length * rows,
    run(n) {
      for (; n > 0; n--) {
        // Time goes on, or there would be no new bars.
        shift += day;
        for (const batch of batches) vpin.push({ ...batch, timeBase: batch.timeBase + shift });
      }
    },
  };
}

function main(): void {
  const report = new Report('vpin');
  const count = Number(process.argv.find((argument) => Number(argument) > 0) ?? 0.5) * 1e6;
  for (const instruments of [1, 500]) {
    const batches = makeTrades(count, instruments);
    const bucketVolume = 500_000; // about 1,000 trades
    report.section(`${instruments === 1 ? 'one instrument' : `${instruments} interleaved`}, ns per trade`, [
      plainArm('plain doubles, objects', batches, bucketVolume),
      vpinArm('aggressor', batches, { bucketVolume }),
      vpinArm('tick', batches, { bucketVolume, classifier: 'tick' }),
      vpinArm('elo2012, 1 s bars', batches, { bucketVolume, preset: 'elo2012', barSeconds: 1 }),
      vpinArm('aggressor, 50 trades a bucket', batches, { bucketVolume: 25_000 }),
      vpinArm('aggressor, bucket 1000000/7', batches, { bucketVolume: '1000000/7' }),
    ]);
  }
  report.finish();
}

main();
