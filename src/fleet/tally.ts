import { systemClock } from '../base/clock.js';
import { ageOf, type Cause, clockId, type Envelope, momentOf } from '../codec/index.js';
import { LatencyHistogram, type LatencySummary } from '../metrics/latency.js';

/** Messages by type. */
export type Counts = Readonly<Record<string, number>>;

/** What an engine has done, as plain values. */
export interface EngineStats {
  /** Messages handed to handlers, each counted once. */
  readonly delivered: Counts;
  /** Messages handed to handlers again. */
  readonly duplicated: Counts;
  /** Messages given to publishers. */
  readonly sent: Counts;
  /** Of those, the ones that were not stored for certain. */
  readonly failed: Counts;
  /** From the publisher's send() to the handler, by message type. */
  readonly latency: Readonly<Record<string, LatencySummary>>;
  /** Answers of other engines, by engine. */
  readonly routes: Readonly<Record<string, RouteStats>>;
}

export interface RouteStats {
  readonly latency: LatencySummary;
  /** Requests without an answer. */
  readonly failed: number;
}

/** A batch as far as it is counted. */
interface Counted {
  readonly name: string;
  readonly length: number;
  readonly envelope: Envelope;
  cause(index: number): Cause;
}

interface Saved {
  readonly delivered: [string, number][];
  readonly duplicated: [string, number][];
  readonly sent: [string, number][];
  readonly next: [string, string][];
}

/**
 * Counts what an engine handles and sends. Messages are told apart by producer, epoch and sequence; counts that belong to a
 * checkpointed state are saved and loaded with it, so that they stay exact over a crash.
 */
export class Tally {
  readonly #delivered = new Map<string, number>();
  readonly #duplicated = new Map<string, number>();
  readonly #sent = new Map<string, number>();
  readonly #failed = new Map<string, number>();
  readonly #latency = new Map<string, LatencyHistogram>();
  readonly #routes = new Map<string, { histogram: LatencyHistogram; failed: number }>();
  /** The next sequence by session of a producer. */
  readonly #next = new Map<string, bigint>();
  readonly #clock = clockId();

  /** A batch is about to be handled: notes its age. */
  arrived(batch: Counted): void {
    const { name, envelope } = batch;
    if (batch.cause(0).index > 0) return;
    const age = ageOf(envelope, momentOf(systemClock, this.#clock), 0n);
    if (age.exact) entry(this.#latency, name, newHistogram).recordNs(Number(age.ns));
  }

  /** A batch was handled, and what follows from it was sent. */
  handled(batch: Counted): void {
    const { name, envelope, length } = batch;
    const session = `${envelope.producer}.${envelope.epoch}.${name}`;
    const first = envelope.sequence + BigInt(batch.cause(0).index);
    if (first < (this.#next.get(session) ?? 0n)) add(this.#duplicated, name, length);
    else {
      add(this.#delivered, name, length);
      this.#next.set(session, first + BigInt(length));
    }
  }

  send(name: string, count: number): void {
    add(this.#sent, name, count);
  }

  fail(name: string, count: number): void {
    add(this.#failed, name, count);
  }

  answered(peer: string, ms: number): void {
    entry(this.#routes, peer, newRoute).histogram.recordMs(ms);
  }

  unanswered(peer: string): void {
    entry(this.#routes, peer, newRoute).failed++;
  }

  get stats(): EngineStats {
    const latency = [...this.#latency].map(([name, histogram]) => [name, histogram.summary()]);
    const routes = [...this.#routes].map(([peer, { histogram, failed }]) => [
      peer,
      { latency: histogram.summary(), failed },
    ]);
    return {
      delivered: Object.fromEntries(this.#delivered),
      duplicated: Object.fromEntries(this.#duplicated),
      sent: Object.fromEntries(this.#sent),
      failed: Object.fromEntries(this.#failed),
      latency: Object.fromEntries(latency),
      routes: Object.fromEntries(routes),
    };
  }

  /** The counts that follow from what was handled. */
  save(): string {
    const saved: Saved = {
      delivered: [...this.#delivered],
      duplicated: [...this.#duplicated],
      sent: [...this.#sent],
      next: [...this.#next].map(([session, next]) => [session, next.toString()]),
    };
    return JSON.stringify(saved);
  }

  load(text: string): void {
    const saved = JSON.parse(text) as Saved;
    for (const [name, count] of saved.delivered) this.#delivered.set(name, count);
    for (const [name, count] of saved.duplicated) this.#duplicated.set(name, count);
    for (const [name, count] of saved.sent) this.#sent.set(name, count);
    for (const [session, next] of saved.next) this.#next.set(session, BigInt(next));
  }
}

const newHistogram = (): LatencyHistogram => new LatencyHistogram();
const newRoute = (): { histogram: LatencyHistogram; failed: number } => ({
  histogram: new LatencyHistogram(),
  failed: 0,
});

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
