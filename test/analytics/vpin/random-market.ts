import type { Instrument, TradeColumns } from '#dualbus/market/index.js';
import { seededRandom } from '../../support/random.js';

export interface MarketShape {
  readonly instruments: number;
  /** How many trades of one instrument follow each other, about. Default 1. */
  readonly run?: number;
  /** Share of rows that are no plain trades. Default 0. */
  readonly oddities?: number;
  readonly quotes?: boolean;
  readonly firstId?: number;
}

/** A row that readers do not make, or rarely: each changes what a block of trades may take for granted. */
const oddities: ((columns: TradeColumns, i: number) => void)[] = [
  ({ size }, i) => (size[i] = 0),
  ({ size }, i) => (size[i] = -1),
  ({ size }, i) => (size[i] = 2.5),
  ({ size }, i) => (size[i] = Number.NaN),
  ({ size }, i) => (size[i] = 150_000),
  ({ price }, i) => (price[i] = Number.POSITIVE_INFINITY),
  ({ price }, i) => (price[i] = Number.NaN),
  ({ timeOffset }, i) => (timeOffset[i] = Number.NaN),
  ({ timeOffset }, i) => (timeOffset[i] -= 5e6),
  ({ timeOffset }, i) => (timeOffset[i] += 0.25),
  ({ timeOffset }, i) => (timeOffset[i] += 4e14),
  ({ timeOffset }, i) => (timeOffset[i] += 3e15),
  ({ side }, i) => (side[i] = -100),
  ({ side }, i) => (side[i] = 7),
  ({ side }, i) => (side[i] = 0),
];

/** Random walks in ticks, with trades of 1 to 200 units, ties of price and time, and the wanted oddities. */
export function randomMarket(shape: MarketShape, rows: number, seed: number): TradeColumns {
  const random = seededRandom(seed);
  const { instruments, run = 1, firstId = 0 } = shape;
  const listed = Array.from({ length: instruments }, (_, i): [number, Instrument] => {
    const id = firstId + i;
    return [id, { id, symbol: `S${i}`, priceExponent: -2, sizeExponent: 0 }];
  });
  const columns: TradeColumns = {
    kind: 'trade',
    length: rows,
    instruments: new Map(listed),
    timeBase: 1_700_000_000_123_456_789n,
    timeOffset: new Float64Array(rows),
    instrument: new Uint32Array(rows),
    side: new Int8Array(rows),
    price: new Float64Array(rows),
    size: new Float64Array(rows),
    ...(shape.quotes ? { bid: new Float64Array(rows), ask: new Float64Array(rows) } : {}),
  };
  const last = new Float64Array(instruments).fill(10_000);
  let time = 0;
  let current = 0;
  for (let i = 0; i < rows; i++) {
    if (random() < 1 / run) current = Math.floor(random() * instruments);
    time += random() < 0.2 ? 0 : Math.floor(random() * 1e6);
    last[current] += Math.floor(random() * 3) - 1;
    columns.instrument[i] = firstId + current;
    columns.timeOffset[i] = time;
    columns.price[i] = last[current];
    columns.size[i] = 1 + Math.floor(random() * 200);
    columns.side[i] = random() < 0.5 ? -1 : 1;
    if (columns.bid && columns.ask) {
      columns.bid[i] = random() < 0.1 ? Number.NaN : last[current] - Math.floor(random() * 3);
      columns.ask[i] = last[current] + Math.floor(random() * 3);
    }
    if (random() < (shape.oddities ?? 0)) oddities[Math.floor(random() * oddities.length)](columns, i);
  }
  return columns;
}
