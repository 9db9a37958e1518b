import { type FrameDecoder, MalformedFrame, UnknownMessage } from '../codec/index.js';
import type { Item } from './feed.js';

/** What an optional instrument is when there is none. */
const noInstrument = 0xffff_ffff;

/** A frame of which newer ones replace some messages. */
export interface Superseded {
  readonly item: Item;
  readonly messages: number;
}

/** Keeps of queued messages the newest of each type and instrument. Messages without an instrument all stay. */
export class Conflation {
  readonly #decoder: FrameDecoder;
  readonly #ids = new WeakMap<Uint8Array, Uint32Array>();

  /** The decoder must be nobody else's: what it lent before goes back. */
  constructor(decoder: FrameDecoder) {
    this.#decoder = decoder;
  }

  /** Frames in their order, without the messages that later ones replace; and how many those are. */
  apply(items: readonly Item[]): {
    readonly kept: readonly Item[];
    readonly superseded: readonly Superseded[];
  } {
    const newest = new Map<number, Set<number>>();
    const kept: Item[] = [];
    const superseded: Superseded[] = [];
    for (const item of [...items].reverse()) {
      const ids = this.#idsOf(item);
      if (ids === undefined) {
        kept.push(item);
        continue;
      }
      const { bodySchemaId, bodyTemplateId } = item.envelope!;
      const type = bodySchemaId * 65_536 + bodyTemplateId;
      const seen = newest.get(type) ?? new Set();
      newest.set(type, seen);
      const before = item.kept ?? Array.from(ids, (_, index) => index);
      const left = newestFirst(before, ids, seen);
      if (left.length > 0) kept.push(left.length === ids.length ? item : { ...item, kept: left });
      if (left.length < before.length) superseded.push({ item, messages: before.length - left.length });
    }
    return { kept: kept.reverse(), superseded };
  }

  /** Undefined for frames whose messages have no instrument, or that cannot be read. */
  #idsOf({ entry, envelope }: Item): Uint32Array | undefined {
    if (envelope === undefined) return undefined;
    const known = this.#ids.get(entry.frame);
    if (known !== undefined) return known;
    try {
      const ids = this.#decoder.decode(entry.frame).instruments()?.slice();
      if (ids !== undefined) this.#ids.set(entry.frame, ids);
      return ids;
    } catch (error) {
      if (error instanceof MalformedFrame || error instanceof UnknownMessage) return undefined;
      throw error;
    }
  }
}

/** Of the messages `indices`, those whose instrument was not seen in a later one; all others are noted as seen. */
function newestFirst(indices: readonly number[], ids: Uint32Array, seen: Set<number>): number[] {
  const left: number[] = [];
  for (const index of [...indices].reverse()) {
    const id = ids[index]!;
    if (id !== noInstrument && seen.has(id)) continue;
    seen.add(id);
    left.push(index);
  }
  return left.reverse();
}
