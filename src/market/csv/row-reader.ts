import { ExactnessLost, formatPlace, InvalidInput, type Place } from '../../base/errors.js';
import { mustTake, type RowBatch } from '../batch/row-batch.js';
import type { Registry } from '../registry.js';
import type { ReportBuilder } from '../report.js';
import { excerpt, LF } from './bytes.js';
import { splitFields } from './fields.js';
import { Action, type Layout, TickSlot } from './layout.js';
import { LineParser } from './line-parser.js';
import { type Fault, Row } from './row.js';
import { Scanner } from './scanner.js';
import { SymbolReader } from './symbols.js';

/** Moves the lines of one file into a batch. */
export class RowReader {
  readonly #file: string;
  readonly #layout: Layout;
  readonly #batch: RowBatch;
  readonly #report: ReportBuilder;
  readonly #skipBad: boolean;
  readonly #row = new Row();
  readonly #scanner: Scanner;
  readonly #parser: LineParser;
  #line = 0;
  #headerAhead: boolean;

  constructor(
    file: string,
    layout: Layout,
    batch: RowBatch,
    registry: Registry,
    report: ReportBuilder,
    skipBad: boolean,
  ) {
    this.#file = file;
    this.#layout = layout;
    this.#batch = batch;
    this.#report = report;
    this.#skipBad = skipBad;
    this.#headerAhead = layout.hasHeader;
    const symbols = new SymbolReader(registry);
    this.#scanner = new Scanner(layout, this.#row, symbols);
    this.#parser = new LineParser(layout, this.#row, symbols);
    const hasSymbols = layout.columns.some((column) => column.action === Action.symbol);
    if (!hasSymbols) this.#row.instrument = registry.idOf(layout.symbol);
  }

  /**
   * Reads lines of the block from `from` on, until the block ends or the batch has to be taken; where it stopped.
   * @throws InvalidInput or ExactnessLost for a bad row, unless bad rows are skipped.
   */
  read(block: Uint8Array, from: number): number {
    let p = from;
    while (this.#headerAhead && p < block.length) p = this.#skipHeader(block, p);
    while (p < block.length) {
      let next = this.#scanner.read(block, p);
      let fault: Fault | 'blank' | undefined;
      if (next < 0) {
        next = block.indexOf(LF, p) + 1;
        fault = this.#parser.parse(block, p, next - 1);
      }
      fault ??= this.#deliver();
      if (fault === mustTake) return p;
      this.#line++;
      if (fault !== undefined && fault !== 'blank') this.#handle(fault, block, p, next - 1);
      p = next;
      if (this.#batch.length === this.#batch.capacity) return p;
    }
    return p;
  }

  /** Skips a line, which is the header unless it is blank. */
  #skipHeader(block: Uint8Array, from: number): number {
    const end = block.indexOf(LF, from);
    this.#line++;
    const fields = splitFields(block, from, end);
    this.#headerAhead = fields?.length === 1 && fields[0].bytes.length === 1;
    return end + 1;
  }

  #deliver(): Fault | undefined {
    const { complete, wanted } = this.#layout;
    const incomplete = complete?.(this.#row);
    if (incomplete !== undefined) return incomplete;
    if (wanted !== undefined && !wanted(this.#row)) {
      this.#report.filtered++;
      return undefined;
    }
    const fault = this.#batch.append(this.#row);
    if (fault === undefined) this.#report.rows++;
    return fault;
  }

  #handle(fault: Fault, block: Uint8Array, from: number, to: number): void {
    const index = this.#columnOf(fault);
    const field = splitFields(block, from, to)?.[index];
    const place: Place = { file: this.#file, line: this.#line, column: (field?.start ?? 0) + 1 };
    let message = fault.message;
    if (field !== undefined) {
      const text = excerpt(field.bytes, 0, field.bytes.length - 1);
      message = `${this.#layout.columns[index].name} "${text}" ${message}`.trim();
    }
    if (this.#skipBad) this.#report.addBad(fault.reason, place, message);
    else if (fault.reason === 'exactness') throw new ExactnessLost(`${formatPlace(place)}: ${message}`);
    else throw new InvalidInput(place, message);
  }

  /** Index of the column that is to blame, or -1. */
  #columnOf({ reason, column, slot }: Fault): number {
    const { columns } = this.#layout;
    if (column !== undefined) return column;
    if (reason === 'time-order')
      return columns.findIndex((c) => c.action === Action.time || c.slot === TickSlot.timeOfDay);
    return columns.findIndex((c) => c.action === Action.number && c.slot === slot);
  }
}
