// A reader that waits for bytes gives up when it is told to, however long they take to come.
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readTrades } from '../../src/market/index.js';

const header = 'time,price,size,side\n';
const rows = '2024-01-02T09:00:00Z,10,5,buy\n2024-01-02T09:00:01Z,10,5,buy\n';

describe('reading standard input', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['before anything came', ''],
    ['behind the first line', header],
    ['between two rows', header + rows],
  ])('ends with the reason of its signal %s', async (_, text) => {
    const stdin = new PassThrough();
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as unknown as typeof process.stdin);
    stdin.write(text);
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _columns of readTrades('-', { signal: abort.signal, batchRows: 1 }));
    })();
    const outcome = expect(reading).rejects.toThrow('enough');
    await vi.waitFor(() => expect(stdin.readableLength).toBe(0));
    abort.abort(new Error('enough'));
    await outcome;
    expect(stdin.destroyed).toBe(true);
  });
});
