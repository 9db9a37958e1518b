// Requests and replies travel as JSON, in which a bigint is { "$bigint": "…" }. Where there is none, JSON.parse and
// JSON.stringify work without a callback for every part.

export function encodePayload(value: unknown): Uint8Array {
  return Buffer.from(textOf(value ?? null));
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // What JSON has no form for: a bigint, or a circle, which is refused again.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'bigint' ? { $bigint: part.toString() } : part,
    );
  }
}

/** Throws SyntaxError for bytes that are not such JSON. */
export function decodePayload(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  // The name of a bigint can be written with escapes.
  if (!text.includes('$bigint') && !text.includes('\\u')) return JSON.parse(text);
  return JSON.parse(text, (_, part: unknown) => (isBigint(part) ? BigInt(part.$bigint) : part));
}

function isBigint(part: unknown): part is { readonly $bigint: string } {
  if (typeof part !== 'object' || part === null || !('$bigint' in part)) return false;
  return typeof part.$bigint === 'string' && /^-?\d{1,400}$/.test(part.$bigint);
}
