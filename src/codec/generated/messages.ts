// Generated from schema/dualbus.xml by `npm run generate`. Do not edit.
import type { MessageCodec } from '../../sbe/index.js';
import { RowCursor } from '../rows/cursor.js';
import type { InstrumentScales } from '../rows/instruments.js';
import { scaleOf } from '../rows/instruments.js';
import { characters, exact, integerOrNull, readOptionalScaled, readOptionalU64, readReals, readScaled, readText, realOrNull, unknownCode } from '../rows/read.js';
import type { ColumnInput, ColumnSet, RowShape } from '../rows/shape.js';
import type { RowViews } from '../rows/views.js';
import { charCode, checkNotNull, notExact, putCount, putLarge, putReals, putText, refuse } from '../rows/write.js';
import { codec as errorAlertCodec, type ErrorAlert, type ErrorAlertInput } from './nested/error-alert.js';
import { codec as systemAlertCodec, type SystemAlert, type SystemAlertInput } from './nested/system-alert.js';
import { codec as systemFailureCodec, type SystemFailure, type SystemFailureInput } from './nested/system-failure.js';
import { codec as backtestErrorCodec, type BacktestError, type BacktestErrorInput } from './nested/backtest-error.js';
import { codec as queryCodec, type Query, type QueryInput } from './nested/query.js';
import { codec as replyCodec, type Reply, type ReplyInput } from './nested/reply.js';
import { codec as replyErrorCodec, type ReplyError, type ReplyErrorInput } from './nested/reply-error.js';
import { codec as beaconCodec, type Beacon, type BeaconInput } from './nested/beacon.js';

export const SCHEMA_ID = 6380;
export const SCHEMA_VERSION = 0;

export const FRAME_TEMPLATE_ID = 1;
export const FRAME_BLOCK_LENGTH = 92;
/** Octets from the start of a frame to each field of its envelope, to the length of the body, and to the body. */
export const FRAME = {
  producer: 8,
  sequence: 16,
  clockId: 24,
  sentMono: 32,
  sentWall: 40,
  correlation: 48,
  causeProducer: 56,
  causeSequence: 64,
  causeEpoch: 72,
  causeIndex: 76,
  epoch: 80,
  count: 84,
  budgetUs: 88,
  bodySchemaId: 92,
  bodyTemplateId: 94,
  bodyVersion: 96,
  priority: 98,
  encoding: 99,
  bodyLength: 100,
  body: 104,
} as const;

/** How urgent a frame is; critical and flashCrash skip batching */
export type Priority = 'low' | 'normal' | 'high' | 'urgent' | 'critical' | 'flashCrash';
export const namesPriority: readonly (Priority | undefined)[] = ['low', 'normal', 'high', 'urgent', 'critical', 'flashCrash'];
export function codePriority(value: Priority, what: string): number {
  switch (value) {
    case 'low':
      return 0;
    case 'normal':
      return 1;
    case 'high':
      return 2;
    case 'urgent':
      return 3;
    case 'critical':
      return 4;
    case 'flashCrash':
      return 5;
    default:
      return refuse(what, value, 'one of low, normal, high, urgent, critical, flashCrash');
  }
}

/** How the body of a frame is laid out */
export type Encoding = 'rows' | 'packed' | 'messages';
export const namesEncoding: readonly (Encoding | undefined)[] = ['rows', 'packed', 'messages'];
export function codeEncoding(value: Encoding, what: string): number {
  switch (value) {
    case 'rows':
      return 0;
    case 'packed':
      return 1;
    case 'messages':
      return 2;
    default:
      return refuse(what, value, 'one of rows, packed, messages');
  }
}

/** What is traded */
export type InstrumentKind = 'other' | 'equity' | 'future' | 'perpetual' | 'option' | 'spot' | 'index' | 'bond';
export const namesInstrumentKind: readonly (InstrumentKind | undefined)[] = ['other', 'equity', 'future', 'perpetual', 'option', 'spot', 'index', 'bond'];
export function codeInstrumentKind(value: InstrumentKind, what: string): number {
  switch (value) {
    case 'other':
      return 0;
    case 'equity':
      return 1;
    case 'future':
      return 2;
    case 'perpetual':
      return 3;
    case 'option':
      return 4;
    case 'spot':
      return 5;
    case 'index':
      return 6;
    case 'bond':
      return 7;
    default:
      return refuse(what, value, 'one of other, equity, future, perpetual, option, spot, index, bond');
  }
}

/** Who took liquidity, or on which side */
export type Side = 'unknown' | 'buy' | 'sell';
export const namesSide: readonly (Side | undefined)[] = ['unknown', 'buy', 'sell'];
export function codeSide(value: Side, what: string): number {
  switch (value) {
    case 'unknown':
      return 0;
    case 'buy':
      return 1;
    case 'sell':
      return 2;
    default:
      return refuse(what, value, 'one of unknown, buy, sell');
  }
}

/** What is special about a trade: bits that are added up. */
export const TradeFlags = {
  suspicious: 1,
  auction: 2,
  oddLot: 4,
  block: 8,
  correction: 16,
  cancel: 32,
} as const;

/** What closes a bar */
export type BarKind = 'time' | 'volume' | 'tick' | 'dollar';
export const namesBarKind: readonly (BarKind | undefined)[] = ['time', 'volume', 'tick', 'dollar'];
export function codeBarKind(value: BarKind, what: string): number {
  switch (value) {
    case 'time':
      return 0;
    case 'volume':
      return 1;
    case 'tick':
      return 2;
    case 'dollar':
      return 3;
    default:
      return refuse(what, value, 'one of time, volume, tick, dollar');
  }
}

/** What happened to a price level */
export type BookAction = 'set' | 'remove' | 'clear';
export const namesBookAction: readonly (BookAction | undefined)[] = ['set', 'remove', 'clear'];
export function codeBookAction(value: BookAction, what: string): number {
  switch (value) {
    case 'set':
      return 0;
    case 'remove':
      return 1;
    case 'clear':
      return 2;
    default:
      return refuse(what, value, 'one of set, remove, clear');
  }
}

/** Where a book delta stands in its event: bits that are added up. */
export const BookFlags = {
  last: 1,
  snapshot: 2,
} as const;

/** Which price */
export type PriceKind = 'last' | 'mark' | 'index' | 'settlement' | 'open' | 'close';
export const namesPriceKind: readonly (PriceKind | undefined)[] = ['last', 'mark', 'index', 'settlement', 'open', 'close'];
export function codePriceKind(value: PriceKind, what: string): number {
  switch (value) {
    case 'last':
      return 0;
    case 'mark':
      return 1;
    case 'index':
      return 2;
    case 'settlement':
      return 3;
    case 'open':
      return 4;
    case 'close':
      return 5;
    default:
      return refuse(what, value, 'one of last, mark, index, settlement, open, close');
  }
}

/** How a fill came about */
export type Liquidity = 'unknown' | 'maker' | 'taker';
export const namesLiquidity: readonly (Liquidity | undefined)[] = ['unknown', 'maker', 'taker'];
export function codeLiquidity(value: Liquidity, what: string): number {
  switch (value) {
    case 'unknown':
      return 0;
    case 'maker':
      return 1;
    case 'taker':
      return 2;
    default:
      return refuse(what, value, 'one of unknown, maker, taker');
  }
}

/** How volume was split into buys and sells */
export type Classifier = 'aggressor' | 'tick' | 'quote' | 'leeReady' | 'bulkNormal' | 'bulkStudent';
export const namesClassifier: readonly (Classifier | undefined)[] = ['aggressor', 'tick', 'quote', 'leeReady', 'bulkNormal', 'bulkStudent'];
export function codeClassifier(value: Classifier, what: string): number {
  switch (value) {
    case 'aggressor':
      return 0;
    case 'tick':
      return 1;
    case 'quote':
      return 2;
    case 'leeReady':
      return 3;
    case 'bulkNormal':
      return 4;
    case 'bulkStudent':
      return 5;
    default:
      return refuse(what, value, 'one of aggressor, tick, quote, leeReady, bulkNormal, bulkStudent');
  }
}

/** How bad */
export type Severity = 'info' | 'warning' | 'error' | 'critical';
export const namesSeverity: readonly (Severity | undefined)[] = ['info', 'warning', 'error', 'critical'];
export function codeSeverity(value: Severity, what: string): number {
  switch (value) {
    case 'info':
      return 0;
    case 'warning':
      return 1;
    case 'error':
      return 2;
    case 'critical':
      return 3;
    default:
      return refuse(what, value, 'one of info, warning, error, critical');
  }
}

/** What a risk figure measures */
export type RiskMeasure = 'valueAtRiskParametric' | 'valueAtRiskHistorical' | 'expectedShortfall' | 'volatility' | 'beta' | 'grossExposure' | 'netExposure' | 'drawdown' | 'leverage' | 'concentration' | 'marginUtilisation';
export const namesRiskMeasure: readonly (RiskMeasure | undefined)[] = ['valueAtRiskParametric', 'valueAtRiskHistorical', 'expectedShortfall', 'volatility', 'beta', 'grossExposure', 'netExposure', 'drawdown', 'leverage', 'concentration', 'marginUtilisation'];
export function codeRiskMeasure(value: RiskMeasure, what: string): number {
  switch (value) {
    case 'valueAtRiskParametric':
      return 0;
    case 'valueAtRiskHistorical':
      return 1;
    case 'expectedShortfall':
      return 2;
    case 'volatility':
      return 3;
    case 'beta':
      return 4;
    case 'grossExposure':
      return 5;
    case 'netExposure':
      return 6;
    case 'drawdown':
      return 7;
    case 'leverage':
      return 8;
    case 'concentration':
      return 9;
    case 'marginUtilisation':
      return 10;
    default:
      return refuse(what, value, 'one of valueAtRiskParametric, valueAtRiskHistorical, expectedShortfall, volatility, beta, grossExposure, netExposure, drawdown, leverage, concentration, marginUtilisation');
  }
}

/** What an analytics figure measures */
export type AnalyticsMeasure = 'vwap' | 'quotedSpread' | 'effectiveSpread' | 'realisedSpread' | 'priceImpact' | 'slippage' | 'informationCoefficient' | 'pnlMean' | 'pnlDeviation' | 'sharpe' | 'maxDrawdown' | 'hitRate' | 'turnover';
export const namesAnalyticsMeasure: readonly (AnalyticsMeasure | undefined)[] = ['vwap', 'quotedSpread', 'effectiveSpread', 'realisedSpread', 'priceImpact', 'slippage', 'informationCoefficient', 'pnlMean', 'pnlDeviation', 'sharpe', 'maxDrawdown', 'hitRate', 'turnover'];
export function codeAnalyticsMeasure(value: AnalyticsMeasure, what: string): number {
  switch (value) {
    case 'vwap':
      return 0;
    case 'quotedSpread':
      return 1;
    case 'effectiveSpread':
      return 2;
    case 'realisedSpread':
      return 3;
    case 'priceImpact':
      return 4;
    case 'slippage':
      return 5;
    case 'informationCoefficient':
      return 6;
    case 'pnlMean':
      return 7;
    case 'pnlDeviation':
      return 8;
    case 'sharpe':
      return 9;
    case 'maxDrawdown':
      return 10;
    case 'hitRate':
      return 11;
    case 'turnover':
      return 12;
    default:
      return refuse(what, value, 'one of vwap, quotedSpread, effectiveSpread, realisedSpread, priceImpact, slippage, informationCoefficient, pnlMean, pnlDeviation, sharpe, maxDrawdown, hitRate, turnover');
  }
}

/** What an order asks for */
export type OrderType = 'market' | 'limit' | 'stop' | 'cancel';
export const namesOrderType: readonly (OrderType | undefined)[] = ['market', 'limit', 'stop', 'cancel'];
export function codeOrderType(value: OrderType, what: string): number {
  switch (value) {
    case 'market':
      return 0;
    case 'limit':
      return 1;
    case 'stop':
      return 2;
    case 'cancel':
      return 3;
    default:
      return refuse(what, value, 'one of market, limit, stop, cancel');
  }
}

/** How long an order stands */
export type TimeInForce = 'day' | 'goodTillCancel' | 'immediateOrCancel' | 'fillOrKill';
export const namesTimeInForce: readonly (TimeInForce | undefined)[] = ['day', 'goodTillCancel', 'immediateOrCancel', 'fillOrKill'];
export function codeTimeInForce(value: TimeInForce, what: string): number {
  switch (value) {
    case 'day':
      return 0;
    case 'goodTillCancel':
      return 1;
    case 'immediateOrCancel':
      return 2;
    case 'fillOrKill':
      return 3;
    default:
      return refuse(what, value, 'one of day, goodTillCancel, immediateOrCancel, fillOrKill');
  }
}

/** What an engine is doing */
export type EngineState = 'starting' | 'running' | 'degraded' | 'draining' | 'stopped' | 'failed';
export const namesEngineState: readonly (EngineState | undefined)[] = ['starting', 'running', 'degraded', 'draining', 'stopped', 'failed'];
export function codeEngineState(value: EngineState, what: string): number {
  switch (value) {
    case 'starting':
      return 0;
    case 'running':
      return 1;
    case 'degraded':
      return 2;
    case 'draining':
      return 3;
    case 'stopped':
      return 4;
    case 'failed':
      return 5;
    default:
      return refuse(what, value, 'one of starting, running, degraded, draining, stopped, failed');
  }
}

/** What the ids, prices and sizes of an instrument mean */
export interface InstrumentDefinition {
  /** From when on. ns since 1970-01-01T00:00:00Z */
  readonly validFrom: bigint;
  /** Smallest price step. Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly priceTick: number;
  /** Smallest size step. Mantissa: size = mantissa * 10^sizeExponent of the instrument; not negative */
  readonly sizeStep: number;
  /** Units of the underlying per contract. A real number */
  readonly multiplier: number;
  /** Symbol of an instrument */
  readonly symbol: string;
  /** Name of a venue, best its ISO 10383 code */
  readonly venue: string;
  /** Of the price. ISO 4217 code or the symbol of a coin */
  readonly currency: string;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Power of ten, at most 0 */
  readonly priceExponent: number;
  /** Power of ten, at most 0 */
  readonly sizeExponent: number;
  /** What is traded */
  readonly instrumentKind: InstrumentKind;
}

/** What is encoded as InstrumentDefinition. */
export interface InstrumentDefinitionInput {
  readonly validFrom: bigint;
  readonly priceTick: number;
  readonly sizeStep: number;
  readonly multiplier: number;
  readonly symbol: string;
  readonly venue: string;
  readonly currency: string;
  readonly instrument: number;
  readonly priceExponent: number;
  readonly sizeExponent: number;
  readonly instrumentKind: InstrumentKind;
}

export interface InstrumentDefinitionColumns extends ColumnSet {
  readonly kind: 'instrumentDefinition';
  readonly timeOffset: Float64Array;
  readonly priceTick: Float64Array;
  readonly sizeStep: Float64Array;
  readonly multiplier: Float64Array;
  readonly symbol0: BigUint64Array;
  readonly symbol1: BigUint64Array;
  readonly symbol2: BigUint64Array;
  readonly symbol3: BigUint64Array;
  readonly venue: BigUint64Array;
  readonly currency: BigUint64Array;
  readonly instrument: Uint32Array;
  readonly priceExponent: Int8Array;
  readonly sizeExponent: Int8Array;
  readonly instrumentKind: Uint8Array;
}

export interface InstrumentDefinitionColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly priceTick: Float64Array;
  readonly sizeStep: Float64Array;
  readonly multiplier: Float64Array;
  readonly symbol0: BigUint64Array;
  readonly symbol1: BigUint64Array;
  readonly symbol2: BigUint64Array;
  readonly symbol3: BigUint64Array;
  readonly venue: BigUint64Array;
  readonly currency: BigUint64Array;
  readonly instrument: Uint32Array;
  readonly priceExponent: Int8Array;
  readonly sizeExponent: Int8Array;
  readonly instrumentKind: Uint8Array;
}

function writeInstrumentDefinition(v: RowViews, at: number, m: InstrumentDefinitionInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  const priceScale = scaleOf(m.priceExponent, 'priceExponent');
  const sizeScale = scaleOf(m.sizeExponent, 'sizeExponent');
  v.f64[q + 10] = 0;
  const validFrom_ = m.validFrom;
  if (typeof validFrom_ !== 'bigint' || BigInt.asUintN(64, validFrom_) !== validFrom_) refuse('instrumentDefinition.validFrom', validFrom_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = validFrom_;
  const priceTick_ = m.priceTick;
  const priceTickM = Math.round(priceTick_ * priceScale);
  if (priceTickM / priceScale !== priceTick_) notExact(priceTick_, priceScale, 'instrumentDefinition.priceTick');
  if (priceTickM === (priceTickM | 0)) {
    v.i32[w + 2] = priceTickM;
    v.i32[w + 2 + 1] = priceTickM >> 31;
  } else putLarge(v, w + 2, priceTickM, 'instrumentDefinition.priceTick');
  const sizeStep_ = m.sizeStep;
  const sizeStepM = Math.round(sizeStep_ * sizeScale);
  if (sizeStepM / sizeScale !== sizeStep_) notExact(sizeStep_, sizeScale, 'instrumentDefinition.sizeStep');
  if (sizeStepM === (sizeStepM | 0)) {
    v.i32[w + 4] = sizeStepM;
    v.i32[w + 4 + 1] = sizeStepM >> 31;
  } else putLarge(v, w + 4, sizeStepM, 'instrumentDefinition.sizeStep');
  if (typeof m.multiplier !== 'number') refuse('instrumentDefinition.multiplier', m.multiplier, 'a number');
  v.f64[q + 3] = m.multiplier;
  putText(v, at + 32, 32, m.symbol, 'instrumentDefinition.symbol');
  putText(v, at + 64, 8, m.venue, 'instrumentDefinition.venue');
  putText(v, at + 72, 8, m.currency, 'instrumentDefinition.currency');
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('instrumentDefinition.instrument', instrument_, 'uint32');
  v.u32[w + 20] = instrument_;
  const priceExponent_ = m.priceExponent;
  if (priceExponent_ !== (priceExponent_ << 24 >> 24)) refuse('instrumentDefinition.priceExponent', priceExponent_, 'int8');
  v.i8[at + 84] = priceExponent_;
  const sizeExponent_ = m.sizeExponent;
  if (sizeExponent_ !== (sizeExponent_ << 24 >> 24)) refuse('instrumentDefinition.sizeExponent', sizeExponent_, 'int8');
  v.i8[at + 85] = sizeExponent_;
  v.u8[at + 86] = codeInstrumentKind(m.instrumentKind, 'instrumentDefinition.instrumentKind');
  void q;
  void w;
  void scales;
}

function readInstrumentDefinition(v: RowViews, at: number, scales: InstrumentScales): InstrumentDefinition {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  const priceScale = scaleOf(v.i8[at + 84], 'priceExponent');
  const sizeScale = scaleOf(v.i8[at + 85], 'sizeExponent');
  return {
    validFrom: v.u64[q + 0],
    priceTick: readScaled(v, w + 2, priceScale, 'instrumentDefinition.priceTick'),
    sizeStep: readScaled(v, w + 4, sizeScale, 'instrumentDefinition.sizeStep'),
    multiplier: v.f64[q + 3],
    symbol: readText(v.u8, at + 32, 32),
    venue: readText(v.u8, at + 64, 8),
    currency: readText(v.u8, at + 72, 8),
    instrument: v.u32[w + 20],
    priceExponent: v.i8[at + 84],
    sizeExponent: v.i8[at + 85],
    instrumentKind: namesInstrumentKind[v.u8[at + 86]] ?? unknownCode('instrumentDefinition.instrumentKind', v.u8[at + 86], at),
  };
}

/** A flyweight over one instrumentDefinition. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class InstrumentDefinitionRow extends RowCursor {
  constructor() {
    super(88);
  }
  get validFrom(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get validFromHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get validFromLow(): number {
    return this.u32[this.w + 0];
  }
  get priceTick(): number {
    return this.i32[this.w + 2 + 1] * 4294967296 + this.u32[this.w + 2];
  }
  get sizeStep(): number {
    return this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get multiplier(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get symbol(): string {
    return readText(this.u8, this.at + 32, 32);
  }
  get venue(): string {
    return readText(this.u8, this.at + 64, 8);
  }
  get currency(): string {
    return readText(this.u8, this.at + 72, 8);
  }
  get instrument(): number {
    return this.u32[this.w + 20];
  }
  get priceExponent(): number {
    return this.i8[this.at + 84];
  }
  get sizeExponent(): number {
    return this.i8[this.at + 85];
  }
  get instrumentKind(): number {
    return this.u8[this.at + 86];
  }
}

const instrumentDefinitionShape: RowShape<InstrumentDefinition, InstrumentDefinitionInput> = {
  templateId: 10,
  blockLength: 88,
  requiredLength: 87,
  key: 10,
  columns: [
    { name: 'validFrom', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'priceTick', field: 2, lane: 0, type: 7, form: 'number', offset: 8, absent: undefined, missing: undefined },
    { name: 'sizeStep', field: 3, lane: 0, type: 7, form: 'number', offset: 16, absent: undefined, missing: undefined },
    { name: 'multiplier', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'symbol0', field: 5, lane: 0, type: 3, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'symbol1', field: 5, lane: 1, type: 3, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'symbol2', field: 5, lane: 2, type: 3, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'symbol3', field: 5, lane: 3, type: 3, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'venue', field: 6, lane: 0, type: 3, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'currency', field: 7, lane: 0, type: 3, form: 'exact', offset: 72, absent: undefined, missing: undefined },
    { name: 'instrument', field: 8, lane: 0, type: 2, form: 'exact', offset: 80, absent: undefined, missing: undefined },
    { name: 'priceExponent', field: 9, lane: 0, type: 4, form: 'exact', offset: 84, absent: undefined, missing: undefined },
    { name: 'sizeExponent', field: 10, lane: 0, type: 4, form: 'exact', offset: 85, absent: undefined, missing: undefined },
    { name: 'instrumentKind', field: 11, lane: 0, type: 0, form: 'exact', offset: 86, absent: undefined, missing: undefined },
  ],
  write: writeInstrumentDefinition,
  read: readInstrumentDefinition,
};

/** A trade as the venue printed it */
export interface Trade {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly price: number;
  /** Mantissa: size = mantissa * 10^sizeExponent of the instrument; not negative */
  readonly size: number;
  /** Best bid that prevailed at the trade, where the source has it. Mantissa as Price, or null */
  readonly bid: number | null;
  /** Best ask that prevailed at the trade. Mantissa as Price, or null */
  readonly ask: number | null;
  /** The venue's id. An identifier, or null */
  readonly tradeId: bigint | null;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Sale conditions as bits, as the venue numbers them; 0 = regular */
  readonly conditions: number;
  /** The aggressor. Who took liquidity, or on which side */
  readonly side: Side;
  /** One-letter code of the venue; NUL = not known */
  readonly venue: string;
  /** What is special about a trade */
  readonly flags: number;
}

/** What is encoded as Trade. */
export interface TradeInput {
  readonly time: bigint;
  readonly price: number;
  readonly size: number;
  readonly bid?: number | null | undefined;
  readonly ask?: number | null | undefined;
  readonly tradeId?: bigint | null | undefined;
  readonly instrument: number;
  readonly conditions?: number | undefined;
  readonly side?: Side | undefined;
  readonly venue?: string | undefined;
  readonly flags?: number | undefined;
}

export interface TradeColumns extends ColumnSet {
  readonly kind: 'trade';
  readonly timeOffset: Float64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly tradeId: BigUint64Array;
  readonly instrument: Uint32Array;
  readonly conditions: Uint32Array;
  readonly side: Int8Array;
  readonly venue: Uint8Array;
  readonly flags: Uint8Array;
}

export interface TradeColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly bid?: Float64Array | undefined;
  readonly ask?: Float64Array | undefined;
  readonly tradeId?: BigUint64Array | undefined;
  readonly instrument: Uint32Array;
  readonly conditions?: Uint32Array | undefined;
  readonly side?: Int8Array | undefined;
  readonly venue?: Uint8Array | undefined;
  readonly flags?: Uint8Array | undefined;
}

