/** ns since the epoch in ISO 8601, UTC, with as many decimals of a second as it needs: 0, 3, 6 or 9. */
export function isoTime(ns: bigint): string {
  const second = ns / 1_000_000_000n;
  const text = new Date(Number(second) * 1000).toISOString().slice(0, 19);
  const digits = String(ns % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/(000)+$/, '');
  return digits === '' ? `${text}Z` : `${text}.${digits}Z`;
}
