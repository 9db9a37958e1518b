export type { RetentionPolicy } from '../transport/index.js';
export { type Checkpoint, CheckpointUnreadable } from './checkpoint.js';
export type { BatchHandler, Consumer, HandlerContext } from './consumer.js';
export { type BusEvent, DualBus } from './dual-bus.js';
export {
  BusClosed,
  InstanceLost,
  InstanceTaken,
  InstrumentConflict,
  NoResponders,
  RequestFailed,
  RequestTimedOut,
} from './errors.js';
export type { Identity } from './identity.js';
export type { InstrumentInput, Instruments } from './instruments.js';
export type { PutAside } from './intake.js';
export type { Gap, OverflowPolicy } from './live-source.js';
export type { BatchOf, MessageBatch } from './message-batch.js';
export type {
  ColumnsInputOf,
  ColumnsOf,
  InputOf,
  MessageEntry,
  ModuleMessages,
  OwnMessages,
  ValueOf,
} from './messages.js';
export type { MethodName, ReplyOf, RequestMap, RequestOf } from './methods.js';
export type {
  BusOptions,
  DualBusOptions,
  MemoryBusOptions,
  RedisBusOptions,
  TopicOptions,
} from './options.js';
export type { FlushCounts, Publisher, PublisherOptions, PublishReceipt } from './publisher.js';
export type { GroupOptions, LiveOptions, SubscribeOptions } from './readers.js';
export type { RequestOptions } from './requester.js';
export type { RequestContext, RequestHandler } from './responder.js';
export type { Availability, EngineStatus, Peer, RosterView } from './roster.js';
export type { FrameOutcome, SendOptions } from './sink.js';
export type { TrimmedUnread } from './stream-keeper.js';
export type { Subscription, Taken } from './subscription.js';
