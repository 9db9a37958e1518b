import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { InstrumentTable, TradeColumns } from '#dualbus/market/index.js';

/** Makes the text of one trade: time in ns since the epoch, decimals of price and size, side, and a running number. */
export type Line = (time: bigint, price: string, size: string, side: number, index: number) => string;

export const binanceHeader = 'recv_ns,event_ms,trade_ms,trade_id,price,qty,buyer_is_maker,order_type\n';

export const binanceLine: Line = (time, price, size, side, index) => {
  const ms = time / 1_000_000n;
  return `${time},${ms + 1n},${ms},${5_266_583_935 + index},${price},${size},${side < 0 ? 1 : 0},MARKET\n`;
};

export const csvHeader = 'timestamp,price,size,side\n';

export const csvLine: Line = (time, price, size, side) => `${time},${price},${size},${side}\n`;

/** Writes trades as text; `shift` (ns) is added to their times, so that copies of a sample can follow each other. */
export class TradeFile {
  rows = 0;
  readonly #out;
  readonly #line: Line;

  constructor(path: string, header: string, line: Line) {
    this.#out = createWriteStream(path);
    this.#out.write(header);
    this.#line = line;
  }

  async write(batch: TradeColumns, shift = 0n): Promise<void> {
    const lines: string[] = [];
    const formats = formatsOf(batch.instruments);
    for (let at = 0; at < batch.length; at++) {
      const { price, size } = formats.get(batch.instrument[at])!;
      const time = batch.timeBase + BigInt(batch.timeOffset[at]) + shift;
      lines.push(this.#line(time, price(batch.price[at]), size(batch.size[at]), batch.side[at], this.rows++));
    }
    if (!this.#out.write(lines.join(''))) await once(this.#out, 'drain');
  }

  async close(): Promise<void> {
    this.#out.end();
    await once(this.#out, 'close');
  }
}

function formatsOf(instruments: InstrumentTable) {
  const decimal = (exponent: number) => (mantissa: number) => (mantissa / 10 ** -exponent).toFixed(-exponent);
  return new Map(
    [...instruments].map(([id, { priceExponent, sizeExponent }]) => [
      id,
      { price: decimal(priceExponent), size: decimal(sizeExponent) },
    ]),
  );
}