function writeTrade(v: RowViews, at: number, m: TradeInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  v.f64[q + 7] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('trade.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const price_ = m.price;
  const priceM = Math.round(price_ * priceScale);
  if (priceM / priceScale !== price_) notExact(price_, priceScale, 'trade.price');
  if (priceM === (priceM | 0)) {
    v.i32[w + 2] = priceM;
    v.i32[w + 2 + 1] = priceM >> 31;
  } else putLarge(v, w + 2, priceM, 'trade.price');
  const size_ = m.size;
  const sizeM = Math.round(size_ * sizeScale);
  if (sizeM / sizeScale !== size_) notExact(size_, sizeScale, 'trade.size');
  if (sizeM === (sizeM | 0)) {
    v.i32[w + 4] = sizeM;
    v.i32[w + 4 + 1] = sizeM >> 31;
  } else putLarge(v, w + 4, sizeM, 'trade.size');
  const bid_ = m.bid;
  if (bid_ === null || bid_ === undefined) {
    v.i32[w + 6] = 0;
    v.i32[w + 6 + 1] = -2147483648;
  } else {
    const bidM = Math.round(bid_ * priceScale);
    if (bidM / priceScale !== bid_) notExact(bid_, priceScale, 'trade.bid');
    if (bidM === (bidM | 0)) {
      v.i32[w + 6] = bidM;
      v.i32[w + 6 + 1] = bidM >> 31;
    } else putLarge(v, w + 6, bidM, 'trade.bid');
  }
  const ask_ = m.ask;
  if (ask_ === null || ask_ === undefined) {
    v.i32[w + 8] = 0;
    v.i32[w + 8 + 1] = -2147483648;
  } else {
    const askM = Math.round(ask_ * priceScale);
    if (askM / priceScale !== ask_) notExact(ask_, priceScale, 'trade.ask');
    if (askM === (askM | 0)) {
      v.i32[w + 8] = askM;
      v.i32[w + 8 + 1] = askM >> 31;
    } else putLarge(v, w + 8, askM, 'trade.ask');
  }
  const tradeId_ = m.tradeId;
  if (tradeId_ === null || tradeId_ === undefined) {
    v.i32[2 * (q + 5)] = -1;
    v.i32[2 * (q + 5) + 1] = -1;
  } else {
    if (typeof tradeId_ !== 'bigint' || BigInt.asUintN(64, tradeId_) !== tradeId_) refuse('trade.tradeId', tradeId_, 'a bigint from 0 to 2^64');
    v.u64[q + 5] = tradeId_;
    if (v.i32[2 * (q + 5)] === -1) checkNotNull(v, q + 5, 'trade.tradeId');
  }
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('trade.instrument', instrument_, 'uint32');
  v.u32[w + 12] = instrument_;
  const conditions_ = (m.conditions ?? 0);
  if (conditions_ !== conditions_ >>> 0) refuse('trade.conditions', conditions_, 'uint32');
  v.u32[w + 13] = conditions_;
  v.u8[at + 56] = codeSide(m.side ?? 'unknown', 'trade.side');
  const venue_ = m.venue;
  v.u8[at + 57] = venue_ === undefined || venue_ === '' ? 0 : charCode(venue_, 'trade.venue');
  const flags_ = (m.flags ?? 0);
  if (flags_ !== (flags_ & 255)) refuse('trade.flags', flags_, 'uint8');
  v.u8[at + 58] = flags_;
  void q;
  void w;
  void scales;
}

function readTrade(v: RowViews, at: number, scales: InstrumentScales): Trade {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 12]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 12]);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  return {
    time: v.u64[q + 0],
    price: readScaled(v, w + 2, priceScale, 'trade.price'),
    size: readScaled(v, w + 4, sizeScale, 'trade.size'),
    bid: readOptionalScaled(v, w + 6, priceScale, 'trade.bid'),
    ask: readOptionalScaled(v, w + 8, priceScale, 'trade.ask'),
    tradeId: readOptionalU64(v, q + 5),
    instrument: v.u32[w + 12],
    conditions: v.u32[w + 13],
    side: namesSide[v.u8[at + 56]] ?? unknownCode('trade.side', v.u8[at + 56], at),
    venue: characters[v.u8[at + 57]],
    flags: v.u8[at + 58],
  };
}

/** A flyweight over one trade. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class TradeRow extends RowCursor {
  constructor() {
    super(64);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get price(): number {
    return this.i32[this.w + 2 + 1] * 4294967296 + this.u32[this.w + 2];
  }
  get size(): number {
    return this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get bid(): number {
    return this.i32[this.w + 6 + 1] === -2147483648 && this.i32[this.w + 6] === 0 ? Number.NaN : this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get ask(): number {
    return this.i32[this.w + 8 + 1] === -2147483648 && this.i32[this.w + 8] === 0 ? Number.NaN : this.i32[this.w + 8 + 1] * 4294967296 + this.u32[this.w + 8];
  }
  get tradeId(): bigint {
    return this.u64[(this.w + 10) >> 1];
  }
  get tradeIdHigh(): number {
    return this.u32[this.w + 10 + 1];
  }
  get tradeIdLow(): number {
    return this.u32[this.w + 10];
  }
  get instrument(): number {
    return this.u32[this.w + 12];
  }
  get conditions(): number {
    return this.u32[this.w + 13];
  }
  get side(): number {
    return this.u8[this.at + 56];
  }
  get venue(): number {
    return this.u8[this.at + 57];
  }
  get flags(): number {
    return this.u8[this.at + 58];
  }
}

const tradeShape: RowShape<Trade, TradeInput> = {
  templateId: 11,
  blockLength: 64,
  requiredLength: 59,
  key: 6,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'price', field: 2, lane: 0, type: 7, form: 'number', offset: 8, absent: undefined, missing: undefined },
    { name: 'size', field: 3, lane: 0, type: 7, form: 'number', offset: 16, absent: undefined, missing: undefined },
    { name: 'bid', field: 4, lane: 0, type: 7, form: 'number', offset: 24, absent: 9223372036854775808n, missing: 9223372036854775808n },
    { name: 'ask', field: 5, lane: 0, type: 7, form: 'number', offset: 32, absent: 9223372036854775808n, missing: 9223372036854775808n },
    { name: 'tradeId', field: 6, lane: 0, type: 3, form: 'exact', offset: 40, absent: 18446744073709551615n, missing: 18446744073709551615n },
    { name: 'instrument', field: 7, lane: 0, type: 2, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'conditions', field: 8, lane: 0, type: 2, form: 'exact', offset: 52, absent: undefined, missing: 0n },
    { name: 'side', field: 9, lane: 0, type: 0, form: 'side', offset: 56, absent: undefined, missing: 0n },
    { name: 'venue', field: 10, lane: 0, type: 0, form: 'exact', offset: 57, absent: undefined, missing: 0n },
    { name: 'flags', field: 11, lane: 0, type: 0, form: 'exact', offset: 58, absent: undefined, missing: 0n },
  ],
  write: writeTrade,
  read: readTrade,
};

/** Best bid and ask; a side that the update does not carry is null with size 0 */
export interface Quote {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Mantissa as Price, or null */
  readonly bid: number | null;
  /** Mantissa as Price, or null */
  readonly ask: number | null;
  /** Mantissa: size = mantissa * 10^sizeExponent of the instrument; not negative */
  readonly bidSize: number;
  /** Mantissa: size = mantissa * 10^sizeExponent of the instrument; not negative */
  readonly askSize: number;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Sale conditions as bits, as the venue numbers them; 0 = regular */
  readonly conditions: number;
  /** One-letter code of the venue; NUL = not known */
  readonly venue: string;
}

/** What is encoded as Quote. */
export interface QuoteInput {
  readonly time: bigint;
  readonly bid?: number | null | undefined;
  readonly ask?: number | null | undefined;
  readonly bidSize: number;
  readonly askSize: number;
  readonly instrument: number;
  readonly conditions?: number | undefined;
  readonly venue?: string | undefined;
}

export interface QuoteColumns extends ColumnSet {
  readonly kind: 'quote';
  readonly timeOffset: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly bidSize: Float64Array;
  readonly askSize: Float64Array;
  readonly instrument: Uint32Array;
  readonly conditions: Uint32Array;
  readonly venue: Uint8Array;
}

export interface QuoteColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly bid?: Float64Array | undefined;
  readonly ask?: Float64Array | undefined;
  readonly bidSize: Float64Array;
  readonly askSize: Float64Array;
  readonly instrument: Uint32Array;
  readonly conditions?: Uint32Array | undefined;
  readonly venue?: Uint8Array | undefined;
}

function writeQuote(v: RowViews, at: number, m: QuoteInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  v.f64[q + 6] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('quote.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const bid_ = m.bid;
  if (bid_ === null || bid_ === undefined) {
    v.i32[w + 2] = 0;
    v.i32[w + 2 + 1] = -2147483648;
  } else {
    const bidM = Math.round(bid_ * priceScale);
    if (bidM / priceScale !== bid_) notExact(bid_, priceScale, 'quote.bid');
    if (bidM === (bidM | 0)) {
      v.i32[w + 2] = bidM;
      v.i32[w + 2 + 1] = bidM >> 31;
    } else putLarge(v, w + 2, bidM, 'quote.bid');
  }
  const ask_ = m.ask;
  if (ask_ === null || ask_ === undefined) {
    v.i32[w + 4] = 0;
    v.i32[w + 4 + 1] = -2147483648;
  } else {
    const askM = Math.round(ask_ * priceScale);
    if (askM / priceScale !== ask_) notExact(ask_, priceScale, 'quote.ask');
    if (askM === (askM | 0)) {
      v.i32[w + 4] = askM;
      v.i32[w + 4 + 1] = askM >> 31;
    } else putLarge(v, w + 4, askM, 'quote.ask');
  }
  const bidSize_ = m.bidSize;
  const bidSizeM = Math.round(bidSize_ * sizeScale);
  if (bidSizeM / sizeScale !== bidSize_) notExact(bidSize_, sizeScale, 'quote.bidSize');
  if (bidSizeM === (bidSizeM | 0)) {
    v.i32[w + 6] = bidSizeM;
    v.i32[w + 6 + 1] = bidSizeM >> 31;
  } else putLarge(v, w + 6, bidSizeM, 'quote.bidSize');
  const askSize_ = m.askSize;
  const askSizeM = Math.round(askSize_ * sizeScale);
  if (askSizeM / sizeScale !== askSize_) notExact(askSize_, sizeScale, 'quote.askSize');
  if (askSizeM === (askSizeM | 0)) {
    v.i32[w + 8] = askSizeM;
    v.i32[w + 8 + 1] = askSizeM >> 31;
  } else putLarge(v, w + 8, askSizeM, 'quote.askSize');
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('quote.instrument', instrument_, 'uint32');
  v.u32[w + 10] = instrument_;
  const conditions_ = (m.conditions ?? 0);
  if (conditions_ !== conditions_ >>> 0) refuse('quote.conditions', conditions_, 'uint32');
  v.u32[w + 11] = conditions_;
  const venue_ = m.venue;
  v.u8[at + 48] = venue_ === undefined || venue_ === '' ? 0 : charCode(venue_, 'quote.venue');
  void q;
  void w;
  void scales;
}

function readQuote(v: RowViews, at: number, scales: InstrumentScales): Quote {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 10]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 10]);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  return {
    time: v.u64[q + 0],
    bid: readOptionalScaled(v, w + 2, priceScale, 'quote.bid'),
    ask: readOptionalScaled(v, w + 4, priceScale, 'quote.ask'),
    bidSize: readScaled(v, w + 6, sizeScale, 'quote.bidSize'),
    askSize: readScaled(v, w + 8, sizeScale, 'quote.askSize'),
    instrument: v.u32[w + 10],
    conditions: v.u32[w + 11],
    venue: characters[v.u8[at + 48]],
  };
}

/** A flyweight over one quote. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class QuoteRow extends RowCursor {
  constructor() {
    super(56);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get bid(): number {
    return this.i32[this.w + 2 + 1] === -2147483648 && this.i32[this.w + 2] === 0 ? Number.NaN : this.i32[this.w + 2 + 1] * 4294967296 + this.u32[this.w + 2];
  }
  get ask(): number {
    return this.i32[this.w + 4 + 1] === -2147483648 && this.i32[this.w + 4] === 0 ? Number.NaN : this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get bidSize(): number {
    return this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get askSize(): number {
    return this.i32[this.w + 8 + 1] * 4294967296 + this.u32[this.w + 8];
  }
  get instrument(): number {
    return this.u32[this.w + 10];
  }
  get conditions(): number {
    return this.u32[this.w + 11];
  }
  get venue(): number {
    return this.u8[this.at + 48];
  }
}

const quoteShape: RowShape<Quote, QuoteInput> = {
  templateId: 12,
  blockLength: 56,
  requiredLength: 49,
  key: 5,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'bid', field: 2, lane: 0, type: 7, form: 'number', offset: 8, absent: 9223372036854775808n, missing: 9223372036854775808n },
    { name: 'ask', field: 3, lane: 0, type: 7, form: 'number', offset: 16, absent: 9223372036854775808n, missing: 9223372036854775808n },
    { name: 'bidSize', field: 4, lane: 0, type: 7, form: 'number', offset: 24, absent: undefined, missing: undefined },
    { name: 'askSize', field: 5, lane: 0, type: 7, form: 'number', offset: 32, absent: undefined, missing: undefined },
    { name: 'instrument', field: 6, lane: 0, type: 2, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'conditions', field: 7, lane: 0, type: 2, form: 'exact', offset: 44, absent: undefined, missing: 0n },
    { name: 'venue', field: 8, lane: 0, type: 0, form: 'exact', offset: 48, absent: undefined, missing: 0n },
  ],
  write: writeQuote,
  read: readQuote,
};

/** Trades of one instrument summed over a bar */
export interface Bar {
  /** Of the first moment of the bar. ns since 1970-01-01T00:00:00Z */
  readonly start: bigint;
  /** Of its last. ns since 1970-01-01T00:00:00Z */
  readonly end: bigint;
  /** Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly open: number;
  /** Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly high: number;
  /** Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly low: number;
  /** Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly close: number;
  /** Mantissa: size = mantissa * 10^sizeExponent of the instrument; not negative */
  readonly volume: number;
  /** Part of the volume that buyers took, as a size mantissa; a fraction under bulk classification. A real number */
  readonly buyVolume: number;
  /** Sum of price * size, in currency. A real number */
  readonly notional: number;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Trades in the bar. A small id or count */
  readonly trades: number;
  /** What closes a bar */
  readonly barKind: BarKind;
}

/** What is encoded as Bar. */
export interface BarInput {
  readonly start: bigint;
  readonly end: bigint;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly buyVolume: number;
  readonly notional: number;
  readonly instrument: number;
  readonly trades: number;
  readonly barKind: BarKind;
}

export interface BarColumns extends ColumnSet {
  readonly kind: 'bar';
  readonly timeOffset: Float64Array;
  readonly end: BigUint64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly buyVolume: Float64Array;
  readonly notional: Float64Array;
  readonly instrument: Uint32Array;
  readonly trades: Uint32Array;
  readonly barKind: Uint8Array;
}

export interface BarColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly end: BigUint64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly buyVolume: Float64Array;
  readonly notional: Float64Array;
  readonly instrument: Uint32Array;
  readonly trades: Uint32Array;
  readonly barKind: Uint8Array;
}

function writeBar(v: RowViews, at: number, m: BarInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  v.f64[q + 10] = 0;
  const start_ = m.start;
  if (typeof start_ !== 'bigint' || BigInt.asUintN(64, start_) !== start_) refuse('bar.start', start_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = start_;
  const end_ = m.end;
  if (typeof end_ !== 'bigint' || BigInt.asUintN(64, end_) !== end_) refuse('bar.end', end_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = end_;
  const open_ = m.open;
  const openM = Math.round(open_ * priceScale);
  if (openM / priceScale !== open_) notExact(open_, priceScale, 'bar.open');
  if (openM === (openM | 0)) {
    v.i32[w + 4] = openM;
    v.i32[w + 4 + 1] = openM >> 31;
  } else putLarge(v, w + 4, openM, 'bar.open');
  const high_ = m.high;
  const highM = Math.round(high_ * priceScale);
  if (highM / priceScale !== high_) notExact(high_, priceScale, 'bar.high');
  if (highM === (highM | 0)) {
    v.i32[w + 6] = highM;
    v.i32[w + 6 + 1] = highM >> 31;
  } else putLarge(v, w + 6, highM, 'bar.high');
  const low_ = m.low;
  const lowM = Math.round(low_ * priceScale);
  if (lowM / priceScale !== low_) notExact(low_, priceScale, 'bar.low');
  if (lowM === (lowM | 0)) {
    v.i32[w + 8] = lowM;
    v.i32[w + 8 + 1] = lowM >> 31;
  } else putLarge(v, w + 8, lowM, 'bar.low');
  const close_ = m.close;
  const closeM = Math.round(close_ * priceScale);
  if (closeM / priceScale !== close_) notExact(close_, priceScale, 'bar.close');
  if (closeM === (closeM | 0)) {
    v.i32[w + 10] = closeM;
    v.i32[w + 10 + 1] = closeM >> 31;
  } else putLarge(v, w + 10, closeM, 'bar.close');
  const volume_ = m.volume;
  const volumeM = Math.round(volume_ * sizeScale);
  if (volumeM / sizeScale !== volume_) notExact(volume_, sizeScale, 'bar.volume');
  if (volumeM === (volumeM | 0)) {
    v.i32[w + 12] = volumeM;
    v.i32[w + 12 + 1] = volumeM >> 31;
  } else putLarge(v, w + 12, volumeM, 'bar.volume');
  if (typeof m.buyVolume !== 'number') refuse('bar.buyVolume', m.buyVolume, 'a number');
  v.f64[q + 7] = m.buyVolume;
  if (typeof m.notional !== 'number') refuse('bar.notional', m.notional, 'a number');
  v.f64[q + 8] = m.notional;
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('bar.instrument', instrument_, 'uint32');
  v.u32[w + 18] = instrument_;
  const trades_ = m.trades;
  if (trades_ !== trades_ >>> 0) refuse('bar.trades', trades_, 'uint32');
  v.u32[w + 19] = trades_;
  v.u8[at + 80] = codeBarKind(m.barKind, 'bar.barKind');
  void q;
  void w;
  void scales;
}

function readBar(v: RowViews, at: number, scales: InstrumentScales): Bar {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 18]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 18]);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  return {
    start: v.u64[q + 0],
    end: v.u64[q + 1],
    open: readScaled(v, w + 4, priceScale, 'bar.open'),
    high: readScaled(v, w + 6, priceScale, 'bar.high'),
    low: readScaled(v, w + 8, priceScale, 'bar.low'),
    close: readScaled(v, w + 10, priceScale, 'bar.close'),
    volume: readScaled(v, w + 12, sizeScale, 'bar.volume'),
    buyVolume: v.f64[q + 7],
    notional: v.f64[q + 8],
    instrument: v.u32[w + 18],
    trades: v.u32[w + 19],
    barKind: namesBarKind[v.u8[at + 80]] ?? unknownCode('bar.barKind', v.u8[at + 80], at),
  };
}

/** A flyweight over one bar. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class BarRow extends RowCursor {
  constructor() {
    super(88);
  }
  get start(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get startHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get startLow(): number {
    return this.u32[this.w + 0];
  }
  get end(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get endHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get endLow(): number {
    return this.u32[this.w + 2];
  }
  get open(): number {
    return this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get high(): number {
    return this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get low(): number {
    return this.i32[this.w + 8 + 1] * 4294967296 + this.u32[this.w + 8];
  }
  get close(): number {
    return this.i32[this.w + 10 + 1] * 4294967296 + this.u32[this.w + 10];
  }
  get volume(): number {
    return this.i32[this.w + 12 + 1] * 4294967296 + this.u32[this.w + 12];
  }
  get buyVolume(): number {
    return this.f64[(this.w + 14) >> 1];
  }
  get notional(): number {
    return this.f64[(this.w + 16) >> 1];
  }
  get instrument(): number {
    return this.u32[this.w + 18];
  }
  get trades(): number {
    return this.u32[this.w + 19];
  }
  get barKind(): number {
    return this.u8[this.at + 80];
  }
}

const barShape: RowShape<Bar, BarInput> = {
  templateId: 13,
  blockLength: 88,
  requiredLength: 81,
  key: 9,
  columns: [
    { name: 'start', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'end', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'open', field: 3, lane: 0, type: 7, form: 'number', offset: 16, absent: undefined, missing: undefined },
    { name: 'high', field: 4, lane: 0, type: 7, form: 'number', offset: 24, absent: undefined, missing: undefined },
    { name: 'low', field: 5, lane: 0, type: 7, form: 'number', offset: 32, absent: undefined, missing: undefined },
    { name: 'close', field: 6, lane: 0, type: 7, form: 'number', offset: 40, absent: undefined, missing: undefined },
    { name: 'volume', field: 7, lane: 0, type: 7, form: 'number', offset: 48, absent: undefined, missing: undefined },
    { name: 'buyVolume', field: 8, lane: 0, type: 9, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'notional', field: 9, lane: 0, type: 9, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'instrument', field: 10, lane: 0, type: 2, form: 'exact', offset: 72, absent: undefined, missing: undefined },
    { name: 'trades', field: 11, lane: 0, type: 2, form: 'exact', offset: 76, absent: undefined, missing: undefined },
    { name: 'barKind', field: 12, lane: 0, type: 0, form: 'exact', offset: 80, absent: undefined, missing: undefined },
  ],
  write: writeBar,
  read: readBar,
};

/** One price level of an order book changed */
export interface BookDelta {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** The venue's book sequence. An identifier */
  readonly sequence: bigint;
  /** Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly price: number;
  /** Size now at this price. Mantissa: size = mantissa * 10^sizeExponent of the instrument; not negative */
  readonly size: number;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Orders at this price; 0 = not known. A small id or count */
  readonly orders: number;
  /** Who took liquidity, or on which side */
  readonly side: Side;
  /** What happened to a price level */
  readonly action: BookAction;
  /** Where a book delta stands in its event */
  readonly flags: number;
}

