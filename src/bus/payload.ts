// Requests and replies travel as JSON, in which a bigint is { "$bigint": "…" }.

export function encodePayload(value: unknown): Uint8Array {
  const text = JSON.stringify(value ?? null, (_, part: unknown) =>
    typeof part === 'bigint' ? { $bigint: part.toString() } : part,
  );
  return Buffer.from(text);
}

/** Throws SyntaxError for bytes that are not such JSON. */
export function decodePayload(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString(), (_, part: unknown) =>
    isBigint(part) ? BigInt(part.$bigint) : part,
  );
}

function isBigint(part: unknown): part is { readonly $bigint: string } {
  if (typeof part !== 'object' || part === null || !('$bigint' in part)) return false;
  return typeof part.$bigint === 'string' && /^-?\d{1,400}$/.test(part.$bigint);
}
