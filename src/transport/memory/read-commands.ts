import { compareIds, laterId, type StreamId } from '../stream-id.js';
import type { Argument, Reply } from '../transport.js';
import type { Database } from './database.js';
import { groupOf } from './group-commands.js';
import { entryReply, wholeId } from './stream-commands.js';
import type { Group, StoredEntry, StreamValue } from './stream-value.js';
import { bulk, integer, ServerError, syntaxError, text } from './values.js';

/** A read that waits. `attempt` gives its reply, or undefined to go on waiting. */
export interface BlockingRead {
  readonly keys: readonly string[];
  readonly blockMs: number | undefined;
  attempt(): Reply | undefined;
}

interface ReadOptions {
  readonly group: string | undefined;
  readonly consumer: string;
  readonly count: number;
  readonly blockMs: number | undefined;
  readonly noAck: boolean;
  readonly keys: readonly string[];
  readonly ids: readonly string[];
}

/** XREAD and XREADGROUP, which may block. */
export function read(db: Database, args: readonly Argument[], grouped: boolean): BlockingRead {
  const options = parse(args, grouped);
  // `$` is where the stream ends now, not where it ends when the read wakes.
  const after = options.ids.map((id, i) =>
    id === '$' ? (db.stream(options.keys[i]!)?.lastId ?? '0-0') : id === '>' ? id : wholeId(id),
  );
  const history = grouped && options.ids.every((id) => id !== '>');
  return {
    keys: options.keys,
    blockMs: history ? undefined : options.blockMs,
    attempt: () => {
      const found: Reply[] = [];
      options.keys.forEach((key, i) => {
        const entries = grouped
          ? readGroup(db, key, after[i]!, options)
          : (db.stream(key)?.after(after[i]!, options.count) ?? []).map(entryReply);
        if (entries.length > 0 || history) found.push(bulk(key), entries);
      });
      return found.length > 0 ? found : undefined;
    },
  };
}

function parse(args: readonly Argument[], grouped: boolean): ReadOptions {
  let at = 0;
  let group: string | undefined;
  let consumer = '';
  if (grouped) {
    group = text(args[1]);
    consumer = text(args[2]);
    at = 3;
  }
  let count = Number.POSITIVE_INFINITY;
  let blockMs: number | undefined;
  let noAck = false;
  for (; text(args[at]) !== 'STREAMS'; at++) {
    const option = text(args[at]);
    if (option === 'COUNT') count = integer(args[++at]);
    else if (option === 'BLOCK') blockMs = integer(args[++at]);
    else if (option === 'NOACK') noAck = true;
    else throw new ServerError(syntaxError);
  }
  const rest = args.slice(at + 1).map(text);
  if (rest.length % 2 !== 0 || rest.length === 0) throw new ServerError(syntaxError);
  const half = rest.length / 2;
  return { group, consumer, count, blockMs, noAck, keys: rest.slice(0, half), ids: rest.slice(half) };
}

function readGroup(db: Database, key: string, after: string, options: ReadOptions): Reply[] {
  const { stream, group } = groupOf(db, key, options.group!);
  group.consumers.add(options.consumer);
  if (after === '>') return deliver(stream, group, options, db.clock.wallMs()).map(entryReply);
  return history(stream, group, after, options, db.clock.wallMs());
}

function deliver(stream: StreamValue, group: Group, options: ReadOptions, now: number): StoredEntry[] {
  const entries = stream.after(group.lastDelivered, options.count);
  for (const entry of entries) {
    group.lastDelivered = laterId(group.lastDelivered, entry.id);
    if (!options.noAck)
      group.pending.set(entry.id, { consumer: options.consumer, deliveredAt: now, deliveries: 1 });
  }
  return entries;
}

/** The consumer's own pending entries; trimmed ones come without fields. */
function history(
  stream: StreamValue,
  group: Group,
  after: StreamId,
  options: ReadOptions,
  now: number,
): Reply[] {
  const found: Reply[] = [];
  for (const [id, item] of group.pending) {
    if (found.length >= options.count) break;
    if (item.consumer !== options.consumer || compareIds(id, after) <= 0) continue;
    const entry = stream.get(id);
    item.deliveries++;
    item.deliveredAt = now;
    found.push(entry === undefined ? [bulk(id), null] : entryReply(entry));
  }
  return found;
}