/** What is encoded as BookDelta. */
export interface BookDeltaInput {
  readonly time: bigint;
  readonly sequence: bigint;
  readonly price: number;
  readonly size: number;
  readonly instrument: number;
  readonly orders: number;
  readonly side?: Side | undefined;
  readonly action: BookAction;
  readonly flags?: number | undefined;
}

export interface BookDeltaColumns extends ColumnSet {
  readonly kind: 'bookDelta';
  readonly timeOffset: Float64Array;
  readonly sequence: BigUint64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly instrument: Uint32Array;
  readonly orders: Uint32Array;
  readonly side: Int8Array;
  readonly action: Uint8Array;
  readonly flags: Uint8Array;
}

export interface BookDeltaColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly sequence: BigUint64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly instrument: Uint32Array;
  readonly orders: Uint32Array;
  readonly side?: Int8Array | undefined;
  readonly action: Uint8Array;
  readonly flags?: Uint8Array | undefined;
}

function writeBookDelta(v: RowViews, at: number, m: BookDeltaInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  v.f64[q + 5] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('bookDelta.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const sequence_ = m.sequence;
  if (typeof sequence_ !== 'bigint' || BigInt.asUintN(64, sequence_) !== sequence_) refuse('bookDelta.sequence', sequence_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = sequence_;
  const price_ = m.price;
  const priceM = Math.round(price_ * priceScale);
  if (priceM / priceScale !== price_) notExact(price_, priceScale, 'bookDelta.price');
  if (priceM === (priceM | 0)) {
    v.i32[w + 4] = priceM;
    v.i32[w + 4 + 1] = priceM >> 31;
  } else putLarge(v, w + 4, priceM, 'bookDelta.price');
  const size_ = m.size;
  const sizeM = Math.round(size_ * sizeScale);
  if (sizeM / sizeScale !== size_) notExact(size_, sizeScale, 'bookDelta.size');
  if (sizeM === (sizeM | 0)) {
    v.i32[w + 6] = sizeM;
    v.i32[w + 6 + 1] = sizeM >> 31;
  } else putLarge(v, w + 6, sizeM, 'bookDelta.size');
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('bookDelta.instrument', instrument_, 'uint32');
  v.u32[w + 8] = instrument_;
  const orders_ = m.orders;
  if (orders_ !== orders_ >>> 0) refuse('bookDelta.orders', orders_, 'uint32');
  v.u32[w + 9] = orders_;
  v.u8[at + 40] = codeSide(m.side ?? 'unknown', 'bookDelta.side');
  v.u8[at + 41] = codeBookAction(m.action, 'bookDelta.action');
  const flags_ = (m.flags ?? 0);
  if (flags_ !== (flags_ & 255)) refuse('bookDelta.flags', flags_, 'uint8');
  v.u8[at + 42] = flags_;
  void q;
  void w;
  void scales;
}

function readBookDelta(v: RowViews, at: number, scales: InstrumentScales): BookDelta {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 8]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 8]);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  return {
    time: v.u64[q + 0],
    sequence: v.u64[q + 1],
    price: readScaled(v, w + 4, priceScale, 'bookDelta.price'),
    size: readScaled(v, w + 6, sizeScale, 'bookDelta.size'),
    instrument: v.u32[w + 8],
    orders: v.u32[w + 9],
    side: namesSide[v.u8[at + 40]] ?? unknownCode('bookDelta.side', v.u8[at + 40], at),
    action: namesBookAction[v.u8[at + 41]] ?? unknownCode('bookDelta.action', v.u8[at + 41], at),
    flags: v.u8[at + 42],
  };
}

/** A flyweight over one bookDelta. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class BookDeltaRow extends RowCursor {
  constructor() {
    super(48);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get sequence(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get sequenceHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get sequenceLow(): number {
    return this.u32[this.w + 2];
  }
  get price(): number {
    return this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get size(): number {
    return this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get instrument(): number {
    return this.u32[this.w + 8];
  }
  get orders(): number {
    return this.u32[this.w + 9];
  }
  get side(): number {
    return this.u8[this.at + 40];
  }
  get action(): number {
    return this.u8[this.at + 41];
  }
  get flags(): number {
    return this.u8[this.at + 42];
  }
}

const bookDeltaShape: RowShape<BookDelta, BookDeltaInput> = {
  templateId: 14,
  blockLength: 48,
  requiredLength: 43,
  key: 4,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'sequence', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'price', field: 3, lane: 0, type: 7, form: 'number', offset: 16, absent: undefined, missing: undefined },
    { name: 'size', field: 4, lane: 0, type: 7, form: 'number', offset: 24, absent: undefined, missing: undefined },
    { name: 'instrument', field: 5, lane: 0, type: 2, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'orders', field: 6, lane: 0, type: 2, form: 'exact', offset: 36, absent: undefined, missing: undefined },
    { name: 'side', field: 7, lane: 0, type: 0, form: 'side', offset: 40, absent: undefined, missing: 0n },
    { name: 'action', field: 8, lane: 0, type: 0, form: 'exact', offset: 41, absent: undefined, missing: undefined },
    { name: 'flags', field: 9, lane: 0, type: 0, form: 'exact', offset: 42, absent: undefined, missing: 0n },
  ],
  write: writeBookDelta,
  read: readBookDelta,
};

/** A price that is no trade */
export interface PriceUpdate {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly price: number;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Which price */
  readonly priceKind: PriceKind;
}

/** What is encoded as PriceUpdate. */
export interface PriceUpdateInput {
  readonly time: bigint;
  readonly price: number;
  readonly instrument: number;
  readonly priceKind: PriceKind;
}

export interface PriceUpdateColumns extends ColumnSet {
  readonly kind: 'priceUpdate';
  readonly timeOffset: Float64Array;
  readonly price: Float64Array;
  readonly instrument: Uint32Array;
  readonly priceKind: Uint8Array;
}

export interface PriceUpdateColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly price: Float64Array;
  readonly instrument: Uint32Array;
  readonly priceKind: Uint8Array;
}

function writePriceUpdate(v: RowViews, at: number, m: PriceUpdateInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const priceScale = scales.price[slot];
  v.f64[q + 2] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('priceUpdate.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const price_ = m.price;
  const priceM = Math.round(price_ * priceScale);
  if (priceM / priceScale !== price_) notExact(price_, priceScale, 'priceUpdate.price');
  if (priceM === (priceM | 0)) {
    v.i32[w + 2] = priceM;
    v.i32[w + 2 + 1] = priceM >> 31;
  } else putLarge(v, w + 2, priceM, 'priceUpdate.price');
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('priceUpdate.instrument', instrument_, 'uint32');
  v.u32[w + 4] = instrument_;
  v.u8[at + 20] = codePriceKind(m.priceKind, 'priceUpdate.priceKind');
  void q;
  void w;
  void scales;
}

function readPriceUpdate(v: RowViews, at: number, scales: InstrumentScales): PriceUpdate {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 4]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 4]);
  const priceScale = scales.price[slot];
  return {
    time: v.u64[q + 0],
    price: readScaled(v, w + 2, priceScale, 'priceUpdate.price'),
    instrument: v.u32[w + 4],
    priceKind: namesPriceKind[v.u8[at + 20]] ?? unknownCode('priceUpdate.priceKind', v.u8[at + 20], at),
  };
}

/** A flyweight over one priceUpdate. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class PriceUpdateRow extends RowCursor {
  constructor() {
    super(24);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get price(): number {
    return this.i32[this.w + 2 + 1] * 4294967296 + this.u32[this.w + 2];
  }
  get instrument(): number {
    return this.u32[this.w + 4];
  }
  get priceKind(): number {
    return this.u8[this.at + 20];
  }
}

const priceUpdateShape: RowShape<PriceUpdate, PriceUpdateInput> = {
  templateId: 15,
  blockLength: 24,
  requiredLength: 21,
  key: 2,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'price', field: 2, lane: 0, type: 7, form: 'number', offset: 8, absent: undefined, missing: undefined },
    { name: 'instrument', field: 3, lane: 0, type: 2, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'priceKind', field: 4, lane: 0, type: 0, form: 'exact', offset: 20, absent: undefined, missing: undefined },
  ],
  write: writePriceUpdate,
  read: readPriceUpdate,
};

/** A fill of one of our orders */
export interface TradeExecution {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** An identifier */
  readonly orderId: bigint;
  /** Unique for each fill. An identifier */
  readonly executionId: bigint;
  /** Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly price: number;
  /** Mantissa: size = mantissa * 10^sizeExponent of the instrument; not negative */
  readonly size: number;
  /** In the portfolio's currency; negative = rebate. A real number */
  readonly fee: number;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
  /** Strategy id. A small id or count */
  readonly strategy: number;
  /** Who took liquidity, or on which side */
  readonly side: Side;
  /** How a fill came about */
  readonly liquidity: Liquidity;
}

/** What is encoded as TradeExecution. */
export interface TradeExecutionInput {
  readonly time: bigint;
  readonly orderId: bigint;
  readonly executionId: bigint;
  readonly price: number;
  readonly size: number;
  readonly fee: number;
  readonly instrument: number;
  readonly portfolio: number;
  readonly strategy: number;
  readonly side?: Side | undefined;
  readonly liquidity: Liquidity;
}

export interface TradeExecutionColumns extends ColumnSet {
  readonly kind: 'tradeExecution';
  readonly timeOffset: Float64Array;
  readonly orderId: BigUint64Array;
  readonly executionId: BigUint64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly fee: Float64Array;
  readonly instrument: Uint32Array;
  readonly portfolio: Uint32Array;
  readonly strategy: Uint32Array;
  readonly side: Int8Array;
  readonly liquidity: Uint8Array;
}

export interface TradeExecutionColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly orderId: BigUint64Array;
  readonly executionId: BigUint64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly fee: Float64Array;
  readonly instrument: Uint32Array;
  readonly portfolio: Uint32Array;
  readonly strategy: Uint32Array;
  readonly side?: Int8Array | undefined;
  readonly liquidity: Uint8Array;
}

function writeTradeExecution(v: RowViews, at: number, m: TradeExecutionInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  v.f64[q + 7] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('tradeExecution.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const orderId_ = m.orderId;
  if (typeof orderId_ !== 'bigint' || BigInt.asUintN(64, orderId_) !== orderId_) refuse('tradeExecution.orderId', orderId_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = orderId_;
  const executionId_ = m.executionId;
  if (typeof executionId_ !== 'bigint' || BigInt.asUintN(64, executionId_) !== executionId_) refuse('tradeExecution.executionId', executionId_, 'a bigint from 0 to 2^64');
  v.u64[q + 2] = executionId_;
  const price_ = m.price;
  const priceM = Math.round(price_ * priceScale);
  if (priceM / priceScale !== price_) notExact(price_, priceScale, 'tradeExecution.price');
  if (priceM === (priceM | 0)) {
    v.i32[w + 6] = priceM;
    v.i32[w + 6 + 1] = priceM >> 31;
  } else putLarge(v, w + 6, priceM, 'tradeExecution.price');
  const size_ = m.size;
  const sizeM = Math.round(size_ * sizeScale);
  if (sizeM / sizeScale !== size_) notExact(size_, sizeScale, 'tradeExecution.size');
  if (sizeM === (sizeM | 0)) {
    v.i32[w + 8] = sizeM;
    v.i32[w + 8 + 1] = sizeM >> 31;
  } else putLarge(v, w + 8, sizeM, 'tradeExecution.size');
  if (typeof m.fee !== 'number') refuse('tradeExecution.fee', m.fee, 'a number');
  v.f64[q + 5] = m.fee;
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('tradeExecution.instrument', instrument_, 'uint32');
  v.u32[w + 12] = instrument_;
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('tradeExecution.portfolio', portfolio_, 'uint32');
  v.u32[w + 13] = portfolio_;
  const strategy_ = m.strategy;
  if (strategy_ !== strategy_ >>> 0) refuse('tradeExecution.strategy', strategy_, 'uint32');
  v.u32[w + 14] = strategy_;
  v.u8[at + 60] = codeSide(m.side ?? 'unknown', 'tradeExecution.side');
  v.u8[at + 61] = codeLiquidity(m.liquidity, 'tradeExecution.liquidity');
  void q;
  void w;
  void scales;
}

function readTradeExecution(v: RowViews, at: number, scales: InstrumentScales): TradeExecution {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 12]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 12]);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  return {
    time: v.u64[q + 0],
    orderId: v.u64[q + 1],
    executionId: v.u64[q + 2],
    price: readScaled(v, w + 6, priceScale, 'tradeExecution.price'),
    size: readScaled(v, w + 8, sizeScale, 'tradeExecution.size'),
    fee: v.f64[q + 5],
    instrument: v.u32[w + 12],
    portfolio: v.u32[w + 13],
    strategy: v.u32[w + 14],
    side: namesSide[v.u8[at + 60]] ?? unknownCode('tradeExecution.side', v.u8[at + 60], at),
    liquidity: namesLiquidity[v.u8[at + 61]] ?? unknownCode('tradeExecution.liquidity', v.u8[at + 61], at),
  };
}

/** A flyweight over one tradeExecution. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class TradeExecutionRow extends RowCursor {
  constructor() {
    super(64);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get orderId(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get orderIdHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get orderIdLow(): number {
    return this.u32[this.w + 2];
  }
  get executionId(): bigint {
    return this.u64[(this.w + 4) >> 1];
  }
  get executionIdHigh(): number {
    return this.u32[this.w + 4 + 1];
  }
  get executionIdLow(): number {
    return this.u32[this.w + 4];
  }
  get price(): number {
    return this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get size(): number {
    return this.i32[this.w + 8 + 1] * 4294967296 + this.u32[this.w + 8];
  }
  get fee(): number {
    return this.f64[(this.w + 10) >> 1];
  }
  get instrument(): number {
    return this.u32[this.w + 12];
  }
  get portfolio(): number {
    return this.u32[this.w + 13];
  }
  get strategy(): number {
    return this.u32[this.w + 14];
  }
  get side(): number {
    return this.u8[this.at + 60];
  }
  get liquidity(): number {
    return this.u8[this.at + 61];
  }
}

const tradeExecutionShape: RowShape<TradeExecution, TradeExecutionInput> = {
  templateId: 16,
  blockLength: 64,
  requiredLength: 62,
  key: 6,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'orderId', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'executionId', field: 3, lane: 0, type: 3, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'price', field: 4, lane: 0, type: 7, form: 'number', offset: 24, absent: undefined, missing: undefined },
    { name: 'size', field: 5, lane: 0, type: 7, form: 'number', offset: 32, absent: undefined, missing: undefined },
    { name: 'fee', field: 6, lane: 0, type: 9, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'instrument', field: 7, lane: 0, type: 2, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 8, lane: 0, type: 2, form: 'exact', offset: 52, absent: undefined, missing: undefined },
    { name: 'strategy', field: 9, lane: 0, type: 2, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'side', field: 10, lane: 0, type: 0, form: 'side', offset: 60, absent: undefined, missing: 0n },
    { name: 'liquidity', field: 11, lane: 0, type: 0, form: 'exact', offset: 61, absent: undefined, missing: undefined },
  ],
  write: writeTradeExecution,
  read: readTradeExecution,
};

/** A volume bucket closed */
export interface VpinCalculation {
  /** First trade of the bucket. ns since 1970-01-01T00:00:00Z */
  readonly start: bigint;
  /** Trade that closed it. ns since 1970-01-01T00:00:00Z */
  readonly end: bigint;
  /** Number of the bucket, from 0. How many */
  readonly index: number;
  /** 0 to 1; null until the window is full. A real number, or null (NaN) */
  readonly vpin: number | null;
  /** Share of past values that are at most this one, 0 to 1. A real number, or null (NaN) */
  readonly cdf: number | null;
  /** Buy minus sell volume over bucket volume, -1 to 1. A real number */
  readonly imbalance: number;
  /** Size mantissa; a fraction under bulk classification. A real number */
  readonly buyVolume: number;
  /** Size mantissa. A real number */
  readonly sellVolume: number;
  /** Size mantissa. A real number */
  readonly bucketVolume: number;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Buckets in the mean. A small id or count */
  readonly window: number;
  /** How volume was split into buys and sells */
  readonly classifier: Classifier;
}

/** What is encoded as VpinCalculation. */
export interface VpinCalculationInput {
  readonly start: bigint;
  readonly end: bigint;
  readonly index: number;
  readonly vpin?: number | null | undefined;
  readonly cdf?: number | null | undefined;
  readonly imbalance: number;
  readonly buyVolume: number;
  readonly sellVolume: number;
  readonly bucketVolume: number;
  readonly instrument: number;
  readonly window: number;
  readonly classifier: Classifier;
}

export interface VpinCalculationColumns extends ColumnSet {
  readonly kind: 'vpinCalculation';
  readonly timeOffset: Float64Array;
  readonly end: BigUint64Array;
  readonly index: Float64Array;
  readonly vpin: Float64Array;
  readonly cdf: Float64Array;
  readonly imbalance: Float64Array;
  readonly buyVolume: Float64Array;
  readonly sellVolume: Float64Array;
  readonly bucketVolume: Float64Array;
  readonly instrument: Uint32Array;
  readonly window: Uint32Array;
  readonly classifier: Uint8Array;
}

export interface VpinCalculationColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly end: BigUint64Array;
  readonly index: Float64Array;
  readonly vpin?: Float64Array | undefined;
  readonly cdf?: Float64Array | undefined;
  readonly imbalance: Float64Array;
  readonly buyVolume: Float64Array;
  readonly sellVolume: Float64Array;
  readonly bucketVolume: Float64Array;
  readonly instrument: Uint32Array;
  readonly window: Uint32Array;
  readonly classifier: Uint8Array;
}

function writeVpinCalculation(v: RowViews, at: number, m: VpinCalculationInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 10] = 0;
  const start_ = m.start;
  if (typeof start_ !== 'bigint' || BigInt.asUintN(64, start_) !== start_) refuse('vpinCalculation.start', start_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = start_;
  const end_ = m.end;
  if (typeof end_ !== 'bigint' || BigInt.asUintN(64, end_) !== end_) refuse('vpinCalculation.end', end_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = end_;
  putCount(v, w + 4, m.index, 'vpinCalculation.index');
  v.f64[q + 3] = m.vpin ?? Number.NaN;
  v.f64[q + 4] = m.cdf ?? Number.NaN;
  if (typeof m.imbalance !== 'number') refuse('vpinCalculation.imbalance', m.imbalance, 'a number');
  v.f64[q + 5] = m.imbalance;
  if (typeof m.buyVolume !== 'number') refuse('vpinCalculation.buyVolume', m.buyVolume, 'a number');
  v.f64[q + 6] = m.buyVolume;
  if (typeof m.sellVolume !== 'number') refuse('vpinCalculation.sellVolume', m.sellVolume, 'a number');
  v.f64[q + 7] = m.sellVolume;
  if (typeof m.bucketVolume !== 'number') refuse('vpinCalculation.bucketVolume', m.bucketVolume, 'a number');
  v.f64[q + 8] = m.bucketVolume;
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('vpinCalculation.instrument', instrument_, 'uint32');
  v.u32[w + 18] = instrument_;
  const window_ = m.window;
  if (window_ !== window_ >>> 0) refuse('vpinCalculation.window', window_, 'uint32');
  v.u32[w + 19] = window_;
  v.u8[at + 80] = codeClassifier(m.classifier, 'vpinCalculation.classifier');
  void q;
  void w;
  void scales;
}

function readVpinCalculation(v: RowViews, at: number, scales: InstrumentScales): VpinCalculation {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    start: v.u64[q + 0],
    end: v.u64[q + 1],
    index: exact(v.i32[w + 4 + 1] * 4294967296 + v.u32[w + 4], 'vpinCalculation.index'),
    vpin: realOrNull(v.f64[q + 3]),
    cdf: realOrNull(v.f64[q + 4]),
    imbalance: v.f64[q + 5],
    buyVolume: v.f64[q + 6],
    sellVolume: v.f64[q + 7],
    bucketVolume: v.f64[q + 8],
    instrument: v.u32[w + 18],
    window: v.u32[w + 19],
    classifier: namesClassifier[v.u8[at + 80]] ?? unknownCode('vpinCalculation.classifier', v.u8[at + 80], at),
  };
}

/** A flyweight over one vpinCalculation. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class VpinCalculationRow extends RowCursor {
  constructor() {
    super(88);
  }
  get start(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get startHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get startLow(): number {
    return this.u32[this.w + 0];
  }
  get end(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get endHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get endLow(): number {
    return this.u32[this.w + 2];
  }
  get index(): number {
    return this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get vpin(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get cdf(): number {
    return this.f64[(this.w + 8) >> 1];
  }
  get imbalance(): number {
    return this.f64[(this.w + 10) >> 1];
  }
  get buyVolume(): number {
    return this.f64[(this.w + 12) >> 1];
  }
  get sellVolume(): number {
    return this.f64[(this.w + 14) >> 1];
  }
  get bucketVolume(): number {
    return this.f64[(this.w + 16) >> 1];
  }
  get instrument(): number {
    return this.u32[this.w + 18];
  }
  get window(): number {
    return this.u32[this.w + 19];
  }
  get classifier(): number {
    return this.u8[this.at + 80];
  }
}

const vpinCalculationShape: RowShape<VpinCalculation, VpinCalculationInput> = {
  templateId: 30,
  blockLength: 88,
  requiredLength: 81,
  key: 9,
  columns: [
    { name: 'start', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'end', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'index', field: 3, lane: 0, type: 3, form: 'number', offset: 16, absent: undefined, missing: undefined },
    { name: 'vpin', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'cdf', field: 5, lane: 0, type: 9, form: 'exact', offset: 32, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'imbalance', field: 6, lane: 0, type: 9, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'buyVolume', field: 7, lane: 0, type: 9, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'sellVolume', field: 8, lane: 0, type: 9, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'bucketVolume', field: 9, lane: 0, type: 9, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'instrument', field: 10, lane: 0, type: 2, form: 'exact', offset: 72, absent: undefined, missing: undefined },
    { name: 'window', field: 11, lane: 0, type: 2, form: 'exact', offset: 76, absent: undefined, missing: undefined },
    { name: 'classifier', field: 12, lane: 0, type: 0, form: 'exact', offset: 80, absent: undefined, missing: undefined },
  ],
  write: writeVpinCalculation,
  read: readVpinCalculation,
};

/** VPIN passed a threshold */
export interface ToxicityAlert {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** 0 to 1. A real number */
  readonly vpin: number;
  /** 0 to 1. A real number, or null (NaN) */
  readonly cdf: number | null;
  /** Of the CDF, else of VPIN. A real number */
  readonly threshold: number;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** How bad */
  readonly severity: Severity;
  /** How volume was split into buys and sells */
  readonly classifier: Classifier;
}

