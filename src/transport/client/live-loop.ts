import { compareIds, firstId, idBeforeMs, type StreamId } from '../stream-id.js';
import type { Argument, LiveStart } from '../transport.js';
import { newEntries } from './group-loop.js';
import { ReadLoop, type ReadLoopDeps } from './read-loop.js';
import { streamInfo } from './replies.js';

/** Reads streams on one connection, each after the last entry that came; the place is kept over reconnects. */
export class LiveLoop extends ReadLoop {
  private readonly positions: Map<string, StreamId>;
  private readonly starts: ReadonlyMap<string, LiveStart>;
  /** Streams that were seen, since the last reconnect, to reach as far as we read. */
  private readonly verified = new Set<string>();
  /** Streams of which at least one entry came. */
  private readonly read = new Set<string>();
  private readonly count: number;
  private readonly blockMs: number;

  constructor(
    streams: readonly string[],
    options: {
      readonly positions: Map<string, StreamId>;
      readonly starts: ReadonlyMap<string, LiveStart>;
      readonly count: number;
      readonly blockMs: number;
    },
    deps: ReadLoopDeps,
  ) {
    super(streams, deps);
    this.positions = options.positions;
    this.starts = options.starts;
    this.count = options.count;
    this.blockMs = options.blockMs;
  }

  protected onConnected(): void {
    this.verified.clear();
  }

  protected onFailure(): boolean {
    return true;
  }

  protected step(): void {
    const unverified = this.streams.filter((stream) => !this.verified.has(stream));
    if (unverified.length === 0) {
      this.readNew();
      return;
    }
    for (const stream of unverified) this.verify(stream);
  }

  /**
   * Finds the stream's end: there a reader begins that wants new entries only (reading after `$` again and again would
   * skip what comes between two reads), and an end before our place means that the stream was lost and began anew.
   */
  private verify(stream: string): void {
    const settle = (end: StreamId): void => {
      this.verified.add(stream);
      const position = this.positions.get(stream);
      if (position === undefined) this.positions.set(stream, placeOf(this.starts.get(stream) ?? '$', end));
      else if (compareIds(end, position) < 0 && this.read.has(stream)) {
        this.deps.emit({ type: 'data-loss', stream, expected: position, found: end });
        this.positions.set(stream, firstId);
      }
    };
    this.send({
      command: 'XINFO',
      args: ['STREAM', stream],
      retry: 'always',
      read: streamInfo,
      done: (info) => settle(info.lastId),
      accepts: (outcome) => {
        if (outcome.reason !== 'no-group') return false;
        settle(firstId);
        return true;
      },
    });
  }

  private readNew(): void {
    const args: Argument[] = ['COUNT', this.count, 'BLOCK', this.blockMs, 'STREAMS', ...this.streams];
    for (const stream of this.streams) args.push(this.positions.get(stream)!);
    this.send({
      command: 'XREAD',
      args,
      retry: 'always',
      read: newEntries,
      done: (entries) => {
        for (const { stream, id } of entries) {
          this.positions.set(stream, id);
          this.read.add(stream);
        }
        this.deps.queue.push(entries, false);
      },
      silenceMs: this.silenceFor(this.blockMs),
    });
  }
}

function placeOf(start: LiveStart, end: StreamId): StreamId {
  if (start === '$') return end;
  return typeof start === 'object' ? idBeforeMs(start.wallMs) : start;
}
