import type { Settle } from '../outcome.js';
import type { StreamId } from '../stream-id.js';
import type { Argument, Reply } from '../transport.js';
import { Call, MalformedReply } from './call.js';
import { AppendEncoding, encodeAppendInPlace } from './resp.js';
import type { Refusal } from './server-error.js';

/** Frames up to this size are copied when they are offered, larger ones only when the caller keeps them. */
const copyBytes = 16 * 1024;

/** What a call reports to the stream it belongs to. */
export interface AppendObserver {
  readonly key: string;
  /** False when the call must wait; the stream then holds it. */
  onTurn(call: AppendCall): boolean;
  onStored(call: AppendCall): void;
  onRefused(call: AppendCall, refusal: Refusal): void;
  /** True when the stream holds it. */
  onReturned(call: AppendCall): boolean;
}

/** One frame on its way into an owned stream. */
export class AppendCall extends Call<StreamId> {
  /** Given when the bytes are first written, and kept from then on. */
  id: StreamId | undefined = undefined;
  readonly frame: Uint8Array;
  readonly bytes: number;
  private readonly encoding: AppendEncoding | undefined;
  private readonly stream: AppendObserver;

  constructor(stream: AppendObserver, frame: Uint8Array, transfer: boolean, settle: Settle<StreamId>) {
    super('XADD', 'always', stream.key, settle);
    this.stream = stream;
    this.encoding =
      transfer && frame.byteLength > copyBytes ? undefined : new AppendEncoding(stream.key, frame);
    this.frame = this.encoding?.frame ?? frame;
    this.bytes = this.encoding?.bytes ?? frame.byteLength + 256;
  }

  get args(): readonly Argument[] {
    return [this.stream.key, this.id!, 'f', this.frame];
  }

  encode(): readonly (Uint8Array | string)[] {
    if (this.encoding === undefined) return encodeAppendInPlace(this.stream.key, this.id!, this.frame);
    return [this.encoding.encode(this.stream.key, this.id!)];
  }

  override prepare(): boolean {
    return this.stream.onTurn(this);
  }

  override answered(reply: Reply): void {
    this.parseOrSettle(reply);
    this.stream.onStored(this);
  }

  override refused(refusal: Refusal): boolean {
    this.stream.onRefused(this, refusal);
    return true;
  }

  override returned(): boolean {
    return this.stream.onReturned(this);
  }

  /** The reply is the id that was sent: an answer to another command is noticed at once. */
  protected parse(reply: Reply): StreamId {
    if (reply instanceof Buffer && reply.toString('latin1') === this.id) return this.id as StreamId;
    throw new MalformedReply('XADD');
  }
}
