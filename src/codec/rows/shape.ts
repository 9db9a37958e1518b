import type { InstrumentTable } from '../../market/index.js';
import type { WireType } from '../packed/index.js';
import type { InstrumentScales } from './instruments.js';
import type { RowViews } from './views.js';

/**
 * How a value that is a column stands there, beside its wire type: `exact` one to one; `number` as a Float64Array of exact
 * integers, NaN for null; `time` likewise, counted from the batch's timeBase; `side` as an Int8Array of +1, -1, 0.
 */
export type ColumnForm = 'exact' | 'number' | 'time' | 'side';

/** What every set of received columns has. All columns hold at least `length` elements; only the first `length` count. */
export interface ColumnSet {
  readonly kind: string;
  readonly length: number;
  /** ns since the Unix epoch, to which `timeOffset` is added. */
  readonly timeBase: bigint;
  /** The exponents of the integer mantissas. */
  readonly instruments: InstrumentTable;
}

/** What every set of columns to publish has. */
export interface ColumnInput {
  readonly length: number;
  readonly timeBase?: bigint | undefined;
  /** When given, it must agree with the definitions that the publisher knows. */
  readonly instruments?: InstrumentTable | undefined;
}

/** One column of a flat message. */
export interface ColumnShape {
  readonly name: string;
  readonly field: number;
  readonly lane: number;
  readonly type: WireType;
  readonly form: ColumnForm;
  /** Octets from the start of the block. */
  readonly offset: number;
  /** Bit pattern of null, where the field is optional. */
  readonly absent: bigint | undefined;
  /** What an encoder writes for a column that its caller does not have; undefined = the column is required. */
  readonly missing: bigint | undefined;
}

/** What generated code knows of a message without groups and var data. */
export interface RowShape<Value = unknown, Input = Value> {
  readonly templateId: number;
  readonly blockLength: number;
  /** Octets that a block must have at least, so that every required field of version 0 is there. */
  readonly requiredLength: number;
  /** The index of the column by which packed columns group (the instrument), or -1. */
  readonly key: number;
  readonly columns: readonly ColumnShape[];
  /** Writes a block at octet `at`, a multiple of 8. Throws InvalidArgument, ExactnessLost, UnknownInstrument. */
  write(v: RowViews, at: number, value: Input, scales: InstrumentScales): void;
  /** Reads the block there. Throws MalformedFrame, ExactnessLost, UnknownInstrument. */
  read(v: RowViews, at: number, scales: InstrumentScales): Value;
}