/** What is encoded as ToxicityAlert. */
export interface ToxicityAlertInput {
  readonly time: bigint;
  readonly vpin: number;
  readonly cdf?: number | null | undefined;
  readonly threshold: number;
  readonly instrument: number;
  readonly severity: Severity;
  readonly classifier: Classifier;
}

export interface ToxicityAlertColumns extends ColumnSet {
  readonly kind: 'toxicityAlert';
  readonly timeOffset: Float64Array;
  readonly vpin: Float64Array;
  readonly cdf: Float64Array;
  readonly threshold: Float64Array;
  readonly instrument: Uint32Array;
  readonly severity: Uint8Array;
  readonly classifier: Uint8Array;
}

export interface ToxicityAlertColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly vpin: Float64Array;
  readonly cdf?: Float64Array | undefined;
  readonly threshold: Float64Array;
  readonly instrument: Uint32Array;
  readonly severity: Uint8Array;
  readonly classifier: Uint8Array;
}

function writeToxicityAlert(v: RowViews, at: number, m: ToxicityAlertInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 4] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('toxicityAlert.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.vpin !== 'number') refuse('toxicityAlert.vpin', m.vpin, 'a number');
  v.f64[q + 1] = m.vpin;
  v.f64[q + 2] = m.cdf ?? Number.NaN;
  if (typeof m.threshold !== 'number') refuse('toxicityAlert.threshold', m.threshold, 'a number');
  v.f64[q + 3] = m.threshold;
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('toxicityAlert.instrument', instrument_, 'uint32');
  v.u32[w + 8] = instrument_;
  v.u8[at + 36] = codeSeverity(m.severity, 'toxicityAlert.severity');
  v.u8[at + 37] = codeClassifier(m.classifier, 'toxicityAlert.classifier');
  void q;
  void w;
  void scales;
}

function readToxicityAlert(v: RowViews, at: number, scales: InstrumentScales): ToxicityAlert {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    vpin: v.f64[q + 1],
    cdf: realOrNull(v.f64[q + 2]),
    threshold: v.f64[q + 3],
    instrument: v.u32[w + 8],
    severity: namesSeverity[v.u8[at + 36]] ?? unknownCode('toxicityAlert.severity', v.u8[at + 36], at),
    classifier: namesClassifier[v.u8[at + 37]] ?? unknownCode('toxicityAlert.classifier', v.u8[at + 37], at),
  };
}

/** A flyweight over one toxicityAlert. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class ToxicityAlertRow extends RowCursor {
  constructor() {
    super(40);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get vpin(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get cdf(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get threshold(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get instrument(): number {
    return this.u32[this.w + 8];
  }
  get severity(): number {
    return this.u8[this.at + 36];
  }
  get classifier(): number {
    return this.u8[this.at + 37];
  }
}

const toxicityAlertShape: RowShape<ToxicityAlert, ToxicityAlertInput> = {
  templateId: 31,
  blockLength: 40,
  requiredLength: 38,
  key: 4,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'vpin', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'cdf', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'threshold', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'instrument', field: 5, lane: 0, type: 2, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'severity', field: 6, lane: 0, type: 0, form: 'exact', offset: 36, absent: undefined, missing: undefined },
    { name: 'classifier', field: 7, lane: 0, type: 0, form: 'exact', offset: 37, absent: undefined, missing: undefined },
  ],
  write: writeToxicityAlert,
  read: readToxicityAlert,
};

/** A risk figure of a portfolio, or of one instrument in it */
export interface RiskMetric {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Money, or a ratio, by measure. A real number */
  readonly value: number;
  /** Level of a quantile, 0 to 1. A real number, or null (NaN) */
  readonly confidence: number | null;
  /** Over which the loss is meant. ns */
  readonly horizon: bigint;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
  /** Instrument id, or null for a whole portfolio or system */
  readonly instrument: number | null;
  /** Observations behind the figure. A small id or count */
  readonly samples: number;
  /** What a risk figure measures */
  readonly measure: RiskMeasure;
}

/** What is encoded as RiskMetric. */
export interface RiskMetricInput {
  readonly time: bigint;
  readonly value: number;
  readonly confidence?: number | null | undefined;
  readonly horizon: bigint;
  readonly portfolio: number;
  readonly instrument?: number | null | undefined;
  readonly samples: number;
  readonly measure: RiskMeasure;
}

export interface RiskMetricColumns extends ColumnSet {
  readonly kind: 'riskMetric';
  readonly timeOffset: Float64Array;
  readonly value: Float64Array;
  readonly confidence: Float64Array;
  readonly horizon: BigUint64Array;
  readonly portfolio: Uint32Array;
  readonly instrument: Uint32Array;
  readonly samples: Uint32Array;
  readonly measure: Uint8Array;
}

export interface RiskMetricColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly value: Float64Array;
  readonly confidence?: Float64Array | undefined;
  readonly horizon: BigUint64Array;
  readonly portfolio: Uint32Array;
  readonly instrument?: Uint32Array | undefined;
  readonly samples: Uint32Array;
  readonly measure: Uint8Array;
}

function writeRiskMetric(v: RowViews, at: number, m: RiskMetricInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 5] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('riskMetric.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.value !== 'number') refuse('riskMetric.value', m.value, 'a number');
  v.f64[q + 1] = m.value;
  v.f64[q + 2] = m.confidence ?? Number.NaN;
  const horizon_ = m.horizon;
  if (typeof horizon_ !== 'bigint' || BigInt.asUintN(64, horizon_) !== horizon_) refuse('riskMetric.horizon', horizon_, 'a bigint from 0 to 2^64');
  v.u64[q + 3] = horizon_;
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('riskMetric.portfolio', portfolio_, 'uint32');
  v.u32[w + 8] = portfolio_;
  const instrument_ = m.instrument ?? 4294967295;
  if (instrument_ !== instrument_ >>> 0) refuse('riskMetric.instrument', instrument_, 'uint32');
  v.u32[w + 9] = instrument_;
  const samples_ = m.samples;
  if (samples_ !== samples_ >>> 0) refuse('riskMetric.samples', samples_, 'uint32');
  v.u32[w + 10] = samples_;
  v.u8[at + 44] = codeRiskMeasure(m.measure, 'riskMetric.measure');
  void q;
  void w;
  void scales;
}

function readRiskMetric(v: RowViews, at: number, scales: InstrumentScales): RiskMetric {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    value: v.f64[q + 1],
    confidence: realOrNull(v.f64[q + 2]),
    horizon: v.u64[q + 3],
    portfolio: v.u32[w + 8],
    instrument: integerOrNull(v.u32[w + 9], 4294967295),
    samples: v.u32[w + 10],
    measure: namesRiskMeasure[v.u8[at + 44]] ?? unknownCode('riskMetric.measure', v.u8[at + 44], at),
  };
}

/** A flyweight over one riskMetric. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class RiskMetricRow extends RowCursor {
  constructor() {
    super(48);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get value(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get confidence(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get horizon(): bigint {
    return this.u64[(this.w + 6) >> 1];
  }
  get horizonHigh(): number {
    return this.u32[this.w + 6 + 1];
  }
  get horizonLow(): number {
    return this.u32[this.w + 6];
  }
  get portfolio(): number {
    return this.u32[this.w + 8];
  }
  get instrument(): number {
    return this.u32[this.w + 9];
  }
  get samples(): number {
    return this.u32[this.w + 10];
  }
  get measure(): number {
    return this.u8[this.at + 44];
  }
}

const riskMetricShape: RowShape<RiskMetric, RiskMetricInput> = {
  templateId: 32,
  blockLength: 48,
  requiredLength: 45,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'value', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'confidence', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'horizon', field: 4, lane: 0, type: 3, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 5, lane: 0, type: 2, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'instrument', field: 6, lane: 0, type: 2, form: 'exact', offset: 36, absent: 4294967295n, missing: 4294967295n },
    { name: 'samples', field: 7, lane: 0, type: 2, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'measure', field: 8, lane: 0, type: 0, form: 'exact', offset: 44, absent: undefined, missing: undefined },
  ],
  write: writeRiskMetric,
  read: readRiskMetric,
};

/** What a model expects */
export interface MlPrediction {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** How far ahead. ns */
  readonly horizon: bigint;
  /** Expected log return over the horizon. A real number */
  readonly value: number;
  /** 0 to 1. A real number */
  readonly confidence: number;
  /** Of the features behind it. ns since 1970-01-01T00:00:00Z */
  readonly inputTime: bigint;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Model id. A small id or count */
  readonly model: number;
  /** A small id or count */
  readonly modelVersion: number;
}

/** What is encoded as MlPrediction. */
export interface MlPredictionInput {
  readonly time: bigint;
  readonly horizon: bigint;
  readonly value: number;
  readonly confidence: number;
  readonly inputTime: bigint;
  readonly instrument: number;
  readonly model: number;
  readonly modelVersion: number;
}

export interface MlPredictionColumns extends ColumnSet {
  readonly kind: 'mlPrediction';
  readonly timeOffset: Float64Array;
  readonly horizon: BigUint64Array;
  readonly value: Float64Array;
  readonly confidence: Float64Array;
  readonly inputTime: BigUint64Array;
  readonly instrument: Uint32Array;
  readonly model: Uint32Array;
  readonly modelVersion: Uint32Array;
}

export interface MlPredictionColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly horizon: BigUint64Array;
  readonly value: Float64Array;
  readonly confidence: Float64Array;
  readonly inputTime: BigUint64Array;
  readonly instrument: Uint32Array;
  readonly model: Uint32Array;
  readonly modelVersion: Uint32Array;
}

function writeMlPrediction(v: RowViews, at: number, m: MlPredictionInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 6] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('mlPrediction.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const horizon_ = m.horizon;
  if (typeof horizon_ !== 'bigint' || BigInt.asUintN(64, horizon_) !== horizon_) refuse('mlPrediction.horizon', horizon_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = horizon_;
  if (typeof m.value !== 'number') refuse('mlPrediction.value', m.value, 'a number');
  v.f64[q + 2] = m.value;
  if (typeof m.confidence !== 'number') refuse('mlPrediction.confidence', m.confidence, 'a number');
  v.f64[q + 3] = m.confidence;
  const inputTime_ = m.inputTime;
  if (typeof inputTime_ !== 'bigint' || BigInt.asUintN(64, inputTime_) !== inputTime_) refuse('mlPrediction.inputTime', inputTime_, 'a bigint from 0 to 2^64');
  v.u64[q + 4] = inputTime_;
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('mlPrediction.instrument', instrument_, 'uint32');
  v.u32[w + 10] = instrument_;
  const model_ = m.model;
  if (model_ !== model_ >>> 0) refuse('mlPrediction.model', model_, 'uint32');
  v.u32[w + 11] = model_;
  const modelVersion_ = m.modelVersion;
  if (modelVersion_ !== modelVersion_ >>> 0) refuse('mlPrediction.modelVersion', modelVersion_, 'uint32');
  v.u32[w + 12] = modelVersion_;
  void q;
  void w;
  void scales;
}

function readMlPrediction(v: RowViews, at: number, scales: InstrumentScales): MlPrediction {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    horizon: v.u64[q + 1],
    value: v.f64[q + 2],
    confidence: v.f64[q + 3],
    inputTime: v.u64[q + 4],
    instrument: v.u32[w + 10],
    model: v.u32[w + 11],
    modelVersion: v.u32[w + 12],
  };
}

/** A flyweight over one mlPrediction. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class MlPredictionRow extends RowCursor {
  constructor() {
    super(56);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get horizon(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get horizonHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get horizonLow(): number {
    return this.u32[this.w + 2];
  }
  get value(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get confidence(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get inputTime(): bigint {
    return this.u64[(this.w + 8) >> 1];
  }
  get inputTimeHigh(): number {
    return this.u32[this.w + 8 + 1];
  }
  get inputTimeLow(): number {
    return this.u32[this.w + 8];
  }
  get instrument(): number {
    return this.u32[this.w + 10];
  }
  get model(): number {
    return this.u32[this.w + 11];
  }
  get modelVersion(): number {
    return this.u32[this.w + 12];
  }
}

const mlPredictionShape: RowShape<MlPrediction, MlPredictionInput> = {
  templateId: 33,
  blockLength: 56,
  requiredLength: 52,
  key: 5,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'horizon', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'value', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'confidence', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'inputTime', field: 5, lane: 0, type: 3, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'instrument', field: 6, lane: 0, type: 2, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'model', field: 7, lane: 0, type: 2, form: 'exact', offset: 44, absent: undefined, missing: undefined },
    { name: 'modelVersion', field: 8, lane: 0, type: 2, form: 'exact', offset: 48, absent: undefined, missing: undefined },
  ],
  write: writeMlPrediction,
  read: readMlPrediction,
};

/** The exposure of one instrument to one factor */
export interface FactorCalculation {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** As the formula gives it. A real number */
  readonly value: number;
  /** Across the cross-section. A real number, or null (NaN) */
  readonly zscore: number | null;
  /** Across the cross-section, 0 to 1. A real number, or null (NaN) */
  readonly rank: number | null;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Factor id. A small id or count */
  readonly factor: number;
  /** Instruments in the cross-section. A small id or count */
  readonly breadth: number;
}

/** What is encoded as FactorCalculation. */
export interface FactorCalculationInput {
  readonly time: bigint;
  readonly value: number;
  readonly zscore?: number | null | undefined;
  readonly rank?: number | null | undefined;
  readonly instrument: number;
  readonly factor: number;
  readonly breadth: number;
}

export interface FactorCalculationColumns extends ColumnSet {
  readonly kind: 'factorCalculation';
  readonly timeOffset: Float64Array;
  readonly value: Float64Array;
  readonly zscore: Float64Array;
  readonly rank: Float64Array;
  readonly instrument: Uint32Array;
  readonly factor: Uint32Array;
  readonly breadth: Uint32Array;
}

export interface FactorCalculationColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly value: Float64Array;
  readonly zscore?: Float64Array | undefined;
  readonly rank?: Float64Array | undefined;
  readonly instrument: Uint32Array;
  readonly factor: Uint32Array;
  readonly breadth: Uint32Array;
}

function writeFactorCalculation(v: RowViews, at: number, m: FactorCalculationInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 5] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('factorCalculation.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.value !== 'number') refuse('factorCalculation.value', m.value, 'a number');
  v.f64[q + 1] = m.value;
  v.f64[q + 2] = m.zscore ?? Number.NaN;
  v.f64[q + 3] = m.rank ?? Number.NaN;
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('factorCalculation.instrument', instrument_, 'uint32');
  v.u32[w + 8] = instrument_;
  const factor_ = m.factor;
  if (factor_ !== factor_ >>> 0) refuse('factorCalculation.factor', factor_, 'uint32');
  v.u32[w + 9] = factor_;
  const breadth_ = m.breadth;
  if (breadth_ !== breadth_ >>> 0) refuse('factorCalculation.breadth', breadth_, 'uint32');
  v.u32[w + 10] = breadth_;
  void q;
  void w;
  void scales;
}

function readFactorCalculation(v: RowViews, at: number, scales: InstrumentScales): FactorCalculation {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    value: v.f64[q + 1],
    zscore: realOrNull(v.f64[q + 2]),
    rank: realOrNull(v.f64[q + 3]),
    instrument: v.u32[w + 8],
    factor: v.u32[w + 9],
    breadth: v.u32[w + 10],
  };
}

/** A flyweight over one factorCalculation. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class FactorCalculationRow extends RowCursor {
  constructor() {
    super(48);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get value(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get zscore(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get rank(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get instrument(): number {
    return this.u32[this.w + 8];
  }
  get factor(): number {
    return this.u32[this.w + 9];
  }
  get breadth(): number {
    return this.u32[this.w + 10];
  }
}

const factorCalculationShape: RowShape<FactorCalculation, FactorCalculationInput> = {
  templateId: 34,
  blockLength: 48,
  requiredLength: 44,
  key: 4,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'value', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'zscore', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'rank', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'instrument', field: 5, lane: 0, type: 2, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'factor', field: 6, lane: 0, type: 2, form: 'exact', offset: 36, absent: undefined, missing: undefined },
    { name: 'breadth', field: 7, lane: 0, type: 2, form: 'exact', offset: 40, absent: undefined, missing: undefined },
  ],
  write: writeFactorCalculation,
  read: readFactorCalculation,
};

/** Features of one instrument at one moment */
export interface FeatureVector {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Sixteen features; those above the count are NaN */
  readonly values: readonly number[];
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Which features, in which order. A small id or count */
  readonly featureSet: number;
  /** Features that are set, at most 16. A small id or count */
  readonly count: number;
}

/** What is encoded as FeatureVector. */
export interface FeatureVectorInput {
  readonly time: bigint;
  readonly values: ArrayLike<number>;
  readonly instrument: number;
  readonly featureSet: number;
  readonly count: number;
}

export interface FeatureVectorColumns extends ColumnSet {
  readonly kind: 'featureVector';
  readonly timeOffset: Float64Array;
  readonly values0: Float64Array;
  readonly values1: Float64Array;
  readonly values2: Float64Array;
  readonly values3: Float64Array;
  readonly values4: Float64Array;
  readonly values5: Float64Array;
  readonly values6: Float64Array;
  readonly values7: Float64Array;
  readonly values8: Float64Array;
  readonly values9: Float64Array;
  readonly values10: Float64Array;
  readonly values11: Float64Array;
  readonly values12: Float64Array;
  readonly values13: Float64Array;
  readonly values14: Float64Array;
  readonly values15: Float64Array;
  readonly instrument: Uint32Array;
  readonly featureSet: Uint32Array;
  readonly count: Uint32Array;
}

export interface FeatureVectorColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly values0: Float64Array;
  readonly values1: Float64Array;
  readonly values2: Float64Array;
  readonly values3: Float64Array;
  readonly values4: Float64Array;
  readonly values5: Float64Array;
  readonly values6: Float64Array;
  readonly values7: Float64Array;
  readonly values8: Float64Array;
  readonly values9: Float64Array;
  readonly values10: Float64Array;
  readonly values11: Float64Array;
  readonly values12: Float64Array;
  readonly values13: Float64Array;
  readonly values14: Float64Array;
  readonly values15: Float64Array;
  readonly instrument: Uint32Array;
  readonly featureSet: Uint32Array;
  readonly count: Uint32Array;
}

function writeFeatureVector(v: RowViews, at: number, m: FeatureVectorInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 18] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('featureVector.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  putReals(v, q + 1, 16, m.values, 'featureVector.values');
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('featureVector.instrument', instrument_, 'uint32');
  v.u32[w + 34] = instrument_;
  const featureSet_ = m.featureSet;
  if (featureSet_ !== featureSet_ >>> 0) refuse('featureVector.featureSet', featureSet_, 'uint32');
  v.u32[w + 35] = featureSet_;
  const count_ = m.count;
  if (count_ !== count_ >>> 0) refuse('featureVector.count', count_, 'uint32');
  v.u32[w + 36] = count_;
  void q;
  void w;
  void scales;
}

function readFeatureVector(v: RowViews, at: number, scales: InstrumentScales): FeatureVector {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    values: readReals(v, q + 1, 16),
    instrument: v.u32[w + 34],
    featureSet: v.u32[w + 35],
    count: v.u32[w + 36],
  };
}

/** A flyweight over one featureVector. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class FeatureVectorRow extends RowCursor {
  constructor() {
    super(152);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get values(): Float64Array {
    return this.f64.subarray((this.w + 2) >> 1, ((this.w + 2) >> 1) + 16);
  }
  get instrument(): number {
    return this.u32[this.w + 34];
  }
  get featureSet(): number {
    return this.u32[this.w + 35];
  }
  get count(): number {
    return this.u32[this.w + 36];
  }
}

const featureVectorShape: RowShape<FeatureVector, FeatureVectorInput> = {
  templateId: 35,
  blockLength: 152,
  requiredLength: 148,
  key: 17,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'values0', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'values1', field: 2, lane: 1, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'values2', field: 2, lane: 2, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'values3', field: 2, lane: 3, type: 9, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'values4', field: 2, lane: 4, type: 9, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'values5', field: 2, lane: 5, type: 9, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'values6', field: 2, lane: 6, type: 9, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'values7', field: 2, lane: 7, type: 9, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'values8', field: 2, lane: 8, type: 9, form: 'exact', offset: 72, absent: undefined, missing: undefined },
    { name: 'values9', field: 2, lane: 9, type: 9, form: 'exact', offset: 80, absent: undefined, missing: undefined },
    { name: 'values10', field: 2, lane: 10, type: 9, form: 'exact', offset: 88, absent: undefined, missing: undefined },
    { name: 'values11', field: 2, lane: 11, type: 9, form: 'exact', offset: 96, absent: undefined, missing: undefined },
    { name: 'values12', field: 2, lane: 12, type: 9, form: 'exact', offset: 104, absent: undefined, missing: undefined },
    { name: 'values13', field: 2, lane: 13, type: 9, form: 'exact', offset: 112, absent: undefined, missing: undefined },
    { name: 'values14', field: 2, lane: 14, type: 9, form: 'exact', offset: 120, absent: undefined, missing: undefined },
    { name: 'values15', field: 2, lane: 15, type: 9, form: 'exact', offset: 128, absent: undefined, missing: undefined },
    { name: 'instrument', field: 3, lane: 0, type: 2, form: 'exact', offset: 136, absent: undefined, missing: undefined },
    { name: 'featureSet', field: 4, lane: 0, type: 2, form: 'exact', offset: 140, absent: undefined, missing: undefined },
    { name: 'count', field: 5, lane: 0, type: 2, form: 'exact', offset: 144, absent: undefined, missing: undefined },
  ],
  write: writeFeatureVector,
  read: readFeatureVector,
};

/** A figure of execution or market quality */
export interface AnalyticsResult {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Of the window behind it. ns since 1970-01-01T00:00:00Z */
  readonly start: bigint;
  /** Unit by measure: price, ratio or money. A real number */
  readonly value: number;
  /** What the value is compared with. A real number, or null (NaN) */
  readonly reference: number | null;
  /** Observations behind it. How many */
  readonly samples: number;
  /** Instrument id, or null for a whole portfolio or system */
  readonly instrument: number | null;
  /** Model, strategy or portfolio id by measure; 0 = none. A small id or count */
  readonly subject: number;
  /** What an analytics figure measures */
  readonly measure: AnalyticsMeasure;
}

/** What is encoded as AnalyticsResult. */
export interface AnalyticsResultInput {
  readonly time: bigint;
  readonly start: bigint;
  readonly value: number;
  readonly reference?: number | null | undefined;
  readonly samples: number;
  readonly instrument?: number | null | undefined;
  readonly subject: number;
  readonly measure: AnalyticsMeasure;
}

export interface AnalyticsResultColumns extends ColumnSet {
  readonly kind: 'analyticsResult';
  readonly timeOffset: Float64Array;
  readonly start: BigUint64Array;
  readonly value: Float64Array;
  readonly reference: Float64Array;
  readonly samples: Float64Array;
  readonly instrument: Uint32Array;
  readonly subject: Uint32Array;
  readonly measure: Uint8Array;
}

