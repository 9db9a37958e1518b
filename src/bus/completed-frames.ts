import type { Envelope } from '../codec/index.js';

type FrameName = Pick<Envelope, 'epoch' | 'sequence'>;

/** The frames of each stream whose messages were handled last: one whose acknowledgement got lost is not handled again. */
export class CompletedFrames {
  readonly #streams = new Map<string, Set<string>>();
  readonly #window: number;

  /** Remembers `window` frames of each stream. */
  constructor(window = 8_192) {
    this.#window = window;
  }

  has(stream: string, frame: FrameName): boolean {
    return this.#streams.get(stream)?.has(nameOf(frame)) ?? false;
  }

  add(stream: string, frame: FrameName): void {
    let frames = this.#streams.get(stream);
    if (frames === undefined) {
      frames = new Set();
      this.#streams.set(stream, frames);
    }
    frames.add(nameOf(frame));
    if (frames.size <= this.#window) return;
    for (const oldest of frames) {
      frames.delete(oldest);
      return;
    }
  }
}

function nameOf({ epoch, sequence }: FrameName): string {
  return `${epoch}.${sequence}`;
}
