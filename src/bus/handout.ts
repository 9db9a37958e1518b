import type { Intake, Opened } from './intake.js';
import { MessageBatch } from './message-batch.js';

/** All messages of a frame. */
const whole = -1;

/** Hands the messages of one frame out: all together, or one at a time from the first that was not handled. */
export class Handout {
  readonly opened: Opened;
  readonly #intake: Intake;
  #next: number;
  /** The message that was handed out last. */
  #at = 0;
  /** How often the messages from here on were tried before, as far as is known. */
  #tried: number;
  #attempt = 0;
  /** Whether the server was told of an attempt. */
  #noted: boolean;
  /** Whether the frame as it came lies among the dead letters. */
  #buried = false;
  #acknowledged = false;

  constructor(intake: Intake, opened: Opened) {
    const { item, first, tried } = opened;
    this.opened = opened;
    this.#intake = intake;
    this.#next = this.#from(first);
    this.#noted = tried !== undefined;
    this.#tried = item.entry.deliveries > 1 ? 1 : 0;
  }

  /** Whether no message is left. */
  get atEnd(): boolean {
    return this.#next >= this.opened.batch.length;
  }

  /** What comes first: the whole frame, or one message when it is delivered again; undefined as for one(). */
  begin(): Promise<MessageBatch | undefined> {
    return this.opened.split ? this.one() : this.#whole();
  }

  /** The place of the next message to hand out, from `index` on. */
  #from(index: number): number {
    const { kept, batch } = this.opened;
    if (kept === undefined) return index;
    return kept.find((place) => place >= index) ?? batch.length;
  }

  async #whole(): Promise<MessageBatch> {
    this.#next = this.opened.batch.length;
    await this.#try(whole, this.#tried + 1);
    return this.#batch(whole);
  }

  /** The next message alone; undefined at the end, or when the reader closes before one could be put aside. */
  async one(): Promise<MessageBatch | undefined> {
    while (!this.atEnd) {
      const index = this.#next;
      if (await this.#mayTry(index, this.#triedOf(index) + 1)) {
        this.#at = index;
        this.#next = this.#from(index + 1);
        return this.#batch(index);
      }
      if (!(await this.#putAside(index))) return undefined;
      this.#next = this.#from(index + 1);
    }
    return undefined;
  }

  /** The same message again, since its handler failed; undefined when that was once too often. */
  async again(): Promise<MessageBatch | undefined> {
    const index = this.#at;
    if (await this.#mayTry(index, this.#attempt + 1)) return this.#batch(index);
    if (!(await this.#putAside(index))) this.abandon();
    return undefined;
  }

  /** The message at hand was not handled, and is not tried here any more. */
  abandon(): void {
    this.#next = this.#at;
  }

  /** Begins anew with one message at a time, since the handler of the whole frame failed. */
  separate(): void {
    this.#next = this.opened.first;
    this.#tried = Math.max(1, this.#attempt);
  }

  /** The frame is malformed: puts it aside as a whole. */
  bury(): Promise<void> {
    return this.#intake.bury(this.opened.item);
  }

  /** All messages were handled, or put aside. */
  finish(): void {
    const { item } = this.opened;
    const { attempts, checkpoint } = this.#intake.options;
    if (this.#noted) attempts?.forget(item.source.bus, item.entry);
    if (checkpoint === undefined && !this.#acknowledged) item.source.settle(item);
  }

  #triedOf(index: number): number {
    const { tried } = this.opened;
    return tried?.index === index || tried?.index === whole ? tried.attempt : this.#tried;
  }

  async #mayTry(index: number, attempt: number): Promise<boolean> {
    if (attempt > this.#intake.options.maxDeliveries) return false;
    await this.#try(index, attempt);
    return true;
  }

  async #try(index: number, attempt: number): Promise<void> {
    this.#attempt = attempt;
    const { attempts } = this.#intake.options;
    if (attempt === 1 || attempts === undefined) return;
    this.#noted = true;
    const { source, entry } = this.opened.item;
    await attempts.begin(source.bus, entry, { index, attempt });
  }

  /** False when the reader closes before the message is stored. */
  async #putAside(index: number): Promise<boolean> {
    const { item, batch } = this.opened;
    const { deadLetters } = this.#intake.options;
    if (deadLetters !== undefined && !this.#buried) {
      const stored = await deadLetters.message(item.source.bus, item.entry, batch, index);
      if (stored === 'closed') return false;
      this.#buried = stored === 'frame';
    }
    this.#handed(index, 1);
    this.#intake.report(item, 'poison', 1);
    return true;
  }

  #batch(index: number): MessageBatch {
    const { item, batch } = this.opened;
    const last = index === whole || index === batch.length - 1;
    const ack = async (): Promise<boolean> => {
      if (!last || this.#intake.options.checkpoint !== undefined) return false;
      this.#acknowledged = true;
      return item.source.ack(item);
    };
    this.#handed(Math.max(0, index), index === whole ? batch.length : 1);
    const { stream, id } = item.entry;
    const deliveries = Math.max(item.entry.deliveries, this.#attempt);
    return new MessageBatch(batch, { stream, id, deliveries, ack }, index === whole ? undefined : index);
  }

  #handed(index: number, count: number): void {
    const { item, batch } = this.opened;
    this.#intake.options.checkpoint?.handed(item, index, count, index + count === batch.length);
  }
}
