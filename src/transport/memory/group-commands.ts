import { compareIds, type StreamId } from '../stream-id.js';
import type { Argument, Reply } from '../transport.js';
import type { Database } from './database.js';
import type { Command } from './key-commands.js';
import { entryReply, rangeEnd, rangeStart, wholeId } from './stream-commands.js';
import { type Group, type PendingItem, StreamValue } from './stream-value.js';
import { bulk, integer, okReply, ServerError, syntaxError, text } from './values.js';

/** Commands on consumer groups, except reading. */
export const groupCommands: Readonly<Record<string, Command>> = {
  XGROUP: manage,
  XACK: (db, [key, group, ...ids]) => {
    const found = db.stream(text(key))?.groups.get(text(group));
    return ids.filter((id) => found?.pending.delete(text(id))).length;
  },
  XPENDING: pending,
  XCLAIM: claim,
};

/** The group; NOGROUP when it or its stream is missing. */
export function groupOf(db: Database, key: string, name: string): { stream: StreamValue; group: Group } {
  const stream = db.stream(key);
  const group = stream?.groups.get(name);
  if (stream !== undefined && group !== undefined) return { stream, group };
  throw new ServerError(`NOGROUP No such key '${key}' or consumer group '${name}'`);
}

function manage(db: Database, [action, key, name, argument, option]: readonly Argument[]): Reply {
  const kind = text(action).toUpperCase();
  if (kind === 'CREATE') return create(db, text(key), text(name), text(argument), option !== undefined);
  const { stream, group } = groupOf(db, text(key), text(name));
  if (kind === 'DESTROY') return Number(stream.groups.delete(text(name)));
  if (kind !== 'DELCONSUMER') throw new ServerError(syntaxError);
  let dropped = 0;
  for (const [id, item] of group.pending) {
    if (item.consumer !== text(argument)) continue;
    group.pending.delete(id);
    dropped++;
  }
  group.consumers.delete(text(argument));
  return dropped;
}

function create(db: Database, key: string, name: string, from: string, makeStream: boolean): Reply {
  let stream = db.stream(key);
  if (stream === undefined) {
    if (!makeStream) throw new ServerError('ERR The XGROUP subcommand requires the key to exist');
    stream = new StreamValue();
    db.put(key, stream);
  }
  if (stream.groups.has(name)) throw new ServerError('BUSYGROUP Consumer Group name already exists');
  const lastDelivered = from === '$' ? stream.lastId : wholeId(from);
  stream.groups.set(name, { lastDelivered, pending: new Map(), consumers: new Set() });
  return okReply;
}

function pending(db: Database, [key, name, ...rest]: readonly Argument[]): Reply {
  const { group } = groupOf(db, text(key), text(name));
  if (rest.length === 0) return summary(group);
  let at = 0;
  let minIdleMs = 0;
  if (text(rest[0]) === 'IDLE') {
    minIdleMs = integer(rest[1]);
    at = 2;
  }
  const from = rangeStart(text(rest[at]));
  const to = rangeEnd(text(rest[at + 1]));
  const count = integer(rest[at + 2]);
  const consumer = rest[at + 3] === undefined ? undefined : text(rest[at + 3]);
  const now = db.clock.wallMs();
  const found: Reply[] = [];
  for (const [id, item] of group.pending) {
    if (found.length >= count) break;
    const fits = compareIds(id, from) >= 0 && compareIds(id, to) <= 0;
    const wanted = consumer === undefined || item.consumer === consumer;
    const idleMs = idleOf(item, now);
    if (fits && wanted && idleMs >= minIdleMs)
      found.push([bulk(id), bulk(item.consumer), idleMs, item.deliveries]);
  }
  return found;
}

/** Never negative: the wall clock can have gone back since the delivery. */
function idleOf(item: PendingItem, now: number): number {
  return Math.max(0, now - item.deliveredAt);
}

function summary(group: Group): Reply {
  const ids = [...group.pending.keys()];
  if (ids.length === 0) return [0, null, null, null];
  const counts = new Map<string, number>();
  for (const { consumer } of group.pending.values()) counts.set(consumer, (counts.get(consumer) ?? 0) + 1);
  const consumers = [...counts].map(([consumer, count]) => [bulk(consumer), bulk(String(count))]);
  return [ids.length, bulk(ids[0]!), bulk(ids.at(-1)!), consumers];
}

function claim(db: Database, [key, name, consumer, minIdle, ...rest]: readonly Argument[]): Reply {
  const { stream, group } = groupOf(db, text(key), text(name));
  const words = rest.map(text);
  const justId = words.at(-1) === 'JUSTID';
  const ids = justId ? words.slice(0, -1) : words;
  const now = db.clock.wallMs();
  group.consumers.add(text(consumer));
  const claimed: Reply[] = [];
  for (const id of ids) {
    const item = group.pending.get(id);
    if (item === undefined || idleOf(item, now) < integer(minIdle)) continue;
    const reply = takeOver(stream, group, id, item, text(consumer), now, justId);
    if (reply !== undefined) claimed.push(reply);
  }
  return claimed;
}

/** An entry that is not stored any more leaves the pending list instead. */
function takeOver(
  stream: StreamValue,
  group: Group,
  id: StreamId,
  item: PendingItem,
  consumer: string,
  now: number,
  justId: boolean,
): Reply | undefined {
  const entry = stream.get(id);
  if (entry === undefined) {
    group.pending.delete(id);
    return undefined;
  }
  item.consumer = consumer;
  item.deliveredAt = now;
  if (justId) return bulk(id);
  item.deliveries++;
  return entryReply(entry);
}