export interface AnalyticsResultColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly start: BigUint64Array;
  readonly value: Float64Array;
  readonly reference?: Float64Array | undefined;
  readonly samples: Float64Array;
  readonly instrument?: Uint32Array | undefined;
  readonly subject: Uint32Array;
  readonly measure: Uint8Array;
}

function writeAnalyticsResult(v: RowViews, at: number, m: AnalyticsResultInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 6] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('analyticsResult.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const start_ = m.start;
  if (typeof start_ !== 'bigint' || BigInt.asUintN(64, start_) !== start_) refuse('analyticsResult.start', start_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = start_;
  if (typeof m.value !== 'number') refuse('analyticsResult.value', m.value, 'a number');
  v.f64[q + 2] = m.value;
  v.f64[q + 3] = m.reference ?? Number.NaN;
  putCount(v, w + 8, m.samples, 'analyticsResult.samples');
  const instrument_ = m.instrument ?? 4294967295;
  if (instrument_ !== instrument_ >>> 0) refuse('analyticsResult.instrument', instrument_, 'uint32');
  v.u32[w + 10] = instrument_;
  const subject_ = m.subject;
  if (subject_ !== subject_ >>> 0) refuse('analyticsResult.subject', subject_, 'uint32');
  v.u32[w + 11] = subject_;
  v.u8[at + 48] = codeAnalyticsMeasure(m.measure, 'analyticsResult.measure');
  void q;
  void w;
  void scales;
}

function readAnalyticsResult(v: RowViews, at: number, scales: InstrumentScales): AnalyticsResult {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    start: v.u64[q + 1],
    value: v.f64[q + 2],
    reference: realOrNull(v.f64[q + 3]),
    samples: exact(v.i32[w + 8 + 1] * 4294967296 + v.u32[w + 8], 'analyticsResult.samples'),
    instrument: integerOrNull(v.u32[w + 10], 4294967295),
    subject: v.u32[w + 11],
    measure: namesAnalyticsMeasure[v.u8[at + 48]] ?? unknownCode('analyticsResult.measure', v.u8[at + 48], at),
  };
}

/** A flyweight over one analyticsResult. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class AnalyticsResultRow extends RowCursor {
  constructor() {
    super(56);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get start(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get startHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get startLow(): number {
    return this.u32[this.w + 2];
  }
  get value(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get reference(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get samples(): number {
    return this.i32[this.w + 8 + 1] * 4294967296 + this.u32[this.w + 8];
  }
  get instrument(): number {
    return this.u32[this.w + 10];
  }
  get subject(): number {
    return this.u32[this.w + 11];
  }
  get measure(): number {
    return this.u8[this.at + 48];
  }
}

const analyticsResultShape: RowShape<AnalyticsResult, AnalyticsResultInput> = {
  templateId: 36,
  blockLength: 56,
  requiredLength: 49,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'start', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'value', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'reference', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'samples', field: 5, lane: 0, type: 3, form: 'number', offset: 32, absent: undefined, missing: undefined },
    { name: 'instrument', field: 6, lane: 0, type: 2, form: 'exact', offset: 40, absent: 4294967295n, missing: 4294967295n },
    { name: 'subject', field: 7, lane: 0, type: 2, form: 'exact', offset: 44, absent: undefined, missing: undefined },
    { name: 'measure', field: 8, lane: 0, type: 0, form: 'exact', offset: 48, absent: undefined, missing: undefined },
  ],
  write: writeAnalyticsResult,
  read: readAnalyticsResult,
};

/** What a strategy wants */
export interface StrategySignal {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** -1 (sell) to 1 (buy). A real number */
  readonly strength: number;
  /** For how long it is meant. ns */
  readonly horizon: bigint;
  /** Position wanted. Mantissa as Quantity, or null */
  readonly target: number | null;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Strategy id. A small id or count */
  readonly strategy: number;
  /** Who took liquidity, or on which side */
  readonly side: Side;
}

/** What is encoded as StrategySignal. */
export interface StrategySignalInput {
  readonly time: bigint;
  readonly strength: number;
  readonly horizon: bigint;
  readonly target?: number | null | undefined;
  readonly instrument: number;
  readonly strategy: number;
  readonly side?: Side | undefined;
}

export interface StrategySignalColumns extends ColumnSet {
  readonly kind: 'strategySignal';
  readonly timeOffset: Float64Array;
  readonly strength: Float64Array;
  readonly horizon: BigUint64Array;
  readonly target: Float64Array;
  readonly instrument: Uint32Array;
  readonly strategy: Uint32Array;
  readonly side: Int8Array;
}

export interface StrategySignalColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly strength: Float64Array;
  readonly horizon: BigUint64Array;
  readonly target?: Float64Array | undefined;
  readonly instrument: Uint32Array;
  readonly strategy: Uint32Array;
  readonly side?: Int8Array | undefined;
}

function writeStrategySignal(v: RowViews, at: number, m: StrategySignalInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const sizeScale = scales.size[slot];
  v.f64[q + 5] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('strategySignal.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.strength !== 'number') refuse('strategySignal.strength', m.strength, 'a number');
  v.f64[q + 1] = m.strength;
  const horizon_ = m.horizon;
  if (typeof horizon_ !== 'bigint' || BigInt.asUintN(64, horizon_) !== horizon_) refuse('strategySignal.horizon', horizon_, 'a bigint from 0 to 2^64');
  v.u64[q + 2] = horizon_;
  const target_ = m.target;
  if (target_ === null || target_ === undefined) {
    v.i32[w + 6] = 0;
    v.i32[w + 6 + 1] = -2147483648;
  } else {
    const targetM = Math.round(target_ * sizeScale);
    if (targetM / sizeScale !== target_) notExact(target_, sizeScale, 'strategySignal.target');
    if (targetM === (targetM | 0)) {
      v.i32[w + 6] = targetM;
      v.i32[w + 6 + 1] = targetM >> 31;
    } else putLarge(v, w + 6, targetM, 'strategySignal.target');
  }
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('strategySignal.instrument', instrument_, 'uint32');
  v.u32[w + 8] = instrument_;
  const strategy_ = m.strategy;
  if (strategy_ !== strategy_ >>> 0) refuse('strategySignal.strategy', strategy_, 'uint32');
  v.u32[w + 9] = strategy_;
  v.u8[at + 40] = codeSide(m.side ?? 'unknown', 'strategySignal.side');
  void q;
  void w;
  void scales;
}

function readStrategySignal(v: RowViews, at: number, scales: InstrumentScales): StrategySignal {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 8]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 8]);
  const sizeScale = scales.size[slot];
  return {
    time: v.u64[q + 0],
    strength: v.f64[q + 1],
    horizon: v.u64[q + 2],
    target: readOptionalScaled(v, w + 6, sizeScale, 'strategySignal.target'),
    instrument: v.u32[w + 8],
    strategy: v.u32[w + 9],
    side: namesSide[v.u8[at + 40]] ?? unknownCode('strategySignal.side', v.u8[at + 40], at),
  };
}

/** A flyweight over one strategySignal. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class StrategySignalRow extends RowCursor {
  constructor() {
    super(48);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get strength(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get horizon(): bigint {
    return this.u64[(this.w + 4) >> 1];
  }
  get horizonHigh(): number {
    return this.u32[this.w + 4 + 1];
  }
  get horizonLow(): number {
    return this.u32[this.w + 4];
  }
  get target(): number {
    return this.i32[this.w + 6 + 1] === -2147483648 && this.i32[this.w + 6] === 0 ? Number.NaN : this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get instrument(): number {
    return this.u32[this.w + 8];
  }
  get strategy(): number {
    return this.u32[this.w + 9];
  }
  get side(): number {
    return this.u8[this.at + 40];
  }
}

const strategySignalShape: RowShape<StrategySignal, StrategySignalInput> = {
  templateId: 37,
  blockLength: 48,
  requiredLength: 41,
  key: 4,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'strength', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'horizon', field: 3, lane: 0, type: 3, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'target', field: 4, lane: 0, type: 7, form: 'number', offset: 24, absent: 9223372036854775808n, missing: 9223372036854775808n },
    { name: 'instrument', field: 5, lane: 0, type: 2, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'strategy', field: 6, lane: 0, type: 2, form: 'exact', offset: 36, absent: undefined, missing: undefined },
    { name: 'side', field: 7, lane: 0, type: 0, form: 'side', offset: 40, absent: undefined, missing: 0n },
  ],
  write: writeStrategySignal,
  read: readStrategySignal,
};

/** An order for the portfolio engine */
export interface OrderRequest {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Unique; the same order sent twice has the same id. An identifier */
  readonly orderId: bigint;
  /** Limit or stop price. Mantissa as Price, or null */
  readonly price: number | null;
  /** Mantissa: size = mantissa * 10^sizeExponent of the instrument; not negative */
  readonly size: number;
  /** ns since 1970-01-01T00:00:00Z, or null */
  readonly expires: bigint | null;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
  /** Strategy id. A small id or count */
  readonly strategy: number;
  /** Who took liquidity, or on which side */
  readonly side: Side;
  /** What an order asks for */
  readonly type: OrderType;
  /** How long an order stands */
  readonly timeInForce: TimeInForce;
}

/** What is encoded as OrderRequest. */
export interface OrderRequestInput {
  readonly time: bigint;
  readonly orderId: bigint;
  readonly price?: number | null | undefined;
  readonly size: number;
  readonly expires?: bigint | null | undefined;
  readonly instrument: number;
  readonly portfolio: number;
  readonly strategy: number;
  readonly side?: Side | undefined;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
}

export interface OrderRequestColumns extends ColumnSet {
  readonly kind: 'orderRequest';
  readonly timeOffset: Float64Array;
  readonly orderId: BigUint64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly expires: BigUint64Array;
  readonly instrument: Uint32Array;
  readonly portfolio: Uint32Array;
  readonly strategy: Uint32Array;
  readonly side: Int8Array;
  readonly type: Uint8Array;
  readonly timeInForce: Uint8Array;
}

export interface OrderRequestColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly orderId: BigUint64Array;
  readonly price?: Float64Array | undefined;
  readonly size: Float64Array;
  readonly expires?: BigUint64Array | undefined;
  readonly instrument: Uint32Array;
  readonly portfolio: Uint32Array;
  readonly strategy: Uint32Array;
  readonly side?: Int8Array | undefined;
  readonly type: Uint8Array;
  readonly timeInForce: Uint8Array;
}

function writeOrderRequest(v: RowViews, at: number, m: OrderRequestInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  v.f64[q + 6] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('orderRequest.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const orderId_ = m.orderId;
  if (typeof orderId_ !== 'bigint' || BigInt.asUintN(64, orderId_) !== orderId_) refuse('orderRequest.orderId', orderId_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = orderId_;
  const price_ = m.price;
  if (price_ === null || price_ === undefined) {
    v.i32[w + 4] = 0;
    v.i32[w + 4 + 1] = -2147483648;
  } else {
    const priceM = Math.round(price_ * priceScale);
    if (priceM / priceScale !== price_) notExact(price_, priceScale, 'orderRequest.price');
    if (priceM === (priceM | 0)) {
      v.i32[w + 4] = priceM;
      v.i32[w + 4 + 1] = priceM >> 31;
    } else putLarge(v, w + 4, priceM, 'orderRequest.price');
  }
  const size_ = m.size;
  const sizeM = Math.round(size_ * sizeScale);
  if (sizeM / sizeScale !== size_) notExact(size_, sizeScale, 'orderRequest.size');
  if (sizeM === (sizeM | 0)) {
    v.i32[w + 6] = sizeM;
    v.i32[w + 6 + 1] = sizeM >> 31;
  } else putLarge(v, w + 6, sizeM, 'orderRequest.size');
  const expires_ = m.expires;
  if (expires_ === null || expires_ === undefined) {
    v.i32[2 * (q + 4)] = -1;
    v.i32[2 * (q + 4) + 1] = -1;
  } else {
    if (typeof expires_ !== 'bigint' || BigInt.asUintN(64, expires_) !== expires_) refuse('orderRequest.expires', expires_, 'a bigint from 0 to 2^64');
    v.u64[q + 4] = expires_;
    if (v.i32[2 * (q + 4)] === -1) checkNotNull(v, q + 4, 'orderRequest.expires');
  }
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('orderRequest.instrument', instrument_, 'uint32');
  v.u32[w + 10] = instrument_;
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('orderRequest.portfolio', portfolio_, 'uint32');
  v.u32[w + 11] = portfolio_;
  const strategy_ = m.strategy;
  if (strategy_ !== strategy_ >>> 0) refuse('orderRequest.strategy', strategy_, 'uint32');
  v.u32[w + 12] = strategy_;
  v.u8[at + 52] = codeSide(m.side ?? 'unknown', 'orderRequest.side');
  v.u8[at + 53] = codeOrderType(m.type, 'orderRequest.type');
  v.u8[at + 54] = codeTimeInForce(m.timeInForce, 'orderRequest.timeInForce');
  void q;
  void w;
  void scales;
}

function readOrderRequest(v: RowViews, at: number, scales: InstrumentScales): OrderRequest {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 10]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 10]);
  const priceScale = scales.price[slot];
  const sizeScale = scales.size[slot];
  return {
    time: v.u64[q + 0],
    orderId: v.u64[q + 1],
    price: readOptionalScaled(v, w + 4, priceScale, 'orderRequest.price'),
    size: readScaled(v, w + 6, sizeScale, 'orderRequest.size'),
    expires: readOptionalU64(v, q + 4),
    instrument: v.u32[w + 10],
    portfolio: v.u32[w + 11],
    strategy: v.u32[w + 12],
    side: namesSide[v.u8[at + 52]] ?? unknownCode('orderRequest.side', v.u8[at + 52], at),
    type: namesOrderType[v.u8[at + 53]] ?? unknownCode('orderRequest.type', v.u8[at + 53], at),
    timeInForce: namesTimeInForce[v.u8[at + 54]] ?? unknownCode('orderRequest.timeInForce', v.u8[at + 54], at),
  };
}

/** A flyweight over one orderRequest. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class OrderRequestRow extends RowCursor {
  constructor() {
    super(56);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get orderId(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get orderIdHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get orderIdLow(): number {
    return this.u32[this.w + 2];
  }
  get price(): number {
    return this.i32[this.w + 4 + 1] === -2147483648 && this.i32[this.w + 4] === 0 ? Number.NaN : this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get size(): number {
    return this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get expires(): bigint {
    return this.u64[(this.w + 8) >> 1];
  }
  get expiresHigh(): number {
    return this.u32[this.w + 8 + 1];
  }
  get expiresLow(): number {
    return this.u32[this.w + 8];
  }
  get instrument(): number {
    return this.u32[this.w + 10];
  }
  get portfolio(): number {
    return this.u32[this.w + 11];
  }
  get strategy(): number {
    return this.u32[this.w + 12];
  }
  get side(): number {
    return this.u8[this.at + 52];
  }
  get type(): number {
    return this.u8[this.at + 53];
  }
  get timeInForce(): number {
    return this.u8[this.at + 54];
  }
}

const orderRequestShape: RowShape<OrderRequest, OrderRequestInput> = {
  templateId: 38,
  blockLength: 56,
  requiredLength: 55,
  key: 5,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'orderId', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'price', field: 3, lane: 0, type: 7, form: 'number', offset: 16, absent: 9223372036854775808n, missing: 9223372036854775808n },
    { name: 'size', field: 4, lane: 0, type: 7, form: 'number', offset: 24, absent: undefined, missing: undefined },
    { name: 'expires', field: 5, lane: 0, type: 3, form: 'exact', offset: 32, absent: 18446744073709551615n, missing: 18446744073709551615n },
    { name: 'instrument', field: 6, lane: 0, type: 2, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 7, lane: 0, type: 2, form: 'exact', offset: 44, absent: undefined, missing: undefined },
    { name: 'strategy', field: 8, lane: 0, type: 2, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'side', field: 9, lane: 0, type: 0, form: 'side', offset: 52, absent: undefined, missing: 0n },
    { name: 'type', field: 10, lane: 0, type: 0, form: 'exact', offset: 53, absent: undefined, missing: undefined },
    { name: 'timeInForce', field: 11, lane: 0, type: 0, form: 'exact', offset: 54, absent: undefined, missing: undefined },
  ],
  write: writeOrderRequest,
  read: readOrderRequest,
};

/** A position moved */
export interface PositionChange {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Position now. Signed mantissa as Size; negative = short */
  readonly quantity: number;
  /** Signed change. Signed mantissa as Size; negative = short */
  readonly change: number;
  /** In currency; 0 for a flat position. A real number */
  readonly averagePrice: number;
  /** Of this change. A real number */
  readonly realisedPnl: number;
  /** The fill behind it. An identifier, or null */
  readonly executionId: bigint | null;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
}

/** What is encoded as PositionChange. */
export interface PositionChangeInput {
  readonly time: bigint;
  readonly quantity: number;
  readonly change: number;
  readonly averagePrice: number;
  readonly realisedPnl: number;
  readonly executionId?: bigint | null | undefined;
  readonly instrument: number;
  readonly portfolio: number;
}

export interface PositionChangeColumns extends ColumnSet {
  readonly kind: 'positionChange';
  readonly timeOffset: Float64Array;
  readonly quantity: Float64Array;
  readonly change: Float64Array;
  readonly averagePrice: Float64Array;
  readonly realisedPnl: Float64Array;
  readonly executionId: BigUint64Array;
  readonly instrument: Uint32Array;
  readonly portfolio: Uint32Array;
}

export interface PositionChangeColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly quantity: Float64Array;
  readonly change: Float64Array;
  readonly averagePrice: Float64Array;
  readonly realisedPnl: Float64Array;
  readonly executionId?: BigUint64Array | undefined;
  readonly instrument: Uint32Array;
  readonly portfolio: Uint32Array;
}

function writePositionChange(v: RowViews, at: number, m: PositionChangeInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const sizeScale = scales.size[slot];
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('positionChange.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const quantity_ = m.quantity;
  const quantityM = Math.round(quantity_ * sizeScale);
  if (quantityM / sizeScale !== quantity_) notExact(quantity_, sizeScale, 'positionChange.quantity');
  if (quantityM === (quantityM | 0)) {
    v.i32[w + 2] = quantityM;
    v.i32[w + 2 + 1] = quantityM >> 31;
  } else putLarge(v, w + 2, quantityM, 'positionChange.quantity');
  const change_ = m.change;
  const changeM = Math.round(change_ * sizeScale);
  if (changeM / sizeScale !== change_) notExact(change_, sizeScale, 'positionChange.change');
  if (changeM === (changeM | 0)) {
    v.i32[w + 4] = changeM;
    v.i32[w + 4 + 1] = changeM >> 31;
  } else putLarge(v, w + 4, changeM, 'positionChange.change');
  if (typeof m.averagePrice !== 'number') refuse('positionChange.averagePrice', m.averagePrice, 'a number');
  v.f64[q + 3] = m.averagePrice;
  if (typeof m.realisedPnl !== 'number') refuse('positionChange.realisedPnl', m.realisedPnl, 'a number');
  v.f64[q + 4] = m.realisedPnl;
  const executionId_ = m.executionId;
  if (executionId_ === null || executionId_ === undefined) {
    v.i32[2 * (q + 5)] = -1;
    v.i32[2 * (q + 5) + 1] = -1;
  } else {
    if (typeof executionId_ !== 'bigint' || BigInt.asUintN(64, executionId_) !== executionId_) refuse('positionChange.executionId', executionId_, 'a bigint from 0 to 2^64');
    v.u64[q + 5] = executionId_;
    if (v.i32[2 * (q + 5)] === -1) checkNotNull(v, q + 5, 'positionChange.executionId');
  }
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('positionChange.instrument', instrument_, 'uint32');
  v.u32[w + 12] = instrument_;
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('positionChange.portfolio', portfolio_, 'uint32');
  v.u32[w + 13] = portfolio_;
  void q;
  void w;
  void scales;
}

function readPositionChange(v: RowViews, at: number, scales: InstrumentScales): PositionChange {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 12]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 12]);
  const sizeScale = scales.size[slot];
  return {
    time: v.u64[q + 0],
    quantity: readScaled(v, w + 2, sizeScale, 'positionChange.quantity'),
    change: readScaled(v, w + 4, sizeScale, 'positionChange.change'),
    averagePrice: v.f64[q + 3],
    realisedPnl: v.f64[q + 4],
    executionId: readOptionalU64(v, q + 5),
    instrument: v.u32[w + 12],
    portfolio: v.u32[w + 13],
  };
}

/** A flyweight over one positionChange. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class PositionChangeRow extends RowCursor {
  constructor() {
    super(56);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get quantity(): number {
    return this.i32[this.w + 2 + 1] * 4294967296 + this.u32[this.w + 2];
  }
  get change(): number {
    return this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get averagePrice(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get realisedPnl(): number {
    return this.f64[(this.w + 8) >> 1];
  }
  get executionId(): bigint {
    return this.u64[(this.w + 10) >> 1];
  }
  get executionIdHigh(): number {
    return this.u32[this.w + 10 + 1];
  }
  get executionIdLow(): number {
    return this.u32[this.w + 10];
  }
  get instrument(): number {
    return this.u32[this.w + 12];
  }
  get portfolio(): number {
    return this.u32[this.w + 13];
  }
}

const positionChangeShape: RowShape<PositionChange, PositionChangeInput> = {
  templateId: 39,
  blockLength: 56,
  requiredLength: 56,
  key: 6,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'quantity', field: 2, lane: 0, type: 7, form: 'number', offset: 8, absent: undefined, missing: undefined },
    { name: 'change', field: 3, lane: 0, type: 7, form: 'number', offset: 16, absent: undefined, missing: undefined },
    { name: 'averagePrice', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'realisedPnl', field: 5, lane: 0, type: 9, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'executionId', field: 6, lane: 0, type: 3, form: 'exact', offset: 40, absent: 18446744073709551615n, missing: 18446744073709551615n },
    { name: 'instrument', field: 7, lane: 0, type: 2, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 8, lane: 0, type: 2, form: 'exact', offset: 52, absent: undefined, missing: undefined },
  ],
  write: writePositionChange,
  read: readPositionChange,
};

/** What a portfolio is worth */
export interface PortfolioUpdate {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** A real number */
  readonly cash: number;
  /** Cash and positions at mark. A real number */
  readonly equity: number;
  /** A real number */
  readonly grossExposure: number;
  /** A real number */
  readonly netExposure: number;
  /** Since the start of the session. A real number */
  readonly realisedPnl: number;
  /** A real number */
  readonly unrealisedPnl: number;
  /** ISO 4217 code or the symbol of a coin */
  readonly currency: string;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
  /** Instruments held. A small id or count */
  readonly positions: number;
}

/** What is encoded as PortfolioUpdate. */
export interface PortfolioUpdateInput {
  readonly time: bigint;
  readonly cash: number;
  readonly equity: number;
  readonly grossExposure: number;
  readonly netExposure: number;
  readonly realisedPnl: number;
  readonly unrealisedPnl: number;
  readonly currency: string;
  readonly portfolio: number;
  readonly positions: number;
}

