import { causeKey, type Envelope } from '../codec/index.js';

interface Derived {
  readonly session: string;
  readonly sequence: bigint;
  readonly count: number;
}

/**
 * Finds replays: messages that an engine derived from an input from which an earlier session of it had derived messages
 * of that type already, as one does that was restarted. Of n messages derived before, the first n derived again are
 * replays; several messages of one session are none, and neither is what another engine makes of the same input.
 */
export class CauseFilter {
  readonly #derived = new Map<string, Derived[]>();
  readonly #window: number;

  /** Remembers the last `window` causes. */
  constructor(window = 65_536) {
    this.#window = window;
  }

  /** How many leading messages of a frame are replays. `origin` names the engine that sent it. */
  replayed(envelope: Envelope, origin: string): number {
    const { cause, producer, epoch, sequence, count, bodySchemaId, bodyTemplateId } = envelope;
    if (cause === undefined) return 0;
    const key = `${bodySchemaId}.${bodyTemplateId} ${origin} ${causeKey(cause)}`;
    const frame = { session: `${producer}.${epoch}`, sequence, count };
    const frames = this.#derived.get(key);
    if (frames === undefined) {
      this.#remember(key, [frame]);
      return 0;
    }
    if (!frames.some((known) => known.session === frame.session && known.sequence === sequence))
      frames.push(frame);
    return Math.min(count, Math.max(0, derivedBefore(frames, frame) - placeOf(frames, frame)));
  }

  #remember(key: string, frames: Derived[]): void {
    this.#derived.set(key, frames);
    if (this.#derived.size <= this.#window) return;
    for (const oldest of this.#derived.keys()) {
      this.#derived.delete(oldest);
      return;
    }
  }
}

/** The most messages that one session derived of those heard of before this one. */
function derivedBefore(frames: readonly Derived[], { session }: Derived): number {
  const totals = new Map<string, number>();
  for (const frame of frames) {
    if (frame.session === session) break;
    totals.set(frame.session, 0);
  }
  let most = 0;
  for (const { session: other, count } of frames) {
    const total = totals.get(other);
    if (total === undefined) continue;
    totals.set(other, total + count);
    most = Math.max(most, total + count);
  }
  return most;
}

/** How many messages its session derived before this frame. */
function placeOf(frames: readonly Derived[], { session, sequence }: Derived): number {
  let place = 0;
  for (const frame of frames)
    if (frame.session === session && frame.sequence < sequence) place += frame.count;
  return place;
}
