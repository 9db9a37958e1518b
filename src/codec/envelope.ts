// The envelope: the SBE message Frame, whose var data is the body.

import { MalformedFrame } from './errors.js';
import {
  codeEncoding,
  codePriority,
  type Encoding,
  FRAME,
  FRAME_BLOCK_LENGTH,
  FRAME_TEMPLATE_ID,
  namesEncoding,
  namesPriority,
  type Priority,
  SCHEMA_ID,
  SCHEMA_VERSION,
} from './generated/messages.js';
import { MAX_ROWS } from './packed/index.js';
import type { RowViews } from './rows/views.js';
import { putU64, refuse } from './rows/write.js';

/** Names one message for ever: its producer, the producer's session, and its place in the stream. */
export interface Cause {
  readonly producer: bigint;
  readonly epoch: number;
  /** Sequence of the first message of its frame, from 1. */
  readonly sequence: bigint;
  /** Its place in the frame, from 0. */
  readonly index: number;
}

export interface Envelope {
  readonly producer: bigint;
  readonly epoch: number;
  /** Of the first message; the others follow without a gap. */
  readonly sequence: bigint;
  readonly clockId: bigint;
  /** Monotonic ns, of the clock `clockId`, when the first message was given to send(). */
  readonly sentMono: bigint;
  /** UTC ns at the same moment. */
  readonly sentWall: bigint;
  /** Work on the frame expires when it is older than this. */
  readonly budgetUs: number | undefined;
  readonly count: number;
  readonly bodySchemaId: number;
  readonly bodyTemplateId: number;
  readonly bodyVersion: number;
  readonly priority: Priority;
  readonly encoding: Encoding;
  /** Pairs a reply with its query; 0 = neither. */
  readonly correlation: bigint;
  readonly cause: Cause | undefined;
}

export const ENVELOPE_BYTES = FRAME.body;
export const MAX_FRAME_BYTES = 64 << 20;
const NO_BUDGET = 0xffffffff;

/** Refuses what an envelope cannot say of its messages: 0 and the largest budget stand for none. Throws InvalidArgument. */
export function checkPurpose({ budgetUs, cause }: Partial<Pick<Envelope, 'budgetUs' | 'cause'>>): void {
  if (budgetUs !== undefined && !(budgetUs < NO_BUDGET && budgetUs === budgetUs >>> 0))
    refuse('budgetUs', budgetUs, `whole microseconds from 0 to ${NO_BUDGET - 1}`);
  if (cause === undefined) return;
  const { producer, epoch, sequence, index } = cause;
  if (!isU64(producer)) refuse('cause.producer', producer, 'a bigint from 0 to 2^64 - 1');
  if (!isU64(sequence) || sequence === 0n) refuse('cause.sequence', sequence, 'a bigint from 1 to 2^64 - 1');
  checkU32(epoch, 'cause.epoch');
  checkU32(index, 'cause.index');
}

function isU64(value: bigint): boolean {
  return typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
}

/** Writes the envelope of a body of `bodyLength` octets at octet `at`, a multiple of 8. Throws InvalidArgument. */
export function writeEnvelope(v: RowViews, at: number, e: Envelope, bodyLength: number): void {
  const h = at >> 1;
  v.u16[h] = FRAME_BLOCK_LENGTH;
  v.u16[h + 1] = FRAME_TEMPLATE_ID;
  v.u16[h + 2] = SCHEMA_ID;
  v.u16[h + 3] = SCHEMA_VERSION;
  const q = at >> 3;
  const w = at >> 2;
  putU64(v, q + (FRAME.producer >> 3), e.producer, 'envelope.producer');
  putU64(v, q + (FRAME.sequence >> 3), e.sequence, 'envelope.sequence');
  putU64(v, q + (FRAME.clockId >> 3), e.clockId, 'envelope.clockId');
  putU64(v, q + (FRAME.sentMono >> 3), e.sentMono, 'envelope.sentMono');
  putU64(v, q + (FRAME.sentWall >> 3), e.sentWall, 'envelope.sentWall');
  putU64(v, q + (FRAME.correlation >> 3), e.correlation, 'envelope.correlation');
  putU64(v, q + (FRAME.causeProducer >> 3), e.cause?.producer ?? 0n, 'envelope.cause.producer');
  putU64(v, q + (FRAME.causeSequence >> 3), e.cause?.sequence ?? 0n, 'envelope.cause.sequence');
  v.u32[w + (FRAME.causeEpoch >> 2)] = checkU32(e.cause?.epoch ?? 0, 'envelope.cause.epoch');
  v.u32[w + (FRAME.causeIndex >> 2)] = checkU32(e.cause?.index ?? 0, 'envelope.cause.index');
  v.u32[w + (FRAME.epoch >> 2)] = checkU32(e.epoch, 'envelope.epoch');
  if (!(e.count >= 1 && e.count <= MAX_ROWS)) refuse('envelope.count', e.count, `1 to ${MAX_ROWS}`);
  v.u32[w + (FRAME.count >> 2)] = checkU32(e.count, 'envelope.count');
  v.u32[w + (FRAME.budgetUs >> 2)] = checkU32(e.budgetUs ?? NO_BUDGET, 'envelope.budgetUs');
  v.u16[h + (FRAME.bodySchemaId >> 1)] = e.bodySchemaId;
  v.u16[h + (FRAME.bodyTemplateId >> 1)] = e.bodyTemplateId;
  v.u16[h + (FRAME.bodyVersion >> 1)] = e.bodyVersion;
  v.u8[at + FRAME.priority] = codePriority(e.priority, 'envelope.priority');
  v.u8[at + FRAME.encoding] = codeEncoding(e.encoding, 'envelope.encoding');
  v.u32[w + (FRAME.bodyLength >> 2)] = bodyLength;
}

