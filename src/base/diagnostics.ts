// Every diagnostics channel of dualbus, in one place. A channel without a subscriber costs one property read:
// publishers ask `hasSubscribers` before they build a message. Messages carry no payloads and no secrets.
import { channel } from 'node:diagnostics_channel';

export interface DiagnosticsChannel<Message> {
  readonly name: string;
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
}

/** One command to a server, from submission to its outcome. */
export interface CallRecord {
  readonly bus: string;
  readonly lane: string;
  readonly command: string;
  readonly outcome: 'ok' | 'rejected' | 'unknown';
  readonly reason: string | undefined;
  readonly durationMs: number;
  readonly bytes: number;
  readonly attempts: number;
}

/** A connection changed its state. */
export interface ConnectionRecord {
  readonly bus: string;
  readonly lane: string;
  readonly state: string;
  readonly cause: string | undefined;
}

/** Anything else a transport has to say: data loss, unsafe servers, leaked leases. `detail` depends on `type`. */
export interface TransportRecord {
  readonly bus: string;
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A message left through the typed bus. */
export interface PublishRecord {
  readonly bus: string;
  readonly message: string;
  readonly stream: string;
  readonly messages: number;
  readonly bytes: number;
  readonly outcome: 'ok' | 'rejected' | 'unknown';
  readonly durationMs: number;
}

/** A batch reached a handler. `ageNs` is the age of its first message, when both clocks are the same one. */
export interface DeliverRecord {
  readonly bus: string;
  readonly message: string;
  readonly stream: string;
  readonly messages: number;
  readonly bytes: number;
  readonly redelivered: boolean;
  readonly ageNs: number | undefined;
}

/** A request got its outcome (caller's side), or a handler answered one (`side: 'handler'`). */
export interface RequestRecord {
  readonly bus: string;
  readonly side: 'caller' | 'handler';
  readonly method: string;
  readonly peer: string;
  readonly outcome: string;
  readonly durationMs: number;
}

/** A subscription or consumer was opened or closed; `group` is undefined for a live one. */
export interface SubscriptionRecord {
  readonly messages: readonly string[];
  readonly group: string | undefined;
  readonly state: 'open' | 'closed';
}

/** Frames were acknowledged to a group. */
export interface AcknowledgeRecord {
  readonly bus: string;
  readonly group: string;
  readonly frames: number;
  readonly outcome: 'ok' | 'rejected' | 'unknown';
}

/** Messages were not handed to their reader: malformed, poison, expired or derived again. */
export interface PutAsideRecord {
  readonly bus: string;
  readonly stream: string;
  readonly id: string;
  readonly messages: number;
  readonly reason: string;
}

/** State was read or stored together with the place up to which its owner had read. */
export interface CheckpointRecord {
  readonly name: string;
  readonly operation: 'restore' | 'save';
  readonly outcome: 'ok' | 'failed';
  readonly bytes: number;
  /** Frames that it acknowledges. */
  readonly frames: number;
  readonly durationMs: number;
}

/** The owner of a stream removed frames; `unreadBy` names the groups that had not acknowledged them. */
export interface TrimRecord {
  readonly bus: string;
  readonly stream: string;
  readonly frames: number;
  readonly reason: string;
  readonly unreadBy: readonly string[];
}

/** This process took an instance's name, gave it back, or lost it to another process. */
export interface InstanceRecord {
  readonly instance: string;
  readonly state: 'taken' | 'released' | 'lost';
}

/** Messages that never reached a live subscriber, or entries that were trimmed unread: exact counts. */
export interface GapRecord {
  readonly bus: string;
  readonly stream: string;
  readonly missing: number;
  readonly cause: string;
}

/** A task of the compute pool ended. */
export interface TaskRecord {
  readonly task: string;
  readonly outcome: string;
  readonly waitMs: number;
  readonly runMs: number;
}

/** An engine changed its state, or a peer's availability did. */
export interface EngineRecord {
  readonly engine: string;
  readonly instance: string;
  readonly state: string;
}

/** A compute backend was switched off because it disagreed with the reference. */
export interface BackendRecord {
  readonly backend: string;
  readonly kernel: string;
  readonly problem: string;
}

function declare<Message>(name: string): DiagnosticsChannel<Message> {
  return channel(`dualbus:${name}`) as unknown as DiagnosticsChannel<Message>;
}

export const channels = {
  call: declare<CallRecord>('transport:call'),
  connection: declare<ConnectionRecord>('transport:connection'),
  transport: declare<TransportRecord>('transport:event'),
  publish: declare<PublishRecord>('bus:publish'),
  deliver: declare<DeliverRecord>('bus:deliver'),
  subscription: declare<SubscriptionRecord>('bus:subscription'),
  acknowledge: declare<AcknowledgeRecord>('bus:acknowledge'),
  putAside: declare<PutAsideRecord>('bus:put-aside'),
  checkpoint: declare<CheckpointRecord>('bus:checkpoint'),
  trim: declare<TrimRecord>('bus:trim'),
  instance: declare<InstanceRecord>('bus:instance'),
  request: declare<RequestRecord>('bus:request'),
  gap: declare<GapRecord>('bus:gap'),
  task: declare<TaskRecord>('pool:task'),
  engine: declare<EngineRecord>('engine:state'),
  backend: declare<BackendRecord>('compute:backend'),
} as const;
