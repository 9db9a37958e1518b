import type { Argument, Reply } from '../transport.js';

/** An error reply, by its text as Redis words it: the client classifies by that. */
export class ServerError extends Error {}

export const syntaxError = 'ERR syntax error';
export const wrongType = 'WRONGTYPE Operation against a key holding the wrong kind of value';

export function text(argument: Argument | undefined): string {
  if (argument === undefined) throw new ServerError('ERR wrong number of arguments');
  return argument instanceof Uint8Array ? Buffer.from(argument).toString() : String(argument);
}

/** The argument as bytes of its own. */
export function bytes(argument: Argument | undefined): Buffer {
  if (argument === undefined) throw new ServerError('ERR wrong number of arguments');
  return typeof argument === 'object' ? Buffer.from(argument) : Buffer.from(String(argument));
}

export function integer(argument: Argument | undefined): number {
  const value = Number(text(argument));
  if (Number.isSafeInteger(value)) return value;
  throw new ServerError('ERR value is not an integer or out of range');
}

export function bulk(value: string): Buffer {
  return Buffer.from(value);
}

export const okReply: Reply = bulk('OK');
