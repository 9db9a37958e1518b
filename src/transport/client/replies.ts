// Reads replies into plain values. A reply of another shape throws MalformedReply, which condemns the connection.
import type { StreamId } from '../stream-id.js';
import type { Entry, GroupInfo, PendingEntry, Reply, StreamInfo } from '../transport.js';
import { MalformedReply } from './call.js';

export function integer(reply: Reply): number {
  if (typeof reply === 'number' && Number.isSafeInteger(reply)) return reply;
  throw new MalformedReply('integer');
}

export function flag(reply: Reply): boolean {
  const value = integer(reply);
  if (value === 0 || value === 1) return value === 1;
  throw new MalformedReply('0 or 1');
}

export function text(reply: Reply): string {
  if (reply instanceof Buffer) return reply.toString();
  throw new MalformedReply('string');
}

export function bytesOrMissing(reply: Reply): Uint8Array | undefined {
  if (reply === null) return undefined;
  if (reply instanceof Buffer) return reply;
  throw new MalformedReply('string or null');
}

export function okText(reply: Reply): void {
  if (text(reply) !== 'OK') throw new MalformedReply('OK');
}

export function list(reply: Reply): readonly Reply[] {
  if (Array.isArray(reply)) return reply as readonly Reply[];
  throw new MalformedReply('array');
}

export function anything(reply: Reply): Reply {
  return reply;
}

/** A flat list of names and values as a map. */
export function pairs(reply: Reply): Map<string, Reply> {
  const items = list(reply);
  if (items.length % 2 !== 0) throw new MalformedReply('pairs');
  const map = new Map<string, Reply>();
  for (let i = 0; i < items.length; i += 2) map.set(text(items[i]!), items[i + 1]!);
  return map;
}

function streamId(reply: Reply): StreamId {
  if (reply instanceof Buffer) {
    const id = reply.toString('latin1');
    if (id.indexOf('-') > 0) return id;
  }
  throw new MalformedReply('entry id');
}

/** `[id, [field, value, ...]]`; undefined for an entry that is pending but was trimmed. */
function frameOf(fields: Reply): Uint8Array | undefined {
  if (fields === null) return undefined;
  const value = list(fields)[1];
  if (value instanceof Buffer) return value;
  throw new MalformedReply('entry fields');
}

export interface RawEntries {
  readonly entries: Entry[];
  /** Ids that are pending in the group but no longer stored. */
  readonly trimmed: StreamId[];
}

/** The entries of one stream. */
export function streamEntries(stream: string, reply: Reply, deliveries: number): RawEntries {
  const entries: Entry[] = [];
  const trimmed: StreamId[] = [];
  for (const item of list(reply)) {
    if (item === null) continue;
    const [id, fields] = list(item) as [Reply, Reply];
    const frame = frameOf(fields ?? null);
    if (frame === undefined) trimmed.push(streamId(id));
    else entries.push({ stream, id: streamId(id), frame, deliveries });
  }
  return { entries, trimmed };
}

/** The reply of XREAD and XREADGROUP by stream, in RESP3's flat form or RESP2's pairs; empty when nothing came. */
export function readReply(reply: Reply): (readonly [stream: string, entries: Reply])[] {
  if (reply === null) return [];
  const items = list(reply);
  const result: [string, Reply][] = [];
  if (items[0] instanceof Buffer) {
    for (let i = 0; i + 1 < items.length; i += 2) result.push([text(items[i]!), items[i + 1]!]);
    return result;
  }
  for (const item of items) {
    const [stream, entries] = list(item) as [Reply, Reply];
    result.push([text(stream), entries]);
  }
  return result;
}

export function streamInfo(reply: Reply): StreamInfo {
  const map = pairs(reply);
  const first = map.get('first-entry') ?? null;
  return {
    length: integer(map.get('length') ?? null),
    lastId: streamId(map.get('last-generated-id') ?? null),
    firstEntryId: first === null ? undefined : streamId(list(first)[0] ?? null),
  };
}

export function groupInfos(reply: Reply): Omit<GroupInfo, 'lowestPendingId'>[] {
  return list(reply).map((item) => {
    const map = pairs(item);
    const lag = map.get('lag') ?? null;
    return {
      name: text(map.get('name') ?? null),
      consumers: integer(map.get('consumers') ?? null),
      pending: integer(map.get('pending') ?? null),
      lastDeliveredId: streamId(map.get('last-delivered-id') ?? null),
      lag: lag === null ? undefined : integer(lag),
    };
  });
}

/** The lowest pending id of XPENDING's summary. */
export function lowestPending(reply: Reply): StreamId | undefined {
  const low = list(reply)[1] ?? null;
  return low === null ? undefined : streamId(low);
}

export function pendingEntries(reply: Reply): PendingEntry[] {
  return list(reply).map((item) => {
    const [id, consumer, idle, deliveries] = list(item) as [Reply, Reply, Reply, Reply];
    return {
      id: streamId(id),
      consumer: text(consumer),
      idleMs: integer(idle),
      deliveries: integer(deliveries),
    };
  });
}
