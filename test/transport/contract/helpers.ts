import type { Outcome } from '../../../src/transport/outcome.js';
import type { Entry, GroupReader, LiveReader } from '../../../src/transport/transport.js';

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(frame: Uint8Array): string {
  return Buffer.from(frame).toString();
}

/** The value of an outcome that must be ok. */
export function okValue<T>(outcome: Outcome<T>): T {
  if (outcome.status === 'ok') return outcome.value;
  throw new Error(`expected ok, got ${JSON.stringify(outcome)}`);
}

/** Reads until `count` entries have come. */
export async function take(
  reader: GroupReader | LiveReader,
  count: number,
  timeoutMs = 5_000,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  while (entries.length < count) {
    const batch = await reader.next(AbortSignal.timeout(timeoutMs));
    if (batch === undefined) throw new Error(`closed after ${entries.length} of ${count} entries`);
    entries.push(...batch.entries);
  }
  return entries;
}

/** True when nothing comes for a while. */
export async function quiet(reader: GroupReader | LiveReader, ms = 60): Promise<boolean> {
  try {
    await reader.next(AbortSignal.timeout(ms));
    return false;
  } catch {
    return true;
  }
}
