export { type Age, ageOf, causeKey, causeOf, isExpired, type Moment, momentOf, remainingNs } from './age.js';
export { Batch, BatchReleased, type PackedFrame } from './batch.js';
export { clockId, hash64 } from './clock-id.js';
export { type Cause, checkPurpose, ENVELOPE_BYTES, type Envelope, MAX_FRAME_BYTES } from './envelope.js';
export { FrameOverflow, MalformedFrame } from './errors.js';
export {
  type EncodedFrame,
  FrameBuilder,
  type FrameOptions,
  PACK_ROWS,
  type Sender,
} from './frame-builder.js';
export { FrameDecoder } from './frame-decoder.js';
export * from './generated/messages.js';
export { MAX_ROWS } from './packed/index.js';
export {
  type BusName,
  type InputsOf,
  type MessageModule,
  MessageRegistry,
  type MessageType,
  type TypesOf,
  UnknownMessage,
} from './registry.js';
export { InstrumentScales, UnknownInstrument } from './rows/instruments.js';
export type { ColumnInput, ColumnSet, RowShape } from './rows/shape.js';
export { RowViews } from './rows/views.js';
export { SlabPool } from './slabs.js';