function checkU32(value: number, what: string): number {
  if (value !== value >>> 0) refuse(what, value, 'uint32');
  return value;
}

/**
 * Reads and checks the envelope at octet 0 of v, of a frame that is `length` octets long in all.
 *
 * @throws MalformedFrame
 */
export function readEnvelope(v: RowViews, length: number): Envelope {
  checkHead(v, length);
  const { u64, u32, u16, u8 } = v;
  const count = u32[FRAME.count >> 2];
  if (count < 1 || count > MAX_ROWS) throw new MalformedFrame(`a frame of ${count} messages`, FRAME.count);
  const priority = namesPriority[u8[FRAME.priority]];
  if (priority === undefined) throw new MalformedFrame(`priority ${u8[FRAME.priority]}`, FRAME.priority);
  const encoding = namesEncoding[u8[FRAME.encoding]];
  if (encoding === undefined) throw new MalformedFrame(`encoding ${u8[FRAME.encoding]}`, FRAME.encoding);
  const budgetUs = u32[FRAME.budgetUs >> 2];
  return {
    producer: u64[FRAME.producer >> 3],
    epoch: u32[FRAME.epoch >> 2],
    sequence: u64[FRAME.sequence >> 3],
    clockId: u64[FRAME.clockId >> 3],
    sentMono: u64[FRAME.sentMono >> 3],
    sentWall: u64[FRAME.sentWall >> 3],
    budgetUs: budgetUs === NO_BUDGET ? undefined : budgetUs,
    count,
    bodySchemaId: u16[FRAME.bodySchemaId >> 1],
    bodyTemplateId: u16[FRAME.bodyTemplateId >> 1],
    bodyVersion: u16[FRAME.bodyVersion >> 1],
    priority,
    encoding,
    correlation: u64[FRAME.correlation >> 3],
    cause: readCause(v),
  };
}

/** A later version of the schema may have a longer block, but the body of such a frame would not start where ours do. */
function checkHead({ u16, u32 }: RowViews, length: number): void {
  if (length < ENVELOPE_BYTES) throw new MalformedFrame(`a frame of ${length} bytes`, 0);
  if (u16[2] !== SCHEMA_ID || u16[1] !== FRAME_TEMPLATE_ID)
    throw new MalformedFrame(`message ${u16[1]} of schema ${u16[2]} instead of an envelope`, 2);
  if (u16[0] !== FRAME_BLOCK_LENGTH) throw new MalformedFrame(`an envelope of ${u16[0]} bytes`, 0);
  const bodyLength = u32[FRAME.bodyLength >> 2];
  if (bodyLength !== length - ENVELOPE_BYTES)
    throw new MalformedFrame(
      `a body of ${bodyLength} bytes where ${length - ENVELOPE_BYTES} follow`,
      FRAME.bodyLength,
    );
}

function readCause({ u64, u32 }: RowViews): Cause | undefined {
  const sequence = u64[FRAME.causeSequence >> 3];
  if (sequence === 0n) return undefined;
  return {
    producer: u64[FRAME.causeProducer >> 3],
    epoch: u32[FRAME.causeEpoch >> 2],
    sequence,
    index: u32[FRAME.causeIndex >> 2],
  };
}
