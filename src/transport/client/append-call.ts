import type { Outcome, Settle } from '../outcome.js';
import type { StreamId } from '../stream-id.js';
import type { Argument, Reply } from '../transport.js';
import { Call, MalformedReply } from './call.js';
import { type AppendFormat, type CommandWriter, inlineBytes } from './command-writer.js';
import type { Refusal } from './server-error.js';

/** What a call reports to the stream it belongs to. */
export interface AppendObserver {
  readonly key: string;
  readonly format: AppendFormat;
  /** False when the call must wait; the stream then holds it. */
  onTurn(call: AppendCall): boolean;
  onStored(call: AppendCall): void;
  onRefused(call: AppendCall, refusal: Refusal): void;
  /** True when the stream holds it. */
  onReturned(call: AppendCall): boolean;
  /** It has its outcome. */
  onSettled(): void;
}

/** One frame on its way into an owned stream. */
export class AppendCall extends Call<StreamId> {
  /** Given when the bytes are first written, and kept from then on. */
  id: StreamId | undefined = undefined;
  readonly frame: Uint8Array;
  readonly bytes: number;
  private readonly stream: AppendObserver;

  constructor(stream: AppendObserver, frame: Uint8Array, transfer: boolean, settle: Settle<StreamId>) {
    super('XADD', 'always', stream.key, settle);
    this.stream = stream;
    this.frame = transfer && frame.byteLength > inlineBytes ? frame : Buffer.from(frame);
    this.bytes = stream.format.bytes(frame);
  }

  get args(): readonly Argument[] {
    return [this.stream.key, this.id!, 'f', this.frame];
  }

  override encode(out: CommandWriter): void {
    this.stream.format.write(out, this.id!, this.frame);
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

  override settle(outcome: Outcome<StreamId>): void {
    super.settle(outcome);
    this.stream.onSettled();
  }

  /** The reply is the id that was sent: an answer to another command is noticed at once. */
  protected parse(reply: Reply): StreamId {
    if (reply instanceof Buffer && isText(reply, this.id!)) return this.id!;
    throw new MalformedReply('XADD');
  }
}

/** Whether the bytes are this ASCII text; no string is made of them. */
function isText(bytes: Uint8Array, text: string): boolean {
  if (bytes.length !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
