import { compareIds, firstId, IdGenerator, idAfter, type StreamId } from '../stream-id.js';
import type { Argument, Reply } from '../transport.js';
import type { Database } from './database.js';
import type { Command } from './key-commands.js';
import { type StoredEntry, StreamValue } from './stream-value.js';
import { bulk, bytes, integer, ServerError, syntaxError, text } from './values.js';

const lastPossibleId = '18446744073709551615-18446744073709551615';

/** Commands on streams without groups. */
export const streamCommands: Readonly<Record<string, Command>> = {
  XADD: add,
  XLEN: (db, [key]) => db.stream(text(key))?.length ?? 0,
  XRANGE: (db, [key, from, to, , count]) => {
    const limit = count === undefined ? Number.POSITIVE_INFINITY : integer(count);
    const entries = db.stream(text(key))?.range(rangeStart(text(from)), rangeEnd(text(to)), limit);
    return (entries ?? []).map(entryReply);
  },
  XTRIM: (db, [key, strategy, threshold]) => {
    const stream = db.stream(text(key));
    if (stream === undefined) return 0;
    if (text(strategy) === 'MINID') return stream.trimBefore(wholeId(text(threshold)));
    if (text(strategy) === 'MAXLEN') return stream.trimTo(integer(threshold));
    throw new ServerError(syntaxError);
  },
  XINFO: info,
};

function add(db: Database, [key, ...rest]: readonly Argument[]): Reply {
  const name = text(key);
  const stream = db.stream(name) ?? new StreamValue();
  let at = 0;
  let maxLength: number | undefined;
  if (text(rest[0]) === 'MAXLEN') {
    at = text(rest[1]) === '~' ? 3 : 2;
    maxLength = integer(rest[at - 1]);
  }
  const id = entryId(text(rest[at]), stream.lastId, db.clock.wallMs());
  const fields = rest.slice(at + 1).map(bytes);
  if (fields.length < 2) throw new ServerError("ERR wrong number of arguments for 'xadd' command");
  stream.append({ id, fields });
  if (maxLength !== undefined) stream.trimTo(maxLength);
  db.put(name, stream);
  return bulk(id);
}

function entryId(given: string, last: StreamId, wallMs: number): StreamId {
  if (given === '*') {
    const ids = new IdGenerator();
    ids.raiseTo(last);
    return ids.next(wallMs);
  }
  if (compareIds(given, last) > 0) return given;
  throw new ServerError('ERR The ID specified in XADD is equal or smaller than the target stream top item');
}

/** An id whose sequence may be left out, meaning 0. */
export function wholeId(given: string): StreamId {
  return given.includes('-') ? given : `${given}-0`;
}

/** The lower bound of a range: `-`, an id, or `(id` to leave the id itself out. */
export function rangeStart(bound: string): StreamId {
  if (bound === '-') return firstId;
  return bound.startsWith('(') ? idAfter(wholeId(bound.slice(1))) : wholeId(bound);
}

export function rangeEnd(bound: string): StreamId {
  return bound === '+' ? lastPossibleId : wholeId(bound);
}

export function entryReply(entry: StoredEntry): Reply {
  return [bulk(entry.id), [...entry.fields]];
}

function info(db: Database, [what, key, group]: readonly Argument[]): Reply {
  const stream = db.stream(text(key));
  if (stream === undefined) throw new ServerError('ERR no such key');
  const kind = text(what).toUpperCase();
  if (kind === 'STREAM') {
    const first = stream.first;
    return [
      ...named('length', stream.length),
      ...named('last-generated-id', bulk(stream.lastId)),
      ...named('groups', stream.groups.size),
      ...named('first-entry', first === undefined ? null : entryReply(first)),
    ];
  }
  if (kind === 'GROUPS') return [...stream.groups].map(([name, value]) => groupReply(stream, name, value));
  if (kind === 'CONSUMERS') return consumersReply(stream, text(group));
  throw new ServerError(syntaxError);
}

function groupReply(
  stream: StreamValue,
  name: string,
  group: { lastDelivered: StreamId } & GroupCounts,
): Reply {
  const lag = stream.after(group.lastDelivered, Number.POSITIVE_INFINITY).length;
  return [
    ...named('name', bulk(name)),
    ...named('consumers', group.consumers.size),
    ...named('pending', group.pending.size),
    ...named('last-delivered-id', bulk(group.lastDelivered)),
    ...named('lag', lag),
  ];
}

interface GroupCounts {
  readonly consumers: { readonly size: number };
  readonly pending: { readonly size: number };
}

function consumersReply(stream: StreamValue, name: string): Reply {
  const group = stream.groups.get(name);
  if (group === undefined) throw new ServerError('NOGROUP No such consumer group');
  return [...group.consumers].map((consumer) => {
    const pending = [...group.pending.values()].filter((item) => item.consumer === consumer).length;
    return [...named('name', bulk(consumer)), ...named('pending', pending)];
  });
}

function named(name: string, value: Reply): Reply[] {
  return [bulk(name), value];
}
