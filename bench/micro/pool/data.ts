import type { Panel } from '#dualbus/compute/index.js';
import { readBars, readTrades, type TradeColumns } from '#dualbus/market/index.js';

/** A copy in shared memory. */
export function shared<A extends Float64Array | Uint32Array | Int8Array>(array: A): A {
  const buffer = new SharedArrayBuffer(array.byteLength);
  const copy = new (array.constructor as new (memory: SharedArrayBuffer) => A)(buffer);
  copy.set(array);
  return copy;
}

/** Close and volume of an OHLCV file, time by instrument, in shared memory; NaN where an instrument has no bar. */
export async function loadPanel(file: string): Promise<{ close: Panel; volume: Panel }> {
  const cells: [number, number, number, number][] = [];
  const times = new Map<number, number>();
  const columns = new Map<number, number>();
  const placeOf = (map: Map<number, number>, key: number): number => {
    const place = map.get(key) ?? map.size;
    map.set(key, place);
    return place;
  };
  for await (const bars of readBars(file))
    for (let i = 0; i < bars.length; i++) {
      const day = Number(bars.timeBase) + bars.timeOffset[i]!;
      const [row, column] = [placeOf(times, day), placeOf(columns, bars.instrument[i]!)];
      cells.push([row, column, bars.close[i]!, bars.volume[i]!]);
    }
  const order = [...times.keys()].sort((a, b) => a - b);
  const rank = new Map(order.map((day, i) => [times.get(day)!, i]));
  const [rows, cols] = [times.size, columns.size];
  const [close, volume] = [1, 2].map(() => new Float64Array(rows * cols).fill(Number.NaN));
  for (const [row, column, price, size] of cells) {
    const at = rank.get(row)! * cols + column;
    close![at] = price;
    volume![at] = size;
  }
  const panel = (data: Float64Array): Panel => ({ data: shared(data), rows, cols, rowStride: cols });
  return { close: panel(close!), volume: panel(volume!) };
}

/** The trades of a file, batches in shared memory. */
export async function loadTrades(file: string): Promise<TradeColumns[]> {
  const batches: TradeColumns[] = [];
  for await (const { length, kind, instruments, timeBase, ...columns } of readTrades(file))
    batches.push({
      kind,
      length,
      instruments,
      timeBase,
      timeOffset: shared(columns.timeOffset.subarray(0, length)),
      instrument: shared(columns.instrument.subarray(0, length)),
      side: shared(columns.side.subarray(0, length)),
      price: shared(columns.price.subarray(0, length)),
      size: shared(columns.size.subarray(0, length)),
    });
  return batches;
}
