import { DecimalReader } from './decimal.js';
import { splitFields } from './fields.js';
import { Action, type Column, type Layout } from './layout.js';
import type { Fault, Row } from './row.js';
import type { SymbolReader } from './symbols.js';
import { TimeReader } from './time.js';
import { SideReader, saysMissing } from './words.js';

/** Reads one line in the full csv and number syntax, and says what is wrong with it. */
export class LineParser {
  readonly #layout: Layout;
  readonly #row: Row;
  readonly #time: TimeReader;
  readonly #decimal = new DecimalReader();
  readonly #sides = { side: new SideReader('side'), buyerIsMaker: new SideReader('buyerIsMaker') };
  readonly #symbols: SymbolReader;

  constructor(layout: Layout, row: Row, symbols: SymbolReader) {
    this.#layout = layout;
    this.#row = row;
    this.#time = new TimeReader(layout.timeUnit);
    this.#symbols = symbols;
  }

  /** Reads bytes[from, to), which ends before the line feed, into the row. */
  parse(bytes: Uint8Array, from: number, to: number): Fault | 'blank' | undefined {
    const fields = splitFields(bytes, from, to);
    if (fields === undefined)
      return { reason: 'quoting', message: 'a quoted field does not end on its line' };
    const { columns } = this.#layout;
    if (fields.length === 1 && fields[0].bytes.length === 1) return 'blank';
    if (fields.length !== columns.length) {
      return { reason: 'columns', message: `expected ${columns.length} columns, found ${fields.length}` };
    }
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index];
      if (column.action === Action.skip) continue;
      const { bytes: field } = fields[index];
      const wrong = this.#read(field, field.length - 1, column);
      if (wrong !== undefined) return { ...wrong, column: index };
    }
    return undefined;
  }

  #read(field: Uint8Array, length: number, column: Column): Fault | undefined {
    switch (column.action) {
      case Action.number:
        return this.#number(field, length, column);
      case Action.time:
        return this.#readTime(field, length);
      case Action.symbol:
        if (!this.#symbols.read(field, 0, length)) return { reason: 'symbol', message: 'is no symbol' };
        this.#row.instrument = this.#symbols.id;
        return undefined;
      default:
        return this.#side(field, length, column);
    }
  }

  #number(field: Uint8Array, length: number, column: Column): Fault | undefined {
    const { mantissa, decimals } = this.#row;
    if (saysMissing(field, 0, length)) {
      if (column.required) return { reason: 'number', message: 'is not a number' };
      mantissa[column.slot] = Number.NaN;
      decimals[column.slot] = 0;
      return undefined;
    }
    const result = this.#decimal.read(field, 0, length);
    if (result === 'ok') {
      mantissa[column.slot] = this.#decimal.mantissa;
      decimals[column.slot] = this.#decimal.decimals + column.impliedDecimals;
      return undefined;
    }
    if (result === 'syntax') return { reason: 'number', message: 'is not a number' };
    return { reason: 'exactness', message: '' };
  }

  #readTime(field: Uint8Array, length: number): Fault | undefined {
    if (this.#time.read(field, 0) !== length) return { reason: 'time', message: 'is not a time' };
    this.#row.seconds = this.#time.seconds;
    this.#row.nanos = this.#time.nanos;
    return undefined;
  }

  #side(field: Uint8Array, length: number, column: Column): Fault | undefined {
    const reader = column.action === Action.side ? this.#sides.side : this.#sides.buyerIsMaker;
    if (!reader.read(field, 0, length)) return { reason: 'side', message: 'says no side' };
    this.#row.side = reader.side;
    return undefined;
  }
}
