import { compareIds, laterId, type StreamId } from '../stream-id.js';

interface Held {
  readonly deliveries: number;
  /** When it was delivered, or its lease renewed, in monotonic milliseconds. */
  since: number;
}

interface StreamLedger {
  readonly held: Map<StreamId, Held>;
  lastSeen: StreamId | undefined;
  /** What was released since a look at the pending entries began; undefined when none is under way. */
  releasedSince: Set<StreamId> | undefined;
}

/**
 * What a group member holds: entries delivered to this process and not acknowledged. It decides which of the server's
 * pending entries must be handed out again after a reconnect, whose leases to renew, and which are poison.
 */
export class ConsumerLedger {
  private readonly streams = new Map<string, StreamLedger>();
  private total = 0;
  private readonly poisonAfter: number;

  /** Entries delivered more than `poisonAfter` times count as poison. */
  constructor(poisonAfter = Number.POSITIVE_INFINITY) {
    this.poisonAfter = poisonAfter;
  }

  /** Entries held, over all streams. */
  get size(): number {
    return this.total;
  }

  /** Notes a delivery; false when the entry is held or was just released, and then it must not be handed out again. */
  deliver(stream: string, id: StreamId, deliveries: number, now: number): boolean {
    const ledger = this.of(stream);
    ledger.lastSeen = ledger.lastSeen === undefined ? id : laterId(ledger.lastSeen, id);
    if (ledger.held.has(id) || ledger.releasedSince?.has(id)) return false;
    ledger.held.set(id, { deliveries, since: now });
    this.total++;
    return true;
  }

  /** The entry is acknowledged, or belongs to another consumer now. False when it was not held. */
  release(stream: string, id: StreamId): boolean {
    const ledger = this.streams.get(stream);
    ledger?.releasedSince?.add(id);
    const released = ledger?.held.delete(id) ?? false;
    if (released) this.total--;
    return released;
  }

  /** A look at the server's pending entries begins: its replies can show what is acknowledged meanwhile. */
  beginReplay(stream: string): void {
    this.of(stream).releasedSince ??= new Set();
  }

  endReplay(stream: string): void {
    this.of(stream).releasedSince = undefined;
  }

  holds(stream: string, id: StreamId): boolean {
    return this.streams.get(stream)?.held.has(id) ?? false;
  }

  heldIds(stream: string): StreamId[] {
    return [...(this.streams.get(stream)?.held.keys() ?? [])];
  }

  /** The highest id ever delivered here: where a lost group is made again. */
  lastSeen(stream: string): StreamId | undefined {
    return this.streams.get(stream)?.lastSeen;
  }

  /** The lowest id held: nothing from it on may be trimmed. */
  lowest(stream: string): StreamId | undefined {
    let lowest: StreamId | undefined;
    for (const id of this.streams.get(stream)?.held.keys() ?? [])
      if (lowest === undefined || compareIds(id, lowest) < 0) lowest = id;
    return lowest;
  }

  isPoison(stream: string, id: StreamId): boolean {
    return (this.streams.get(stream)?.held.get(id)?.deliveries ?? 0) > this.poisonAfter;
  }

  /** Entries whose lease was last renewed before `since`; they count as renewed at `now` from here on. */
  takeDue(stream: string, since: number, now: number): StreamId[] {
    const due: StreamId[] = [];
    for (const [id, held] of this.streams.get(stream)?.held ?? []) {
      if (held.since > since) continue;
      held.since = now;
      due.push(id);
    }
    return due;
  }

  private of(stream: string): StreamLedger {
    let ledger = this.streams.get(stream);
    if (ledger === undefined) {
      ledger = { held: new Map(), lastSeen: undefined, releasedSince: undefined };
      this.streams.set(stream, ledger);
    }
    return ledger;
  }
}
