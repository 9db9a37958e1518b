import { checkKey } from '../names.js';
import { checkId, type StreamId } from '../stream-id.js';
import type { EntryBatch, LiveReader, LiveReaderOptions, LiveStart } from '../transport.js';
import type { BatchQueue } from './batch-queue.js';
import { LoopSet, queueFor, type ReaderDeps, resolveLimits } from './group-reader.js';
import { LiveLoop } from './live-loop.js';

export class LiveReaderClient implements LiveReader {
  readonly positions = new Map<string, StreamId>();
  private readonly starts = new Map<string, LiveStart>();
  private readonly queue: BatchQueue;
  private readonly loops: LoopSet<LiveLoop>;
  private readonly deps: ReaderDeps;
  private closed = false;

  constructor(options: LiveReaderOptions, deps: ReaderDeps) {
    this.deps = deps;
    this.queue = queueFor(options);
    const loopOptions = { positions: this.positions, starts: this.starts, ...resolveLimits(options) };
    const loopDeps = { ...deps, queue: this.queue };
    this.loops = new LoopSet(deps.part, (streams) => new LiveLoop(streams, loopOptions, loopDeps));
    this.queue.onRoom = () => this.loops.wake();
    this.setStreams(options.streams);
  }

  next(signal?: AbortSignal): Promise<EntryBatch | undefined> {
    return this.queue.next(signal);
  }

  setStreams(streams: Readonly<Record<string, LiveStart>>): void {
    if (this.closed) return;
    this.starts.clear();
    for (const [stream, start] of Object.entries(streams)) {
      if (typeof start === 'string' && start !== '$') checkId('start', start);
      this.starts.set(checkKey('streams', stream), start);
    }
    for (const stream of this.positions.keys()) if (!this.starts.has(stream)) this.positions.delete(stream);
    this.loops.follow(this.starts.keys());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.loops.close();
    this.queue.close();
    this.deps.onClosed(this);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