export interface PortfolioUpdateColumns extends ColumnSet {
  readonly kind: 'portfolioUpdate';
  readonly timeOffset: Float64Array;
  readonly cash: Float64Array;
  readonly equity: Float64Array;
  readonly grossExposure: Float64Array;
  readonly netExposure: Float64Array;
  readonly realisedPnl: Float64Array;
  readonly unrealisedPnl: Float64Array;
  readonly currency: BigUint64Array;
  readonly portfolio: Uint32Array;
  readonly positions: Uint32Array;
}

export interface PortfolioUpdateColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly cash: Float64Array;
  readonly equity: Float64Array;
  readonly grossExposure: Float64Array;
  readonly netExposure: Float64Array;
  readonly realisedPnl: Float64Array;
  readonly unrealisedPnl: Float64Array;
  readonly currency: BigUint64Array;
  readonly portfolio: Uint32Array;
  readonly positions: Uint32Array;
}

function writePortfolioUpdate(v: RowViews, at: number, m: PortfolioUpdateInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('portfolioUpdate.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.cash !== 'number') refuse('portfolioUpdate.cash', m.cash, 'a number');
  v.f64[q + 1] = m.cash;
  if (typeof m.equity !== 'number') refuse('portfolioUpdate.equity', m.equity, 'a number');
  v.f64[q + 2] = m.equity;
  if (typeof m.grossExposure !== 'number') refuse('portfolioUpdate.grossExposure', m.grossExposure, 'a number');
  v.f64[q + 3] = m.grossExposure;
  if (typeof m.netExposure !== 'number') refuse('portfolioUpdate.netExposure', m.netExposure, 'a number');
  v.f64[q + 4] = m.netExposure;
  if (typeof m.realisedPnl !== 'number') refuse('portfolioUpdate.realisedPnl', m.realisedPnl, 'a number');
  v.f64[q + 5] = m.realisedPnl;
  if (typeof m.unrealisedPnl !== 'number') refuse('portfolioUpdate.unrealisedPnl', m.unrealisedPnl, 'a number');
  v.f64[q + 6] = m.unrealisedPnl;
  putText(v, at + 56, 8, m.currency, 'portfolioUpdate.currency');
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('portfolioUpdate.portfolio', portfolio_, 'uint32');
  v.u32[w + 16] = portfolio_;
  const positions_ = m.positions;
  if (positions_ !== positions_ >>> 0) refuse('portfolioUpdate.positions', positions_, 'uint32');
  v.u32[w + 17] = positions_;
  void q;
  void w;
  void scales;
}

function readPortfolioUpdate(v: RowViews, at: number, scales: InstrumentScales): PortfolioUpdate {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    cash: v.f64[q + 1],
    equity: v.f64[q + 2],
    grossExposure: v.f64[q + 3],
    netExposure: v.f64[q + 4],
    realisedPnl: v.f64[q + 5],
    unrealisedPnl: v.f64[q + 6],
    currency: readText(v.u8, at + 56, 8),
    portfolio: v.u32[w + 16],
    positions: v.u32[w + 17],
  };
}

/** A flyweight over one portfolioUpdate. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class PortfolioUpdateRow extends RowCursor {
  constructor() {
    super(72);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get cash(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get equity(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get grossExposure(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get netExposure(): number {
    return this.f64[(this.w + 8) >> 1];
  }
  get realisedPnl(): number {
    return this.f64[(this.w + 10) >> 1];
  }
  get unrealisedPnl(): number {
    return this.f64[(this.w + 12) >> 1];
  }
  get currency(): string {
    return readText(this.u8, this.at + 56, 8);
  }
  get portfolio(): number {
    return this.u32[this.w + 16];
  }
  get positions(): number {
    return this.u32[this.w + 17];
  }
}

const portfolioUpdateShape: RowShape<PortfolioUpdate, PortfolioUpdateInput> = {
  templateId: 40,
  blockLength: 72,
  requiredLength: 72,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'cash', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'equity', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'grossExposure', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'netExposure', field: 5, lane: 0, type: 9, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'realisedPnl', field: 6, lane: 0, type: 9, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'unrealisedPnl', field: 7, lane: 0, type: 9, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'currency', field: 8, lane: 0, type: 3, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 9, lane: 0, type: 2, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'positions', field: 10, lane: 0, type: 2, form: 'exact', offset: 68, absent: undefined, missing: undefined },
  ],
  write: writePortfolioUpdate,
  read: readPortfolioUpdate,
};

/** What margin a portfolio needs and has */
export interface MarginUpdate {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** A real number */
  readonly required: number;
  /** A real number */
  readonly available: number;
  /** required / available. A real number */
  readonly utilisation: number;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
}

/** What is encoded as MarginUpdate. */
export interface MarginUpdateInput {
  readonly time: bigint;
  readonly required: number;
  readonly available: number;
  readonly utilisation: number;
  readonly portfolio: number;
}

export interface MarginUpdateColumns extends ColumnSet {
  readonly kind: 'marginUpdate';
  readonly timeOffset: Float64Array;
  readonly required: Float64Array;
  readonly available: Float64Array;
  readonly utilisation: Float64Array;
  readonly portfolio: Uint32Array;
}

export interface MarginUpdateColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly required: Float64Array;
  readonly available: Float64Array;
  readonly utilisation: Float64Array;
  readonly portfolio: Uint32Array;
}

function writeMarginUpdate(v: RowViews, at: number, m: MarginUpdateInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 4] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('marginUpdate.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.required !== 'number') refuse('marginUpdate.required', m.required, 'a number');
  v.f64[q + 1] = m.required;
  if (typeof m.available !== 'number') refuse('marginUpdate.available', m.available, 'a number');
  v.f64[q + 2] = m.available;
  if (typeof m.utilisation !== 'number') refuse('marginUpdate.utilisation', m.utilisation, 'a number');
  v.f64[q + 3] = m.utilisation;
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('marginUpdate.portfolio', portfolio_, 'uint32');
  v.u32[w + 8] = portfolio_;
  void q;
  void w;
  void scales;
}

function readMarginUpdate(v: RowViews, at: number, scales: InstrumentScales): MarginUpdate {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    required: v.f64[q + 1],
    available: v.f64[q + 2],
    utilisation: v.f64[q + 3],
    portfolio: v.u32[w + 8],
  };
}

/** A flyweight over one marginUpdate. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class MarginUpdateRow extends RowCursor {
  constructor() {
    super(40);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get required(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get available(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get utilisation(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get portfolio(): number {
    return this.u32[this.w + 8];
  }
}

const marginUpdateShape: RowShape<MarginUpdate, MarginUpdateInput> = {
  templateId: 41,
  blockLength: 40,
  requiredLength: 36,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'required', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'available', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'utilisation', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 5, lane: 0, type: 2, form: 'exact', offset: 32, absent: undefined, missing: undefined },
  ],
  write: writeMarginUpdate,
  read: readMarginUpdate,
};

/** How an engine is doing */
export interface EngineHealth {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** 99th percentile of the last interval. ns */
  readonly eventLoopDelay: bigint;
  /** Age of the oldest input not handled yet. ns */
  readonly lag: bigint;
  /** Resident set. Octets */
  readonly memory: number;
  /** Messages since start. How many */
  readonly received: number;
  /** Messages since start. How many */
  readonly sent: number;
  /** Cores in use. A real number */
  readonly cpu: number;
  /** Name of an engine */
  readonly engine: string;
  /** Name of an instance, engine@host#n */
  readonly instance: string;
  /** What an engine is doing */
  readonly state: EngineState;
}

/** What is encoded as EngineHealth. */
export interface EngineHealthInput {
  readonly time: bigint;
  readonly eventLoopDelay: bigint;
  readonly lag: bigint;
  readonly memory: number;
  readonly received: number;
  readonly sent: number;
  readonly cpu: number;
  readonly engine: string;
  readonly instance: string;
  readonly state: EngineState;
}

export interface EngineHealthColumns extends ColumnSet {
  readonly kind: 'engineHealth';
  readonly timeOffset: Float64Array;
  readonly eventLoopDelay: BigUint64Array;
  readonly lag: BigUint64Array;
  readonly memory: Float64Array;
  readonly received: Float64Array;
  readonly sent: Float64Array;
  readonly cpu: Float64Array;
  readonly engine0: BigUint64Array;
  readonly engine1: BigUint64Array;
  readonly instance0: BigUint64Array;
  readonly instance1: BigUint64Array;
  readonly instance2: BigUint64Array;
  readonly instance3: BigUint64Array;
  readonly instance4: BigUint64Array;
  readonly instance5: BigUint64Array;
  readonly state: Uint8Array;
}

export interface EngineHealthColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly eventLoopDelay: BigUint64Array;
  readonly lag: BigUint64Array;
  readonly memory: Float64Array;
  readonly received: Float64Array;
  readonly sent: Float64Array;
  readonly cpu: Float64Array;
  readonly engine0: BigUint64Array;
  readonly engine1: BigUint64Array;
  readonly instance0: BigUint64Array;
  readonly instance1: BigUint64Array;
  readonly instance2: BigUint64Array;
  readonly instance3: BigUint64Array;
  readonly instance4: BigUint64Array;
  readonly instance5: BigUint64Array;
  readonly state: Uint8Array;
}

function writeEngineHealth(v: RowViews, at: number, m: EngineHealthInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 15] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('engineHealth.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const eventLoopDelay_ = m.eventLoopDelay;
  if (typeof eventLoopDelay_ !== 'bigint' || BigInt.asUintN(64, eventLoopDelay_) !== eventLoopDelay_) refuse('engineHealth.eventLoopDelay', eventLoopDelay_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = eventLoopDelay_;
  const lag_ = m.lag;
  if (typeof lag_ !== 'bigint' || BigInt.asUintN(64, lag_) !== lag_) refuse('engineHealth.lag', lag_, 'a bigint from 0 to 2^64');
  v.u64[q + 2] = lag_;
  putCount(v, w + 6, m.memory, 'engineHealth.memory');
  putCount(v, w + 8, m.received, 'engineHealth.received');
  putCount(v, w + 10, m.sent, 'engineHealth.sent');
  if (typeof m.cpu !== 'number') refuse('engineHealth.cpu', m.cpu, 'a number');
  v.f64[q + 6] = m.cpu;
  putText(v, at + 56, 16, m.engine, 'engineHealth.engine');
  putText(v, at + 72, 48, m.instance, 'engineHealth.instance');
  v.u8[at + 120] = codeEngineState(m.state, 'engineHealth.state');
  void q;
  void w;
  void scales;
}

function readEngineHealth(v: RowViews, at: number, scales: InstrumentScales): EngineHealth {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    eventLoopDelay: v.u64[q + 1],
    lag: v.u64[q + 2],
    memory: exact(v.i32[w + 6 + 1] * 4294967296 + v.u32[w + 6], 'engineHealth.memory'),
    received: exact(v.i32[w + 8 + 1] * 4294967296 + v.u32[w + 8], 'engineHealth.received'),
    sent: exact(v.i32[w + 10 + 1] * 4294967296 + v.u32[w + 10], 'engineHealth.sent'),
    cpu: v.f64[q + 6],
    engine: readText(v.u8, at + 56, 16),
    instance: readText(v.u8, at + 72, 48),
    state: namesEngineState[v.u8[at + 120]] ?? unknownCode('engineHealth.state', v.u8[at + 120], at),
  };
}

/** A flyweight over one engineHealth. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class EngineHealthRow extends RowCursor {
  constructor() {
    super(128);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get eventLoopDelay(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get eventLoopDelayHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get eventLoopDelayLow(): number {
    return this.u32[this.w + 2];
  }
  get lag(): bigint {
    return this.u64[(this.w + 4) >> 1];
  }
  get lagHigh(): number {
    return this.u32[this.w + 4 + 1];
  }
  get lagLow(): number {
    return this.u32[this.w + 4];
  }
  get memory(): number {
    return this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get received(): number {
    return this.i32[this.w + 8 + 1] * 4294967296 + this.u32[this.w + 8];
  }
  get sent(): number {
    return this.i32[this.w + 10 + 1] * 4294967296 + this.u32[this.w + 10];
  }
  get cpu(): number {
    return this.f64[(this.w + 12) >> 1];
  }
  get engine(): string {
    return readText(this.u8, this.at + 56, 16);
  }
  get instance(): string {
    return readText(this.u8, this.at + 72, 48);
  }
  get state(): number {
    return this.u8[this.at + 120];
  }
}

const engineHealthShape: RowShape<EngineHealth, EngineHealthInput> = {
  templateId: 42,
  blockLength: 128,
  requiredLength: 121,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'eventLoopDelay', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'lag', field: 3, lane: 0, type: 3, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'memory', field: 4, lane: 0, type: 3, form: 'number', offset: 24, absent: undefined, missing: undefined },
    { name: 'received', field: 5, lane: 0, type: 3, form: 'number', offset: 32, absent: undefined, missing: undefined },
    { name: 'sent', field: 6, lane: 0, type: 3, form: 'number', offset: 40, absent: undefined, missing: undefined },
    { name: 'cpu', field: 7, lane: 0, type: 9, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'engine0', field: 8, lane: 0, type: 3, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'engine1', field: 8, lane: 1, type: 3, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'instance0', field: 9, lane: 0, type: 3, form: 'exact', offset: 72, absent: undefined, missing: undefined },
    { name: 'instance1', field: 9, lane: 1, type: 3, form: 'exact', offset: 80, absent: undefined, missing: undefined },
    { name: 'instance2', field: 9, lane: 2, type: 3, form: 'exact', offset: 88, absent: undefined, missing: undefined },
    { name: 'instance3', field: 9, lane: 3, type: 3, form: 'exact', offset: 96, absent: undefined, missing: undefined },
    { name: 'instance4', field: 9, lane: 4, type: 3, form: 'exact', offset: 104, absent: undefined, missing: undefined },
    { name: 'instance5', field: 9, lane: 5, type: 3, form: 'exact', offset: 112, absent: undefined, missing: undefined },
    { name: 'state', field: 10, lane: 0, type: 0, form: 'exact', offset: 120, absent: undefined, missing: undefined },
  ],
  write: writeEngineHealth,
  read: readEngineHealth,
};

/** Latencies of one kind in one interval */
export interface PerformanceMetric {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** ns */
  readonly interval: bigint;
  /** How many */
  readonly count: number;
  /** ns */
  readonly p50: bigint;
  /** ns */
  readonly p90: bigint;
  /** ns */
  readonly p99: bigint;
  /** ns */
  readonly p999: bigint;
  /** ns */
  readonly max: bigint;
  /** What was timed. A short name */
  readonly metric: string;
  /** Name of an engine */
  readonly engine: string;
}

/** What is encoded as PerformanceMetric. */
export interface PerformanceMetricInput {
  readonly time: bigint;
  readonly interval: bigint;
  readonly count: number;
  readonly p50: bigint;
  readonly p90: bigint;
  readonly p99: bigint;
  readonly p999: bigint;
  readonly max: bigint;
  readonly metric: string;
  readonly engine: string;
}

export interface PerformanceMetricColumns extends ColumnSet {
  readonly kind: 'performanceMetric';
  readonly timeOffset: Float64Array;
  readonly interval: BigUint64Array;
  readonly count: Float64Array;
  readonly p50: BigUint64Array;
  readonly p90: BigUint64Array;
  readonly p99: BigUint64Array;
  readonly p999: BigUint64Array;
  readonly max: BigUint64Array;
  readonly metric0: BigUint64Array;
  readonly metric1: BigUint64Array;
  readonly metric2: BigUint64Array;
  readonly metric3: BigUint64Array;
  readonly engine0: BigUint64Array;
  readonly engine1: BigUint64Array;
}

export interface PerformanceMetricColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly interval: BigUint64Array;
  readonly count: Float64Array;
  readonly p50: BigUint64Array;
  readonly p90: BigUint64Array;
  readonly p99: BigUint64Array;
  readonly p999: BigUint64Array;
  readonly max: BigUint64Array;
  readonly metric0: BigUint64Array;
  readonly metric1: BigUint64Array;
  readonly metric2: BigUint64Array;
  readonly metric3: BigUint64Array;
  readonly engine0: BigUint64Array;
  readonly engine1: BigUint64Array;
}

function writePerformanceMetric(v: RowViews, at: number, m: PerformanceMetricInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('performanceMetric.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const interval_ = m.interval;
  if (typeof interval_ !== 'bigint' || BigInt.asUintN(64, interval_) !== interval_) refuse('performanceMetric.interval', interval_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = interval_;
  putCount(v, w + 4, m.count, 'performanceMetric.count');
  const p50_ = m.p50;
  if (typeof p50_ !== 'bigint' || BigInt.asUintN(64, p50_) !== p50_) refuse('performanceMetric.p50', p50_, 'a bigint from 0 to 2^64');
  v.u64[q + 3] = p50_;
  const p90_ = m.p90;
  if (typeof p90_ !== 'bigint' || BigInt.asUintN(64, p90_) !== p90_) refuse('performanceMetric.p90', p90_, 'a bigint from 0 to 2^64');
  v.u64[q + 4] = p90_;
  const p99_ = m.p99;
  if (typeof p99_ !== 'bigint' || BigInt.asUintN(64, p99_) !== p99_) refuse('performanceMetric.p99', p99_, 'a bigint from 0 to 2^64');
  v.u64[q + 5] = p99_;
  const p999_ = m.p999;
  if (typeof p999_ !== 'bigint' || BigInt.asUintN(64, p999_) !== p999_) refuse('performanceMetric.p999', p999_, 'a bigint from 0 to 2^64');
  v.u64[q + 6] = p999_;
  const max_ = m.max;
  if (typeof max_ !== 'bigint' || BigInt.asUintN(64, max_) !== max_) refuse('performanceMetric.max', max_, 'a bigint from 0 to 2^64');
  v.u64[q + 7] = max_;
  putText(v, at + 64, 32, m.metric, 'performanceMetric.metric');
  putText(v, at + 96, 16, m.engine, 'performanceMetric.engine');
  void q;
  void w;
  void scales;
}

function readPerformanceMetric(v: RowViews, at: number, scales: InstrumentScales): PerformanceMetric {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    interval: v.u64[q + 1],
    count: exact(v.i32[w + 4 + 1] * 4294967296 + v.u32[w + 4], 'performanceMetric.count'),
    p50: v.u64[q + 3],
    p90: v.u64[q + 4],
    p99: v.u64[q + 5],
    p999: v.u64[q + 6],
    max: v.u64[q + 7],
    metric: readText(v.u8, at + 64, 32),
    engine: readText(v.u8, at + 96, 16),
  };
}

/** A flyweight over one performanceMetric. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class PerformanceMetricRow extends RowCursor {
  constructor() {
    super(112);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get interval(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get intervalHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get intervalLow(): number {
    return this.u32[this.w + 2];
  }
  get count(): number {
    return this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get p50(): bigint {
    return this.u64[(this.w + 6) >> 1];
  }
  get p50High(): number {
    return this.u32[this.w + 6 + 1];
  }
  get p50Low(): number {
    return this.u32[this.w + 6];
  }
  get p90(): bigint {
    return this.u64[(this.w + 8) >> 1];
  }
  get p90High(): number {
    return this.u32[this.w + 8 + 1];
  }
  get p90Low(): number {
    return this.u32[this.w + 8];
  }
  get p99(): bigint {
    return this.u64[(this.w + 10) >> 1];
  }
  get p99High(): number {
    return this.u32[this.w + 10 + 1];
  }
  get p99Low(): number {
    return this.u32[this.w + 10];
  }
  get p999(): bigint {
    return this.u64[(this.w + 12) >> 1];
  }
  get p999High(): number {
    return this.u32[this.w + 12 + 1];
  }
  get p999Low(): number {
    return this.u32[this.w + 12];
  }
  get max(): bigint {
    return this.u64[(this.w + 14) >> 1];
  }
  get maxHigh(): number {
    return this.u32[this.w + 14 + 1];
  }
  get maxLow(): number {
    return this.u32[this.w + 14];
  }
  get metric(): string {
    return readText(this.u8, this.at + 64, 32);
  }
  get engine(): string {
    return readText(this.u8, this.at + 96, 16);
  }
}

const performanceMetricShape: RowShape<PerformanceMetric, PerformanceMetricInput> = {
  templateId: 43,
  blockLength: 112,
  requiredLength: 112,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'interval', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'count', field: 3, lane: 0, type: 3, form: 'number', offset: 16, absent: undefined, missing: undefined },
    { name: 'p50', field: 4, lane: 0, type: 3, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'p90', field: 5, lane: 0, type: 3, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'p99', field: 6, lane: 0, type: 3, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'p999', field: 7, lane: 0, type: 3, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'max', field: 8, lane: 0, type: 3, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'metric0', field: 9, lane: 0, type: 3, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'metric1', field: 9, lane: 1, type: 3, form: 'exact', offset: 72, absent: undefined, missing: undefined },
    { name: 'metric2', field: 9, lane: 2, type: 3, form: 'exact', offset: 80, absent: undefined, missing: undefined },
    { name: 'metric3', field: 9, lane: 3, type: 3, form: 'exact', offset: 88, absent: undefined, missing: undefined },
    { name: 'engine0', field: 10, lane: 0, type: 3, form: 'exact', offset: 96, absent: undefined, missing: undefined },
    { name: 'engine1', field: 10, lane: 1, type: 3, form: 'exact', offset: 104, absent: undefined, missing: undefined },
  ],
  write: writePerformanceMetric,
  read: readPerformanceMetric,
};

/** A price fell or rose too fast */
export interface FlashCrashAlert {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Now. Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly price: number;
  /** Before. Mantissa: price = mantissa * 10^priceExponent of the instrument */
  readonly reference: number;
  /** Log return between them. A real number */
  readonly move: number;
  /** In which it happened. ns */
  readonly window: bigint;
  /** 0 to 1. A real number, or null (NaN) */
  readonly vpin: number | null;
  /** Instrument id, as instrumentDefinition gives it */
  readonly instrument: number;
  /** sell = a fall. Who took liquidity, or on which side */
  readonly side: Side;
}

/** What is encoded as FlashCrashAlert. */
export interface FlashCrashAlertInput {
  readonly time: bigint;
  readonly price: number;
  readonly reference: number;
  readonly move: number;
  readonly window: bigint;
  readonly vpin?: number | null | undefined;
  readonly instrument: number;
  readonly side?: Side | undefined;
}

export interface FlashCrashAlertColumns extends ColumnSet {
  readonly kind: 'flashCrashAlert';
  readonly timeOffset: Float64Array;
  readonly price: Float64Array;
  readonly reference: Float64Array;
  readonly move: Float64Array;
  readonly window: BigUint64Array;
  readonly vpin: Float64Array;
  readonly instrument: Uint32Array;
  readonly side: Int8Array;
}

export interface FlashCrashAlertColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly price: Float64Array;
  readonly reference: Float64Array;
  readonly move: Float64Array;
  readonly window: BigUint64Array;
  readonly vpin?: Float64Array | undefined;
  readonly instrument: Uint32Array;
  readonly side?: Int8Array | undefined;
}

