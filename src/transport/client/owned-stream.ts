import { checkBytes } from '../names.js';
import { type Outcome, type Rejected, rejected, type Settle } from '../outcome.js';
import type { StreamId } from '../stream-id.js';
import type { AppendOptions, LaneName, OwnedStream } from '../transport.js';
import type { AppendStream } from './append-stream.js';
import type { Caller } from './caller.js';

export interface OwnedStreamDeps {
  readonly caller: Caller;
  readonly maxFrameBytes: number;
  onClosed(): void;
}

/** The handle of an owned stream. */
export class OwnedStreamClient implements OwnedStream {
  readonly key: string;
  readonly lane: LaneName;
  private readonly appends: AppendStream;
  private readonly deps: OwnedStreamDeps;
  private closed = false;

  constructor(lane: LaneName, appends: AppendStream, deps: OwnedStreamDeps) {
    this.key = appends.key;
    this.lane = lane;
    this.appends = appends;
    this.deps = deps;
  }

  get lastId(): StreamId {
    return this.appends.lastId;
  }

  get inFlight(): number {
    return this.appends.inFlight;
  }

  get busy(): boolean {
    return this.appends.lane().busy;
  }

  append(frame: Uint8Array, options?: AppendOptions): Promise<Outcome<StreamId>> {
    return new Promise((resolve) => {
      const refused = this.offer(frame, resolve, options);
      if (refused !== undefined) resolve(refused);
    });
  }

  offer(frame: Uint8Array, settle: Settle<StreamId>, options?: AppendOptions): Rejected | undefined {
    if (this.closed) return rejected('closed');
    checkBytes('frame', frame, this.deps.maxFrameBytes);
    const due = this.deps.caller.due(options);
    return this.appends.offer(frame, options?.transfer ?? false, due, options?.signal, settle);
  }

  ready(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = (): void => reject(signal!.reason);
      signal?.addEventListener('abort', abort, { once: true });
      this.appends.lane().admission.whenRoomy(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
    });
  }

  whenIdle(callback: () => void): void {
    this.appends.lane().admission.whenIdle(callback);
  }

  drain(): Promise<void> {
    return new Promise((resolve) => this.appends.whenDrained(resolve));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.drain();
    this.deps.onClosed();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
