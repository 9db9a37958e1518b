import type { TradeInput } from '#dualbus/codec/index.js';
import { InstrumentScales } from '#dualbus/codec/index.js';

/** The tick of the wire comparison: symbolId u32, ts u64 ns, price f64, size f64, side u8, tradeId u64. */
export interface Tick {
  readonly symbolId: number;
  readonly ts: bigint;
  readonly price: number;
  readonly size: number;
  readonly side: number;
  readonly tradeId: bigint;
}

const SYMBOLS = 50;

function* random(seed: number): Generator<number, never> {
  for (let state = seed | 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    yield (state >>> 0) / 2 ** 32;
  }
}

/** Synthetic ticks: one random walk of the price over 50 symbols, random gaps, sizes and ids. */
export function makeTicks(count: number): Tick[] {
  const source = random(42);
  const draw = () => source.next().value;
  let ts = 1_723_161_255_088_176_367n;
  let cents = 10_000;
  let id = 4_000_000_000;
  return Array.from({ length: count }, () => {
    ts += BigInt(Math.floor(draw() * 100_000));
    cents += Math.floor(draw() * 21) - 10;
    id += 1 + Math.floor(draw() * 3);
    return {
      symbolId: Math.floor(draw() * SYMBOLS),
      ts,
      price: cents / 100,
      size: (1 + Math.floor(draw() * 100_000)) / 1000,
      side: Math.floor(draw() * 2),
      tradeId: BigInt(id),
    };
  });
}

/** As JSON users send it: the time as text. */
export function asJson(ticks: readonly Tick[]): object[] {
  return ticks.map((t) => ({ ...t, ts: t.ts.toString(), tradeId: Number(t.tradeId) }));
}

/** As msgpackr takes it fastest: the time as a 64-bit integer, the id as a number. */
export function asMsgpack(ticks: readonly Tick[]): object[] {
  return ticks.map((t) => ({ ...t, tradeId: Number(t.tradeId) }));
}

export function asTrades(ticks: readonly Tick[]): TradeInput[] {
  return ticks.map(({ symbolId, ts, price, size, side, tradeId }) => ({
    time: ts,
    price,
    size,
    tradeId,
    instrument: symbolId,
    side: side === 0 ? 'buy' : 'sell',
  }));
}

export const scales = new InstrumentScales(
  Array.from({ length: SYMBOLS }, (_, id) => ({ id, symbol: `S${id}`, priceExponent: -2, sizeExponent: -3 })),
);
