import type { BarColumns, MarketColumns, QuoteColumns, TradeColumns } from '../columns.js';
import { BarSlot, type Layout, QuoteSlot, TradeSlot } from '../csv/layout.js';
import type { Registry } from '../registry.js';
import { RealColumns, ScaledColumns, SideColumn } from './column-groups.js';
import { type CommonColumns, RowBatch } from './row-batch.js';

/** An empty batch for the rows of a layout. */
export function batchFor(layout: Layout, registry: Registry, capacity: number): RowBatch<MarketColumns> {
  switch (layout.kind) {
    case 'trade': {
      const slots = layout.columns.map((column) => column.slot);
      const quoted = slots.includes(TradeSlot.bid) && slots.includes(TradeSlot.ask);
      return tradeBatch(registry, capacity, quoted);
    }
    case 'quote':
      return quoteBatch(registry, capacity);
    case 'bar':
      return barBatch(registry, capacity);
  }
}

/** `quoted`: the source has the quote that prevails at each trade. */
export function tradeBatch(registry: Registry, capacity: number, quoted: boolean): RowBatch<TradeColumns> {
  const { price, bid, ask, size } = TradeSlot;
  const prices = new ScaledColumns(registry, 'price', quoted ? [price, bid, ask] : [price]);
  const sizes = new ScaledColumns(registry, 'size', [size]);
  const sides = new SideColumn();
  return new RowBatch(registry, capacity, [prices, sizes, sides], (common) => {
    const [price, bid, ask] = prices.take(common.length);
    const [size] = sizes.take(common.length);
    const quote = quoted ? { bid, ask } : {};
    return { kind: 'trade', ...common, side: sides.take(common.length), price, size, ...quote };
  });
}

/** Missing sizes are 0. */
export function quoteBatch(registry: Registry, capacity: number): RowBatch<QuoteColumns> {
  const prices = new ScaledColumns(registry, 'price', [QuoteSlot.bid, QuoteSlot.ask]);
  const sizes = new ScaledColumns(registry, 'size', [QuoteSlot.bidSize, QuoteSlot.askSize], 0);
  return new RowBatch(registry, capacity, [prices, sizes], (common) => {
    const [bid, ask] = prices.take(common.length);
    const [bidSize, askSize] = sizes.take(common.length);
    return { kind: 'quote', ...common, bid, bidSize, ask, askSize };
  });
}

/** Offsets of bars may pass 2^53 ns (104 days) where a double holds them; int64 bounds them. */
const barSpan = 2 ** 62;

function barBatch(registry: Registry, capacity: number): RowBatch<BarColumns> {
  const prices = new RealColumns(registry, [BarSlot.open, BarSlot.high, BarSlot.low, BarSlot.close]);
  const volumes = new ScaledColumns(registry, 'size', [BarSlot.volume]);
  const toColumns = (common: CommonColumns): BarColumns => {
    const [open, high, low, close] = prices.take(common.length);
    const [volume] = volumes.take(common.length);
    return { kind: 'bar', ...common, open, high, low, close, volume };
  };
  return new RowBatch(registry, capacity, [prices, volumes], toColumns, barSpan);
}