function writeFlashCrashAlert(v: RowViews, at: number, m: FlashCrashAlertInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  let slot = scales.direct[m.instrument];
  if (!(slot >= 0)) slot = scales.slot(m.instrument);
  const priceScale = scales.price[slot];
  v.f64[q + 6] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('flashCrashAlert.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const price_ = m.price;
  const priceM = Math.round(price_ * priceScale);
  if (priceM / priceScale !== price_) notExact(price_, priceScale, 'flashCrashAlert.price');
  if (priceM === (priceM | 0)) {
    v.i32[w + 2] = priceM;
    v.i32[w + 2 + 1] = priceM >> 31;
  } else putLarge(v, w + 2, priceM, 'flashCrashAlert.price');
  const reference_ = m.reference;
  const referenceM = Math.round(reference_ * priceScale);
  if (referenceM / priceScale !== reference_) notExact(reference_, priceScale, 'flashCrashAlert.reference');
  if (referenceM === (referenceM | 0)) {
    v.i32[w + 4] = referenceM;
    v.i32[w + 4 + 1] = referenceM >> 31;
  } else putLarge(v, w + 4, referenceM, 'flashCrashAlert.reference');
  if (typeof m.move !== 'number') refuse('flashCrashAlert.move', m.move, 'a number');
  v.f64[q + 3] = m.move;
  const window_ = m.window;
  if (typeof window_ !== 'bigint' || BigInt.asUintN(64, window_) !== window_) refuse('flashCrashAlert.window', window_, 'a bigint from 0 to 2^64');
  v.u64[q + 4] = window_;
  v.f64[q + 5] = m.vpin ?? Number.NaN;
  const instrument_ = m.instrument;
  if (instrument_ !== instrument_ >>> 0) refuse('flashCrashAlert.instrument', instrument_, 'uint32');
  v.u32[w + 12] = instrument_;
  v.u8[at + 52] = codeSide(m.side ?? 'unknown', 'flashCrashAlert.side');
  void q;
  void w;
  void scales;
}

function readFlashCrashAlert(v: RowViews, at: number, scales: InstrumentScales): FlashCrashAlert {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  let slot = scales.direct[v.u32[w + 12]];
  if (!(slot >= 0)) slot = scales.slot(v.u32[w + 12]);
  const priceScale = scales.price[slot];
  return {
    time: v.u64[q + 0],
    price: readScaled(v, w + 2, priceScale, 'flashCrashAlert.price'),
    reference: readScaled(v, w + 4, priceScale, 'flashCrashAlert.reference'),
    move: v.f64[q + 3],
    window: v.u64[q + 4],
    vpin: realOrNull(v.f64[q + 5]),
    instrument: v.u32[w + 12],
    side: namesSide[v.u8[at + 52]] ?? unknownCode('flashCrashAlert.side', v.u8[at + 52], at),
  };
}

/** A flyweight over one flashCrashAlert. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class FlashCrashAlertRow extends RowCursor {
  constructor() {
    super(56);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get price(): number {
    return this.i32[this.w + 2 + 1] * 4294967296 + this.u32[this.w + 2];
  }
  get reference(): number {
    return this.i32[this.w + 4 + 1] * 4294967296 + this.u32[this.w + 4];
  }
  get move(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get window(): bigint {
    return this.u64[(this.w + 8) >> 1];
  }
  get windowHigh(): number {
    return this.u32[this.w + 8 + 1];
  }
  get windowLow(): number {
    return this.u32[this.w + 8];
  }
  get vpin(): number {
    return this.f64[(this.w + 10) >> 1];
  }
  get instrument(): number {
    return this.u32[this.w + 12];
  }
  get side(): number {
    return this.u8[this.at + 52];
  }
}

const flashCrashAlertShape: RowShape<FlashCrashAlert, FlashCrashAlertInput> = {
  templateId: 46,
  blockLength: 56,
  requiredLength: 53,
  key: 6,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'price', field: 2, lane: 0, type: 7, form: 'number', offset: 8, absent: undefined, missing: undefined },
    { name: 'reference', field: 3, lane: 0, type: 7, form: 'number', offset: 16, absent: undefined, missing: undefined },
    { name: 'move', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'window', field: 5, lane: 0, type: 3, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'vpin', field: 6, lane: 0, type: 9, form: 'exact', offset: 40, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'instrument', field: 7, lane: 0, type: 2, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'side', field: 8, lane: 0, type: 0, form: 'side', offset: 52, absent: undefined, missing: 0n },
  ],
  write: writeFlashCrashAlert,
  read: readFlashCrashAlert,
};

/** A portfolio must post margin */
export interface MarginCall {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** A real number */
  readonly required: number;
  /** A real number */
  readonly available: number;
  /** required - available. A real number */
  readonly shortfall: number;
  /** By when. ns since 1970-01-01T00:00:00Z */
  readonly due: bigint;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
}

/** What is encoded as MarginCall. */
export interface MarginCallInput {
  readonly time: bigint;
  readonly required: number;
  readonly available: number;
  readonly shortfall: number;
  readonly due: bigint;
  readonly portfolio: number;
}

export interface MarginCallColumns extends ColumnSet {
  readonly kind: 'marginCall';
  readonly timeOffset: Float64Array;
  readonly required: Float64Array;
  readonly available: Float64Array;
  readonly shortfall: Float64Array;
  readonly due: BigUint64Array;
  readonly portfolio: Uint32Array;
}

export interface MarginCallColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly required: Float64Array;
  readonly available: Float64Array;
  readonly shortfall: Float64Array;
  readonly due: BigUint64Array;
  readonly portfolio: Uint32Array;
}

function writeMarginCall(v: RowViews, at: number, m: MarginCallInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 5] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('marginCall.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.required !== 'number') refuse('marginCall.required', m.required, 'a number');
  v.f64[q + 1] = m.required;
  if (typeof m.available !== 'number') refuse('marginCall.available', m.available, 'a number');
  v.f64[q + 2] = m.available;
  if (typeof m.shortfall !== 'number') refuse('marginCall.shortfall', m.shortfall, 'a number');
  v.f64[q + 3] = m.shortfall;
  const due_ = m.due;
  if (typeof due_ !== 'bigint' || BigInt.asUintN(64, due_) !== due_) refuse('marginCall.due', due_, 'a bigint from 0 to 2^64');
  v.u64[q + 4] = due_;
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('marginCall.portfolio', portfolio_, 'uint32');
  v.u32[w + 10] = portfolio_;
  void q;
  void w;
  void scales;
}

function readMarginCall(v: RowViews, at: number, scales: InstrumentScales): MarginCall {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    required: v.f64[q + 1],
    available: v.f64[q + 2],
    shortfall: v.f64[q + 3],
    due: v.u64[q + 4],
    portfolio: v.u32[w + 10],
  };
}

/** A flyweight over one marginCall. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class MarginCallRow extends RowCursor {
  constructor() {
    super(48);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get required(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get available(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get shortfall(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get due(): bigint {
    return this.u64[(this.w + 8) >> 1];
  }
  get dueHigh(): number {
    return this.u32[this.w + 8 + 1];
  }
  get dueLow(): number {
    return this.u32[this.w + 8];
  }
  get portfolio(): number {
    return this.u32[this.w + 10];
  }
}

const marginCallShape: RowShape<MarginCall, MarginCallInput> = {
  templateId: 47,
  blockLength: 48,
  requiredLength: 44,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'required', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'available', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'shortfall', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'due', field: 5, lane: 0, type: 3, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 6, lane: 0, type: 2, form: 'exact', offset: 40, absent: undefined, missing: undefined },
  ],
  write: writeMarginCall,
  read: readMarginCall,
};

/** A limit was passed */
export interface RiskLimitBreach {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** A real number */
  readonly value: number;
  /** A real number */
  readonly limit: number;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
  /** Instrument id, or null for a whole portfolio or system */
  readonly instrument: number | null;
  /** What a risk figure measures */
  readonly measure: RiskMeasure;
  /** How bad */
  readonly severity: Severity;
}

/** What is encoded as RiskLimitBreach. */
export interface RiskLimitBreachInput {
  readonly time: bigint;
  readonly value: number;
  readonly limit: number;
  readonly portfolio: number;
  readonly instrument?: number | null | undefined;
  readonly measure: RiskMeasure;
  readonly severity: Severity;
}

export interface RiskLimitBreachColumns extends ColumnSet {
  readonly kind: 'riskLimitBreach';
  readonly timeOffset: Float64Array;
  readonly value: Float64Array;
  readonly limit: Float64Array;
  readonly portfolio: Uint32Array;
  readonly instrument: Uint32Array;
  readonly measure: Uint8Array;
  readonly severity: Uint8Array;
}

export interface RiskLimitBreachColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly value: Float64Array;
  readonly limit: Float64Array;
  readonly portfolio: Uint32Array;
  readonly instrument?: Uint32Array | undefined;
  readonly measure: Uint8Array;
  readonly severity: Uint8Array;
}

function writeRiskLimitBreach(v: RowViews, at: number, m: RiskLimitBreachInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 4] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('riskLimitBreach.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.value !== 'number') refuse('riskLimitBreach.value', m.value, 'a number');
  v.f64[q + 1] = m.value;
  if (typeof m.limit !== 'number') refuse('riskLimitBreach.limit', m.limit, 'a number');
  v.f64[q + 2] = m.limit;
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('riskLimitBreach.portfolio', portfolio_, 'uint32');
  v.u32[w + 6] = portfolio_;
  const instrument_ = m.instrument ?? 4294967295;
  if (instrument_ !== instrument_ >>> 0) refuse('riskLimitBreach.instrument', instrument_, 'uint32');
  v.u32[w + 7] = instrument_;
  v.u8[at + 32] = codeRiskMeasure(m.measure, 'riskLimitBreach.measure');
  v.u8[at + 33] = codeSeverity(m.severity, 'riskLimitBreach.severity');
  void q;
  void w;
  void scales;
}

function readRiskLimitBreach(v: RowViews, at: number, scales: InstrumentScales): RiskLimitBreach {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    value: v.f64[q + 1],
    limit: v.f64[q + 2],
    portfolio: v.u32[w + 6],
    instrument: integerOrNull(v.u32[w + 7], 4294967295),
    measure: namesRiskMeasure[v.u8[at + 32]] ?? unknownCode('riskLimitBreach.measure', v.u8[at + 32], at),
    severity: namesSeverity[v.u8[at + 33]] ?? unknownCode('riskLimitBreach.severity', v.u8[at + 33], at),
  };
}

/** A flyweight over one riskLimitBreach. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class RiskLimitBreachRow extends RowCursor {
  constructor() {
    super(40);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get value(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get limit(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get portfolio(): number {
    return this.u32[this.w + 6];
  }
  get instrument(): number {
    return this.u32[this.w + 7];
  }
  get measure(): number {
    return this.u8[this.at + 32];
  }
  get severity(): number {
    return this.u8[this.at + 33];
  }
}

const riskLimitBreachShape: RowShape<RiskLimitBreach, RiskLimitBreachInput> = {
  templateId: 48,
  blockLength: 40,
  requiredLength: 34,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'value', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'limit', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 4, lane: 0, type: 2, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'instrument', field: 5, lane: 0, type: 2, form: 'exact', offset: 28, absent: 4294967295n, missing: 4294967295n },
    { name: 'measure', field: 6, lane: 0, type: 0, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'severity', field: 7, lane: 0, type: 0, form: 'exact', offset: 33, absent: undefined, missing: undefined },
  ],
  write: writeRiskLimitBreach,
  read: readRiskLimitBreach,
};

/** Run a backtest */
export interface BacktestStart {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Which backtest. An identifier */
  readonly run: bigint;
  /** First moment replayed. ns since 1970-01-01T00:00:00Z */
  readonly from: bigint;
  /** Last. ns since 1970-01-01T00:00:00Z */
  readonly to: bigint;
  /** At the start. A real number */
  readonly capital: number;
  /** Times real time; null = as fast as it goes. A real number, or null (NaN) */
  readonly speed: number | null;
  /** Of everything random. An identifier */
  readonly seed: bigint;
  /** Strategy id. A small id or count */
  readonly strategy: number;
}

/** What is encoded as BacktestStart. */
export interface BacktestStartInput {
  readonly time: bigint;
  readonly run: bigint;
  readonly from: bigint;
  readonly to: bigint;
  readonly capital: number;
  readonly speed?: number | null | undefined;
  readonly seed: bigint;
  readonly strategy: number;
}

export interface BacktestStartColumns extends ColumnSet {
  readonly kind: 'backtestStart';
  readonly timeOffset: Float64Array;
  readonly run: BigUint64Array;
  readonly from: BigUint64Array;
  readonly to: BigUint64Array;
  readonly capital: Float64Array;
  readonly speed: Float64Array;
  readonly seed: BigUint64Array;
  readonly strategy: Uint32Array;
}

export interface BacktestStartColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly run: BigUint64Array;
  readonly from: BigUint64Array;
  readonly to: BigUint64Array;
  readonly capital: Float64Array;
  readonly speed?: Float64Array | undefined;
  readonly seed: BigUint64Array;
  readonly strategy: Uint32Array;
}

function writeBacktestStart(v: RowViews, at: number, m: BacktestStartInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  v.f64[q + 7] = 0;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('backtestStart.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const run_ = m.run;
  if (typeof run_ !== 'bigint' || BigInt.asUintN(64, run_) !== run_) refuse('backtestStart.run', run_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = run_;
  const from_ = m.from;
  if (typeof from_ !== 'bigint' || BigInt.asUintN(64, from_) !== from_) refuse('backtestStart.from', from_, 'a bigint from 0 to 2^64');
  v.u64[q + 2] = from_;
  const to_ = m.to;
  if (typeof to_ !== 'bigint' || BigInt.asUintN(64, to_) !== to_) refuse('backtestStart.to', to_, 'a bigint from 0 to 2^64');
  v.u64[q + 3] = to_;
  if (typeof m.capital !== 'number') refuse('backtestStart.capital', m.capital, 'a number');
  v.f64[q + 4] = m.capital;
  v.f64[q + 5] = m.speed ?? Number.NaN;
  const seed_ = m.seed;
  if (typeof seed_ !== 'bigint' || BigInt.asUintN(64, seed_) !== seed_) refuse('backtestStart.seed', seed_, 'a bigint from 0 to 2^64');
  v.u64[q + 6] = seed_;
  const strategy_ = m.strategy;
  if (strategy_ !== strategy_ >>> 0) refuse('backtestStart.strategy', strategy_, 'uint32');
  v.u32[w + 14] = strategy_;
  void q;
  void w;
  void scales;
}

function readBacktestStart(v: RowViews, at: number, scales: InstrumentScales): BacktestStart {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    run: v.u64[q + 1],
    from: v.u64[q + 2],
    to: v.u64[q + 3],
    capital: v.f64[q + 4],
    speed: realOrNull(v.f64[q + 5]),
    seed: v.u64[q + 6],
    strategy: v.u32[w + 14],
  };
}

/** A flyweight over one backtestStart. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class BacktestStartRow extends RowCursor {
  constructor() {
    super(64);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get run(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get runHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get runLow(): number {
    return this.u32[this.w + 2];
  }
  get from(): bigint {
    return this.u64[(this.w + 4) >> 1];
  }
  get fromHigh(): number {
    return this.u32[this.w + 4 + 1];
  }
  get fromLow(): number {
    return this.u32[this.w + 4];
  }
  get to(): bigint {
    return this.u64[(this.w + 6) >> 1];
  }
  get toHigh(): number {
    return this.u32[this.w + 6 + 1];
  }
  get toLow(): number {
    return this.u32[this.w + 6];
  }
  get capital(): number {
    return this.f64[(this.w + 8) >> 1];
  }
  get speed(): number {
    return this.f64[(this.w + 10) >> 1];
  }
  get seed(): bigint {
    return this.u64[(this.w + 12) >> 1];
  }
  get seedHigh(): number {
    return this.u32[this.w + 12 + 1];
  }
  get seedLow(): number {
    return this.u32[this.w + 12];
  }
  get strategy(): number {
    return this.u32[this.w + 14];
  }
}

const backtestStartShape: RowShape<BacktestStart, BacktestStartInput> = {
  templateId: 50,
  blockLength: 64,
  requiredLength: 60,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'run', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'from', field: 3, lane: 0, type: 3, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'to', field: 4, lane: 0, type: 3, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'capital', field: 5, lane: 0, type: 9, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'speed', field: 6, lane: 0, type: 9, form: 'exact', offset: 40, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'seed', field: 7, lane: 0, type: 3, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'strategy', field: 8, lane: 0, type: 2, form: 'exact', offset: 56, absent: undefined, missing: undefined },
  ],
  write: writeBacktestStart,
  read: readBacktestStart,
};

/** How far a backtest is */
export interface BacktestProgress {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Which backtest. An identifier */
  readonly run: bigint;
  /** Moment reached. ns since 1970-01-01T00:00:00Z */
  readonly simulated: bigint;
  /** Replayed so far. How many */
  readonly messages: number;
  /** 0 to 1. A real number */
  readonly fraction: number;
}

/** What is encoded as BacktestProgress. */
export interface BacktestProgressInput {
  readonly time: bigint;
  readonly run: bigint;
  readonly simulated: bigint;
  readonly messages: number;
  readonly fraction: number;
}

export interface BacktestProgressColumns extends ColumnSet {
  readonly kind: 'backtestProgress';
  readonly timeOffset: Float64Array;
  readonly run: BigUint64Array;
  readonly simulated: BigUint64Array;
  readonly messages: Float64Array;
  readonly fraction: Float64Array;
}

export interface BacktestProgressColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly run: BigUint64Array;
  readonly simulated: BigUint64Array;
  readonly messages: Float64Array;
  readonly fraction: Float64Array;
}

function writeBacktestProgress(v: RowViews, at: number, m: BacktestProgressInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('backtestProgress.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const run_ = m.run;
  if (typeof run_ !== 'bigint' || BigInt.asUintN(64, run_) !== run_) refuse('backtestProgress.run', run_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = run_;
  const simulated_ = m.simulated;
  if (typeof simulated_ !== 'bigint' || BigInt.asUintN(64, simulated_) !== simulated_) refuse('backtestProgress.simulated', simulated_, 'a bigint from 0 to 2^64');
  v.u64[q + 2] = simulated_;
  putCount(v, w + 6, m.messages, 'backtestProgress.messages');
  if (typeof m.fraction !== 'number') refuse('backtestProgress.fraction', m.fraction, 'a number');
  v.f64[q + 4] = m.fraction;
  void q;
  void w;
  void scales;
}

function readBacktestProgress(v: RowViews, at: number, scales: InstrumentScales): BacktestProgress {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    run: v.u64[q + 1],
    simulated: v.u64[q + 2],
    messages: exact(v.i32[w + 6 + 1] * 4294967296 + v.u32[w + 6], 'backtestProgress.messages'),
    fraction: v.f64[q + 4],
  };
}

/** A flyweight over one backtestProgress. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class BacktestProgressRow extends RowCursor {
  constructor() {
    super(40);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get run(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get runHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get runLow(): number {
    return this.u32[this.w + 2];
  }
  get simulated(): bigint {
    return this.u64[(this.w + 4) >> 1];
  }
  get simulatedHigh(): number {
    return this.u32[this.w + 4 + 1];
  }
  get simulatedLow(): number {
    return this.u32[this.w + 4];
  }
  get messages(): number {
    return this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get fraction(): number {
    return this.f64[(this.w + 8) >> 1];
  }
}

const backtestProgressShape: RowShape<BacktestProgress, BacktestProgressInput> = {
  templateId: 51,
  blockLength: 40,
  requiredLength: 40,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'run', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'simulated', field: 3, lane: 0, type: 3, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'messages', field: 4, lane: 0, type: 3, form: 'number', offset: 24, absent: undefined, missing: undefined },
    { name: 'fraction', field: 5, lane: 0, type: 9, form: 'exact', offset: 32, absent: undefined, missing: undefined },
  ],
  write: writeBacktestProgress,
  read: readBacktestProgress,
};

/** The result of a backtest */
export interface BacktestComplete {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Which backtest. An identifier */
  readonly run: bigint;
  /** Wall time it took. ns */
  readonly duration: bigint;
  /** Replayed. How many */
  readonly messages: number;
  /** Fills. How many */
  readonly trades: number;
  /** A real number */
  readonly pnl: number;
  /** Annualised. A real number, or null (NaN) */
  readonly sharpe: number | null;
  /** As a share of peak equity, 0 to 1. A real number */
  readonly maxDrawdown: number;
  /** Notional traded over capital. A real number */
  readonly turnover: number;
}

/** What is encoded as BacktestComplete. */
export interface BacktestCompleteInput {
  readonly time: bigint;
  readonly run: bigint;
  readonly duration: bigint;
  readonly messages: number;
  readonly trades: number;
  readonly pnl: number;
  readonly sharpe?: number | null | undefined;
  readonly maxDrawdown: number;
  readonly turnover: number;
}

export interface BacktestCompleteColumns extends ColumnSet {
  readonly kind: 'backtestComplete';
  readonly timeOffset: Float64Array;
  readonly run: BigUint64Array;
  readonly duration: BigUint64Array;
  readonly messages: Float64Array;
  readonly trades: Float64Array;
  readonly pnl: Float64Array;
  readonly sharpe: Float64Array;
  readonly maxDrawdown: Float64Array;
  readonly turnover: Float64Array;
}

export interface BacktestCompleteColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly run: BigUint64Array;
  readonly duration: BigUint64Array;
  readonly messages: Float64Array;
  readonly trades: Float64Array;
  readonly pnl: Float64Array;
  readonly sharpe?: Float64Array | undefined;
  readonly maxDrawdown: Float64Array;
  readonly turnover: Float64Array;
}

