import type { Place } from '../base/errors.js';
import type { BadRowReason } from './csv/row.js';

/** What a reader met so far; final once its iteration has ended. */
export interface ReadReport {
  /** Rows that were delivered. */
  readonly rows: number;
  /** Sound rows that were left out as not asked for (outside regular hours, suspicious). */
  readonly filtered: number;
  /** Rows that were skipped as bad (with `skipBad`), by reason. */
  readonly bad: Readonly<Partial<Record<BadRowReason, number>>>;
  /** Rows that were skipped as bad, all reasons together. */
  readonly badRows: number;
  /** The first rows that were skipped, at most 10: where and why. */
  readonly firstBad: readonly { readonly place: Place; readonly message: string }[];
  /** The format of each file, in order. */
  readonly formats: readonly { readonly file: string; readonly format: string }[];
}

const mostNamed = 10;

export class ReportBuilder implements ReadReport {
  rows = 0;
  filtered = 0;
  badRows = 0;
  readonly bad: Partial<Record<BadRowReason, number>> = {};
  readonly firstBad: { readonly place: Place; readonly message: string }[] = [];
  readonly formats: { readonly file: string; readonly format: string }[] = [];

  addBad(reason: BadRowReason, place: Place, message: string): void {
    this.badRows++;
    this.bad[reason] = (this.bad[reason] ?? 0) + 1;
    if (this.firstBad.length < mostNamed) this.firstBad.push({ place, message });
  }
}
