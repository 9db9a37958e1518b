import type { Decoded } from './decode.js';
import type { Value } from './read.js';

/**
 * A decoded message as one line of JSON: `{"template":…,"id":…,"version":…,"fields":{…}}`. 64-bit integers are numbers
 * up to 2^53 and decimal strings beyond, opaque bytes are base64, and floats that JSON cannot write are strings.
 */
export function toNdjson({ template, id, version, fields }: Decoded): string {
  return JSON.stringify({ template, id, version, fields: toJson(fields) });
}

type Json = string | number | null | readonly Json[] | { readonly [name: string]: Json };

function toJson(value: Value): Json {
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toJson(inner)]));
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