function writeBacktestComplete(v: RowViews, at: number, m: BacktestCompleteInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('backtestComplete.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const run_ = m.run;
  if (typeof run_ !== 'bigint' || BigInt.asUintN(64, run_) !== run_) refuse('backtestComplete.run', run_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = run_;
  const duration_ = m.duration;
  if (typeof duration_ !== 'bigint' || BigInt.asUintN(64, duration_) !== duration_) refuse('backtestComplete.duration', duration_, 'a bigint from 0 to 2^64');
  v.u64[q + 2] = duration_;
  putCount(v, w + 6, m.messages, 'backtestComplete.messages');
  putCount(v, w + 8, m.trades, 'backtestComplete.trades');
  if (typeof m.pnl !== 'number') refuse('backtestComplete.pnl', m.pnl, 'a number');
  v.f64[q + 5] = m.pnl;
  v.f64[q + 6] = m.sharpe ?? Number.NaN;
  if (typeof m.maxDrawdown !== 'number') refuse('backtestComplete.maxDrawdown', m.maxDrawdown, 'a number');
  v.f64[q + 7] = m.maxDrawdown;
  if (typeof m.turnover !== 'number') refuse('backtestComplete.turnover', m.turnover, 'a number');
  v.f64[q + 8] = m.turnover;
  void q;
  void w;
  void scales;
}

function readBacktestComplete(v: RowViews, at: number, scales: InstrumentScales): BacktestComplete {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    run: v.u64[q + 1],
    duration: v.u64[q + 2],
    messages: exact(v.i32[w + 6 + 1] * 4294967296 + v.u32[w + 6], 'backtestComplete.messages'),
    trades: exact(v.i32[w + 8 + 1] * 4294967296 + v.u32[w + 8], 'backtestComplete.trades'),
    pnl: v.f64[q + 5],
    sharpe: realOrNull(v.f64[q + 6]),
    maxDrawdown: v.f64[q + 7],
    turnover: v.f64[q + 8],
  };
}

/** A flyweight over one backtestComplete. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class BacktestCompleteRow extends RowCursor {
  constructor() {
    super(72);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get run(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get runHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get runLow(): number {
    return this.u32[this.w + 2];
  }
  get duration(): bigint {
    return this.u64[(this.w + 4) >> 1];
  }
  get durationHigh(): number {
    return this.u32[this.w + 4 + 1];
  }
  get durationLow(): number {
    return this.u32[this.w + 4];
  }
  get messages(): number {
    return this.i32[this.w + 6 + 1] * 4294967296 + this.u32[this.w + 6];
  }
  get trades(): number {
    return this.i32[this.w + 8 + 1] * 4294967296 + this.u32[this.w + 8];
  }
  get pnl(): number {
    return this.f64[(this.w + 10) >> 1];
  }
  get sharpe(): number {
    return this.f64[(this.w + 12) >> 1];
  }
  get maxDrawdown(): number {
    return this.f64[(this.w + 14) >> 1];
  }
  get turnover(): number {
    return this.f64[(this.w + 16) >> 1];
  }
}

const backtestCompleteShape: RowShape<BacktestComplete, BacktestCompleteInput> = {
  templateId: 52,
  blockLength: 72,
  requiredLength: 72,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'run', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'duration', field: 3, lane: 0, type: 3, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'messages', field: 4, lane: 0, type: 3, form: 'number', offset: 24, absent: undefined, missing: undefined },
    { name: 'trades', field: 5, lane: 0, type: 3, form: 'number', offset: 32, absent: undefined, missing: undefined },
    { name: 'pnl', field: 6, lane: 0, type: 9, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'sharpe', field: 7, lane: 0, type: 9, form: 'exact', offset: 48, absent: 9221120237041090560n, missing: 9221120237041090560n },
    { name: 'maxDrawdown', field: 8, lane: 0, type: 9, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'turnover', field: 9, lane: 0, type: 9, form: 'exact', offset: 64, absent: undefined, missing: undefined },
  ],
  write: writeBacktestComplete,
  read: readBacktestComplete,
};

/** One trial of a parameter search */
export interface ParameterOptimization {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** Which backtest. An identifier */
  readonly run: bigint;
  /** Of the parameter. A real number */
  readonly value: number;
  /** What it gave. A real number */
  readonly objective: number;
  /** Best objective so far. A real number */
  readonly best: number;
  /** A short name */
  readonly parameter: string;
  /** From 0. A small id or count */
  readonly trial: number;
  /** In all. A small id or count */
  readonly trials: number;
}

/** What is encoded as ParameterOptimization. */
export interface ParameterOptimizationInput {
  readonly time: bigint;
  readonly run: bigint;
  readonly value: number;
  readonly objective: number;
  readonly best: number;
  readonly parameter: string;
  readonly trial: number;
  readonly trials: number;
}

export interface ParameterOptimizationColumns extends ColumnSet {
  readonly kind: 'parameterOptimization';
  readonly timeOffset: Float64Array;
  readonly run: BigUint64Array;
  readonly value: Float64Array;
  readonly objective: Float64Array;
  readonly best: Float64Array;
  readonly parameter0: BigUint64Array;
  readonly parameter1: BigUint64Array;
  readonly parameter2: BigUint64Array;
  readonly parameter3: BigUint64Array;
  readonly trial: Uint32Array;
  readonly trials: Uint32Array;
}

export interface ParameterOptimizationColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly run: BigUint64Array;
  readonly value: Float64Array;
  readonly objective: Float64Array;
  readonly best: Float64Array;
  readonly parameter0: BigUint64Array;
  readonly parameter1: BigUint64Array;
  readonly parameter2: BigUint64Array;
  readonly parameter3: BigUint64Array;
  readonly trial: Uint32Array;
  readonly trials: Uint32Array;
}

function writeParameterOptimization(v: RowViews, at: number, m: ParameterOptimizationInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('parameterOptimization.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  const run_ = m.run;
  if (typeof run_ !== 'bigint' || BigInt.asUintN(64, run_) !== run_) refuse('parameterOptimization.run', run_, 'a bigint from 0 to 2^64');
  v.u64[q + 1] = run_;
  if (typeof m.value !== 'number') refuse('parameterOptimization.value', m.value, 'a number');
  v.f64[q + 2] = m.value;
  if (typeof m.objective !== 'number') refuse('parameterOptimization.objective', m.objective, 'a number');
  v.f64[q + 3] = m.objective;
  if (typeof m.best !== 'number') refuse('parameterOptimization.best', m.best, 'a number');
  v.f64[q + 4] = m.best;
  putText(v, at + 40, 32, m.parameter, 'parameterOptimization.parameter');
  const trial_ = m.trial;
  if (trial_ !== trial_ >>> 0) refuse('parameterOptimization.trial', trial_, 'uint32');
  v.u32[w + 18] = trial_;
  const trials_ = m.trials;
  if (trials_ !== trials_ >>> 0) refuse('parameterOptimization.trials', trials_, 'uint32');
  v.u32[w + 19] = trials_;
  void q;
  void w;
  void scales;
}

function readParameterOptimization(v: RowViews, at: number, scales: InstrumentScales): ParameterOptimization {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    run: v.u64[q + 1],
    value: v.f64[q + 2],
    objective: v.f64[q + 3],
    best: v.f64[q + 4],
    parameter: readText(v.u8, at + 40, 32),
    trial: v.u32[w + 18],
    trials: v.u32[w + 19],
  };
}

/** A flyweight over one parameterOptimization. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class ParameterOptimizationRow extends RowCursor {
  constructor() {
    super(80);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get run(): bigint {
    return this.u64[(this.w + 2) >> 1];
  }
  get runHigh(): number {
    return this.u32[this.w + 2 + 1];
  }
  get runLow(): number {
    return this.u32[this.w + 2];
  }
  get value(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get objective(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get best(): number {
    return this.f64[(this.w + 8) >> 1];
  }
  get parameter(): string {
    return readText(this.u8, this.at + 40, 32);
  }
  get trial(): number {
    return this.u32[this.w + 18];
  }
  get trials(): number {
    return this.u32[this.w + 19];
  }
}

const parameterOptimizationShape: RowShape<ParameterOptimization, ParameterOptimizationInput> = {
  templateId: 54,
  blockLength: 80,
  requiredLength: 80,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'run', field: 2, lane: 0, type: 3, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'value', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'objective', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'best', field: 5, lane: 0, type: 9, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'parameter0', field: 6, lane: 0, type: 3, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'parameter1', field: 6, lane: 1, type: 3, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'parameter2', field: 6, lane: 2, type: 3, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'parameter3', field: 6, lane: 3, type: 3, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'trial', field: 7, lane: 0, type: 2, form: 'exact', offset: 72, absent: undefined, missing: undefined },
    { name: 'trials', field: 8, lane: 0, type: 2, form: 'exact', offset: 76, absent: undefined, missing: undefined },
  ],
  write: writeParameterOptimization,
  read: readParameterOptimization,
};

/** A portfolio under a scenario */
export interface StressTestResult {
  /** When it happened. ns since 1970-01-01T00:00:00Z */
  readonly time: bigint;
  /** A real number */
  readonly pnl: number;
  /** A real number */
  readonly equityBefore: number;
  /** A real number */
  readonly equityAfter: number;
  /** Required margin. A real number */
  readonly marginAfter: number;
  /** A short name */
  readonly scenario: string;
  /** Portfolio id. A small id or count */
  readonly portfolio: number;
  /** Limits passed. A small id or count */
  readonly breaches: number;
}

/** What is encoded as StressTestResult. */
export interface StressTestResultInput {
  readonly time: bigint;
  readonly pnl: number;
  readonly equityBefore: number;
  readonly equityAfter: number;
  readonly marginAfter: number;
  readonly scenario: string;
  readonly portfolio: number;
  readonly breaches: number;
}

export interface StressTestResultColumns extends ColumnSet {
  readonly kind: 'stressTestResult';
  readonly timeOffset: Float64Array;
  readonly pnl: Float64Array;
  readonly equityBefore: Float64Array;
  readonly equityAfter: Float64Array;
  readonly marginAfter: Float64Array;
  readonly scenario0: BigUint64Array;
  readonly scenario1: BigUint64Array;
  readonly scenario2: BigUint64Array;
  readonly scenario3: BigUint64Array;
  readonly portfolio: Uint32Array;
  readonly breaches: Uint32Array;
}

export interface StressTestResultColumnsInput extends ColumnInput {
  readonly timeOffset: Float64Array;
  readonly pnl: Float64Array;
  readonly equityBefore: Float64Array;
  readonly equityAfter: Float64Array;
  readonly marginAfter: Float64Array;
  readonly scenario0: BigUint64Array;
  readonly scenario1: BigUint64Array;
  readonly scenario2: BigUint64Array;
  readonly scenario3: BigUint64Array;
  readonly portfolio: Uint32Array;
  readonly breaches: Uint32Array;
}

function writeStressTestResult(v: RowViews, at: number, m: StressTestResultInput, scales: InstrumentScales): void {
  const w = at >> 2;
  const q = at >> 3;
  const time_ = m.time;
  if (typeof time_ !== 'bigint' || BigInt.asUintN(64, time_) !== time_) refuse('stressTestResult.time', time_, 'a bigint from 0 to 2^64');
  v.u64[q + 0] = time_;
  if (typeof m.pnl !== 'number') refuse('stressTestResult.pnl', m.pnl, 'a number');
  v.f64[q + 1] = m.pnl;
  if (typeof m.equityBefore !== 'number') refuse('stressTestResult.equityBefore', m.equityBefore, 'a number');
  v.f64[q + 2] = m.equityBefore;
  if (typeof m.equityAfter !== 'number') refuse('stressTestResult.equityAfter', m.equityAfter, 'a number');
  v.f64[q + 3] = m.equityAfter;
  if (typeof m.marginAfter !== 'number') refuse('stressTestResult.marginAfter', m.marginAfter, 'a number');
  v.f64[q + 4] = m.marginAfter;
  putText(v, at + 40, 32, m.scenario, 'stressTestResult.scenario');
  const portfolio_ = m.portfolio;
  if (portfolio_ !== portfolio_ >>> 0) refuse('stressTestResult.portfolio', portfolio_, 'uint32');
  v.u32[w + 18] = portfolio_;
  const breaches_ = m.breaches;
  if (breaches_ !== breaches_ >>> 0) refuse('stressTestResult.breaches', breaches_, 'uint32');
  v.u32[w + 19] = breaches_;
  void q;
  void w;
  void scales;
}

function readStressTestResult(v: RowViews, at: number, scales: InstrumentScales): StressTestResult {
  const w = at >> 2;
  const q = at >> 3;
  void q;
  void w;
  void scales;
  return {
    time: v.u64[q + 0],
    pnl: v.f64[q + 1],
    equityBefore: v.f64[q + 2],
    equityAfter: v.f64[q + 3],
    marginAfter: v.f64[q + 4],
    scenario: readText(v.u8, at + 40, 32),
    portfolio: v.u32[w + 18],
    breaches: v.u32[w + 19],
  };
}

/** A flyweight over one stressTestResult. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */
export class StressTestResultRow extends RowCursor {
  constructor() {
    super(80);
  }
  get time(): bigint {
    return this.u64[(this.w + 0) >> 1];
  }
  get timeHigh(): number {
    return this.u32[this.w + 0 + 1];
  }
  get timeLow(): number {
    return this.u32[this.w + 0];
  }
  get pnl(): number {
    return this.f64[(this.w + 2) >> 1];
  }
  get equityBefore(): number {
    return this.f64[(this.w + 4) >> 1];
  }
  get equityAfter(): number {
    return this.f64[(this.w + 6) >> 1];
  }
  get marginAfter(): number {
    return this.f64[(this.w + 8) >> 1];
  }
  get scenario(): string {
    return readText(this.u8, this.at + 40, 32);
  }
  get portfolio(): number {
    return this.u32[this.w + 18];
  }
  get breaches(): number {
    return this.u32[this.w + 19];
  }
}

const stressTestResultShape: RowShape<StressTestResult, StressTestResultInput> = {
  templateId: 55,
  blockLength: 80,
  requiredLength: 80,
  key: -1,
  columns: [
    { name: 'time', field: 1, lane: 0, type: 3, form: 'time', offset: 0, absent: undefined, missing: undefined },
    { name: 'pnl', field: 2, lane: 0, type: 9, form: 'exact', offset: 8, absent: undefined, missing: undefined },
    { name: 'equityBefore', field: 3, lane: 0, type: 9, form: 'exact', offset: 16, absent: undefined, missing: undefined },
    { name: 'equityAfter', field: 4, lane: 0, type: 9, form: 'exact', offset: 24, absent: undefined, missing: undefined },
    { name: 'marginAfter', field: 5, lane: 0, type: 9, form: 'exact', offset: 32, absent: undefined, missing: undefined },
    { name: 'scenario0', field: 6, lane: 0, type: 3, form: 'exact', offset: 40, absent: undefined, missing: undefined },
    { name: 'scenario1', field: 6, lane: 1, type: 3, form: 'exact', offset: 48, absent: undefined, missing: undefined },
    { name: 'scenario2', field: 6, lane: 2, type: 3, form: 'exact', offset: 56, absent: undefined, missing: undefined },
    { name: 'scenario3', field: 6, lane: 3, type: 3, form: 'exact', offset: 64, absent: undefined, missing: undefined },
    { name: 'portfolio', field: 7, lane: 0, type: 2, form: 'exact', offset: 72, absent: undefined, missing: undefined },
    { name: 'breaches', field: 8, lane: 0, type: 2, form: 'exact', offset: 76, absent: undefined, missing: undefined },
  ],
  write: writeStressTestResult,
  read: readStressTestResult,
};

export type { ErrorAlert, ErrorAlertInput };
export type { SystemAlert, SystemAlertInput };
export type { SystemFailure, SystemFailureInput };
export type { BacktestError, BacktestErrorInput };
export type { Query, QueryInput };
export type { Reply, ReplyInput };
export type { ReplyError, ReplyErrorInput };
export type { Beacon, BeaconInput };

/** What is received, by the name of the message type. */
export interface MessageTypes {
  instrumentDefinition: InstrumentDefinition;
  trade: Trade;
  quote: Quote;
  bar: Bar;
  bookDelta: BookDelta;
  priceUpdate: PriceUpdate;
  tradeExecution: TradeExecution;
  vpinCalculation: VpinCalculation;
  toxicityAlert: ToxicityAlert;
  riskMetric: RiskMetric;
  mlPrediction: MlPrediction;
  factorCalculation: FactorCalculation;
  featureVector: FeatureVector;
  analyticsResult: AnalyticsResult;
  strategySignal: StrategySignal;
  orderRequest: OrderRequest;
  positionChange: PositionChange;
  portfolioUpdate: PortfolioUpdate;
  marginUpdate: MarginUpdate;
  engineHealth: EngineHealth;
  performanceMetric: PerformanceMetric;
  errorAlert: ErrorAlert;
  systemAlert: SystemAlert;
  flashCrashAlert: FlashCrashAlert;
  marginCall: MarginCall;
  riskLimitBreach: RiskLimitBreach;
  systemFailure: SystemFailure;
  backtestStart: BacktestStart;
  backtestProgress: BacktestProgress;
  backtestComplete: BacktestComplete;
  backtestError: BacktestError;
  parameterOptimization: ParameterOptimization;
  stressTestResult: StressTestResult;
  query: Query;
  reply: Reply;
  replyError: ReplyError;
  beacon: Beacon;
}

/** The columns of the message types that have no variable parts. */
export interface MessageColumns {
  instrumentDefinition: InstrumentDefinitionColumns;
  trade: TradeColumns;
  quote: QuoteColumns;
  bar: BarColumns;
  bookDelta: BookDeltaColumns;
  priceUpdate: PriceUpdateColumns;
  tradeExecution: TradeExecutionColumns;
  vpinCalculation: VpinCalculationColumns;
  toxicityAlert: ToxicityAlertColumns;
  riskMetric: RiskMetricColumns;
  mlPrediction: MlPredictionColumns;
  factorCalculation: FactorCalculationColumns;
  featureVector: FeatureVectorColumns;
  analyticsResult: AnalyticsResultColumns;
  strategySignal: StrategySignalColumns;
  orderRequest: OrderRequestColumns;
  positionChange: PositionChangeColumns;
  portfolioUpdate: PortfolioUpdateColumns;
  marginUpdate: MarginUpdateColumns;
  engineHealth: EngineHealthColumns;
  performanceMetric: PerformanceMetricColumns;
  flashCrashAlert: FlashCrashAlertColumns;
  marginCall: MarginCallColumns;
  riskLimitBreach: RiskLimitBreachColumns;
  backtestStart: BacktestStartColumns;
  backtestProgress: BacktestProgressColumns;
  backtestComplete: BacktestCompleteColumns;
  parameterOptimization: ParameterOptimizationColumns;
  stressTestResult: StressTestResultColumns;
}

export interface MessageColumnsInput {
  instrumentDefinition: InstrumentDefinitionColumnsInput;
  trade: TradeColumnsInput;
  quote: QuoteColumnsInput;
  bar: BarColumnsInput;
  bookDelta: BookDeltaColumnsInput;
  priceUpdate: PriceUpdateColumnsInput;
  tradeExecution: TradeExecutionColumnsInput;
  vpinCalculation: VpinCalculationColumnsInput;
  toxicityAlert: ToxicityAlertColumnsInput;
  riskMetric: RiskMetricColumnsInput;
  mlPrediction: MlPredictionColumnsInput;
  factorCalculation: FactorCalculationColumnsInput;
  featureVector: FeatureVectorColumnsInput;
  analyticsResult: AnalyticsResultColumnsInput;
  strategySignal: StrategySignalColumnsInput;
  orderRequest: OrderRequestColumnsInput;
  positionChange: PositionChangeColumnsInput;
  portfolioUpdate: PortfolioUpdateColumnsInput;
  marginUpdate: MarginUpdateColumnsInput;
  engineHealth: EngineHealthColumnsInput;
  performanceMetric: PerformanceMetricColumnsInput;
  flashCrashAlert: FlashCrashAlertColumnsInput;
  marginCall: MarginCallColumnsInput;
  riskLimitBreach: RiskLimitBreachColumnsInput;
  backtestStart: BacktestStartColumnsInput;
  backtestProgress: BacktestProgressColumnsInput;
  backtestComplete: BacktestCompleteColumnsInput;
  parameterOptimization: ParameterOptimizationColumnsInput;
  stressTestResult: StressTestResultColumnsInput;
}

/** What is published, by the name of the message type. */
export interface MessageInputs {
  instrumentDefinition: InstrumentDefinitionInput;
  trade: TradeInput;
  quote: QuoteInput;
  bar: BarInput;
  bookDelta: BookDeltaInput;
  priceUpdate: PriceUpdateInput;
  tradeExecution: TradeExecutionInput;
  vpinCalculation: VpinCalculationInput;
  toxicityAlert: ToxicityAlertInput;
  riskMetric: RiskMetricInput;
  mlPrediction: MlPredictionInput;
  factorCalculation: FactorCalculationInput;
  featureVector: FeatureVectorInput;
  analyticsResult: AnalyticsResultInput;
  strategySignal: StrategySignalInput;
  orderRequest: OrderRequestInput;
  positionChange: PositionChangeInput;
  portfolioUpdate: PortfolioUpdateInput;
  marginUpdate: MarginUpdateInput;
  engineHealth: EngineHealthInput;
  performanceMetric: PerformanceMetricInput;
  errorAlert: ErrorAlertInput;
  systemAlert: SystemAlertInput;
  flashCrashAlert: FlashCrashAlertInput;
  marginCall: MarginCallInput;
  riskLimitBreach: RiskLimitBreachInput;
  systemFailure: SystemFailureInput;
  backtestStart: BacktestStartInput;
  backtestProgress: BacktestProgressInput;
  backtestComplete: BacktestCompleteInput;
  backtestError: BacktestErrorInput;
  parameterOptimization: ParameterOptimizationInput;
  stressTestResult: StressTestResultInput;
  query: QueryInput;
  reply: ReplyInput;
  replyError: ReplyErrorInput;
  beacon: BeaconInput;
}

export const shapes = {
  instrumentDefinition: instrumentDefinitionShape,
  trade: tradeShape,
  quote: quoteShape,
  bar: barShape,
  bookDelta: bookDeltaShape,
  priceUpdate: priceUpdateShape,
  tradeExecution: tradeExecutionShape,
  vpinCalculation: vpinCalculationShape,
  toxicityAlert: toxicityAlertShape,
  riskMetric: riskMetricShape,
  mlPrediction: mlPredictionShape,
  factorCalculation: factorCalculationShape,
  featureVector: featureVectorShape,
  analyticsResult: analyticsResultShape,
  strategySignal: strategySignalShape,
  orderRequest: orderRequestShape,
  positionChange: positionChangeShape,
  portfolioUpdate: portfolioUpdateShape,
  marginUpdate: marginUpdateShape,
  engineHealth: engineHealthShape,
  performanceMetric: performanceMetricShape,
  flashCrashAlert: flashCrashAlertShape,
  marginCall: marginCallShape,
  riskLimitBreach: riskLimitBreachShape,
  backtestStart: backtestStartShape,
  backtestProgress: backtestProgressShape,
  backtestComplete: backtestCompleteShape,
  parameterOptimization: parameterOptimizationShape,
  stressTestResult: stressTestResultShape,
} as const;

export const codecs = {
  errorAlert: errorAlertCodec as MessageCodec<ErrorAlert, ErrorAlertInput>,
  systemAlert: systemAlertCodec as MessageCodec<SystemAlert, SystemAlertInput>,
  systemFailure: systemFailureCodec as MessageCodec<SystemFailure, SystemFailureInput>,
  backtestError: backtestErrorCodec as MessageCodec<BacktestError, BacktestErrorInput>,
  query: queryCodec as MessageCodec<Query, QueryInput>,
  reply: replyCodec as MessageCodec<Reply, ReplyInput>,
  replyError: replyErrorCodec as MessageCodec<ReplyError, ReplyErrorInput>,
  beacon: beaconCodec as MessageCodec<Beacon, BeaconInput>,
} as const;
