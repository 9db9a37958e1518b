import { powersOfTen } from '../scale.js';
import { COMMA, CR, DOT, LF, MINUS, QUOTE, SPACE, ZERO } from './bytes.js';
import { DecimalReader, significantDigits } from './decimal.js';
import { Action, type Layout } from './layout.js';
import type { Row } from './row.js';
import type { SymbolReader } from './symbols.js';
import { TimeReader } from './time.js';
import { SideReader } from './words.js';

/**
 * The fast reader of lines: plain numbers, times, known words, no quotes, no blanks. Whatever else
 * a line has, it leaves the line to the `LineParser`, which reads the full syntax and finds the fault.
 */
export class Scanner {
  readonly #row: Row;
  readonly #actions: Uint8Array;
  readonly #slots: Uint8Array;
  readonly #impliedDecimals: Uint8Array;
  readonly #time: TimeReader;
  readonly #decimal = new DecimalReader();
  readonly #side: SideReader;
  readonly #symbols: SymbolReader;

  constructor(layout: Layout, row: Row, symbols: SymbolReader) {
    this.#row = row;
    this.#actions = Uint8Array.from(layout.columns, (column) => column.action);
    this.#slots = Uint8Array.from(layout.columns, (column) => column.slot);
    this.#impliedDecimals = Uint8Array.from(layout.columns, (column) => column.impliedDecimals);
    this.#time = new TimeReader(layout.timeUnit);
    const maker = this.#actions.includes(Action.buyerIsMaker);
    this.#side = new SideReader(maker ? 'buyerIsMaker' : 'side');
    this.#symbols = symbols;
  }

  /** Reads the line that starts at `from` into the row; -1 when it takes the full syntax. A line feed must follow. */
  read(bytes: Uint8Array, from: number): number {
    const actions = this.#actions;
    const last = actions.length - 1;
    let p = from;
    for (let column = 0; ; column++) {
      const action = actions[column];
      if (action === Action.skip) {
        while (bytes[p] > COMMA) p++;
        if (bytes[p] !== COMMA) p = fieldEnd(bytes, p);
      } else if (action === Action.number) p = this.#number(bytes, p, column);
      else if (action === Action.time) p = this.#readTime(bytes, p);
      else p = this.#word(bytes, p, action);
      if (p < 0) return -1;
      if (column === last) return lineEnd(bytes, p);
      if (bytes[p++] !== COMMA) return -1;
    }
  }

  #number(bytes: Uint8Array, from: number, column: number): number {
    const negative = bytes[from] === MINUS;
    let p = negative ? from + 1 : from;
    const first = p;
    // 32-bit integers as far as they go: nine digits before the point and nine behind it.
    let whole = 0;
    let digit = bytes[p] - ZERO;
    for (; digit >>> 0 < 10; digit = bytes[++p] - ZERO) whole = (Math.imul(whole, 10) + digit) | 0;
    const wholeDigits = p - first;
    let fraction = 0;
    let decimals = 0;
    if (bytes[p] === DOT) {
      const point = ++p;
      digit = bytes[p] - ZERO;
      for (; digit >>> 0 < 10; digit = bytes[++p] - ZERO) fraction = (Math.imul(fraction, 10) + digit) | 0;
      decimals = p - point;
    }
    const digits = wholeDigits + decimals;
    if (digits === 0) return -1;
    if (wholeDigits > 9 || decimals > 9 || digits > significantDigits)
      return this.#longNumber(bytes, from, p, column);
    const slot = this.#slots[column];
    const mantissa = whole * powersOfTen[decimals] + fraction;
    this.#row.mantissa[slot] = negative && mantissa !== 0 ? -mantissa : mantissa;
    this.#row.decimals[slot] = decimals + this.#impliedDecimals[column];
    return p;
  }

  #longNumber(bytes: Uint8Array, from: number, to: number, column: number): number {
    if (this.#decimal.read(bytes, from, to) !== 'ok') return -1;
    const slot = this.#slots[column];
    this.#row.mantissa[slot] = this.#decimal.mantissa;
    this.#row.decimals[slot] = this.#decimal.decimals + this.#impliedDecimals[column];
    return to;
  }

  #readTime(bytes: Uint8Array, from: number): number {
    const p = this.#time.read(bytes, from);
    this.#row.seconds = this.#time.seconds;
    this.#row.nanos = this.#time.nanos;
    return p;
  }

  #word(bytes: Uint8Array, from: number, action: number): number {
    const end = fieldEnd(bytes, from);
    if (end < 0) return -1;
    if (action === Action.symbol) {
      if (!this.#symbols.read(bytes, from, end)) return -1;
      this.#row.instrument = this.#symbols.id;
      return end;
    }
    if (!this.#side.read(bytes, from, end)) return -1;
    this.#row.side = this.#side.side;
    return end;
  }
}

/** Where a field without quotes and blanks ends, or -1 if it has any. */
function fieldEnd(bytes: Uint8Array, from: number): number {
  for (let p = from; ; p++) {
    while (bytes[p] > COMMA) p++;
    const byte = bytes[p];
    if (byte === COMMA || byte === LF || byte === CR) return p;
    if (byte === QUOTE || byte <= SPACE) return -1;
  }
}

/** After the line feed at p, or the one behind a carriage return. */
function lineEnd(bytes: Uint8Array, p: number): number {
  if (bytes[p] === LF) return p + 1;
  return bytes[p] === CR && bytes[p + 1] === LF ? p + 2 : -1;
}
