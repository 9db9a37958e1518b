import type { Argument, Reply } from '../transport.js';
import type { Database } from './database.js';
import { bulk, bytes, integer, okReply, ServerError, syntaxError, text } from './values.js';

export type Command = (db: Database, args: readonly Argument[]) => Reply;

/** Commands on strings, hashes and sets: those that the transport uses. */
export const keyCommands: Readonly<Record<string, Command>> = {
  GET: (db, [key]) => db.string(text(key)) ?? null,
  SET: set,
  GETEX: (db, [key, option, ttl]) => {
    const value = db.string(text(key)) ?? null;
    if (text(option) !== 'PX') throw new ServerError(syntaxError);
    if (value !== null) db.expire(text(key), integer(ttl));
    return value;
  },
  DEL: (db, args) => args.reduce<number>((count, key) => count + Number(db.remove(text(key))), 0),
  EXISTS: (db, args) => args.filter((key) => db.string(text(key)) !== undefined).length,
  HGET: (db, [key, field]) => db.hash(text(key))?.get(text(field)) ?? null,
  HGETALL: (db, [key]) => [...(db.hash(text(key)) ?? [])].flatMap(([field, value]) => [bulk(field), value]),
  HSET: (db, [key, field, value]) => hashSet(db, text(key), text(field), bytes(value)),
  HSETNX: (db, [key, field, value]) =>
    db.hash(text(key))?.has(text(field)) ? 0 : hashSet(db, text(key), text(field), bytes(value)),
  HDEL: (db, [key, field]) => changed(db, text(key), db.hash(text(key))?.delete(text(field)) ?? false),
  SADD: (db, [key, member]) => {
    const name = text(key);
    const members = db.set(name) ?? new Set<string>();
    const added = !members.has(text(member));
    db.put(name, members.add(text(member)));
    return Number(added);
  },
  SREM: (db, [key, member]) => changed(db, text(key), db.set(text(key))?.delete(text(member)) ?? false),
  SMEMBERS: (db, [key]) => [...(db.set(text(key)) ?? [])].map(bulk),
  FLUSHALL: (db) => {
    db.clear();
    return okReply;
  },
};

function set(db: Database, [key, value, ...options]: readonly Argument[]): Reply {
  const name = text(key);
  let ttlMs: number | undefined;
  for (let i = 0; i < options.length; i++) {
    const option = text(options[i]);
    if (option === 'PX') ttlMs = integer(options[++i]);
    else if (option === 'NX' && db.string(name) !== undefined) return null;
    else if (option === 'XX' && db.string(name) === undefined) return null;
    else if (option !== 'NX' && option !== 'XX') throw new ServerError(syntaxError);
  }
  db.put(name, bytes(value), ttlMs);
  return okReply;
}

function hashSet(db: Database, key: string, field: string, value: Buffer): number {
  const hash = db.hash(key) ?? new Map<string, Buffer>();
  const added = !hash.has(field);
  db.put(key, hash.set(field, value));
  return Number(added);
}

function changed(db: Database, key: string, was: boolean): number {
  if (was) db.touch(key);
  return Number(was);
}
