// Frames of shards on their way to a worker: kept in slabs, named by number, read back and divided by instrument.
import { describe, expect, it } from 'vitest';
import { spread } from '../../src/base/spread.js';
import type { InstrumentTable } from '../../src/market/index.js';
import { SharedArena } from '../../src/pool/arena.js';
import { Pins } from '../../src/pool/pins.js';
import { columnClasses, type FrameColumns } from '../../src/pool/shard/columns.js';
import { FrameLog, type KeptFrame } from '../../src/pool/shard/frame-log.js';
import { PageReader, PageWriter } from '../../src/pool/shard/pages.js';
import { RowPicker } from '../../src/pool/shard/rows.js';
import { seededRandom } from '../support/random.js';

const table: InstrumentTable = new Map([[1, { id: 1, symbol: 'A', priceExponent: -2, sizeExponent: 0 }]]);

/** A column of every class with random bits, longer than its frame, as memory that is used again is. */
function randomColumns(length: number, random: () => number, instruments = table): FrameColumns {
  const columns: Record<string, unknown> = { kind: 'all', length, timeBase: 7n, instruments };
  for (const [name, Class] of Object.entries(columnClasses)) {
    const bytes = new Uint8Array(Class.BYTES_PER_ELEMENT * (length + 3)).map(() => 256 * random());
    columns[`of${name}`] = new Class(bytes.buffer);
  }
  columns.instrument = Uint32Array.from({ length: length + 3 }, () => 100 * random());
  return columns as unknown as FrameColumns;
}

/** The bits of the rows at these places, by column. */
function bitsOf(columns: FrameColumns, places: readonly number[]): Record<string, string> {
  const bits: Record<string, string> = {};
  for (const [name, column] of Object.entries(columns)) {
    if (!ArrayBuffer.isView(column)) continue;
    const { buffer, byteOffset } = column as Float64Array;
    const size = (column as Float64Array).BYTES_PER_ELEMENT;
    const rows = places.map((row) => Buffer.from(buffer as ArrayBuffer, byteOffset + row * size, size));
    bits[name] = Buffer.concat(rows).toString('hex');
  }
  return bits;
}

const upTo = (length: number): number[] => Array.from({ length }, (_, i) => i);

function keep(log: FrameLog, id: string, columns: FrameColumns): KeptFrame {
  return log.keepColumns({ name: 'all', stream: `s${Number(id) % 2}`, id }, columns);
}

describe('pages', () => {
  it('give back every bit of every class of column, over several slabs and after a clearing', () => {
    const random = seededRandom(1);
    const arena = new SharedArena(new Pins());
    const log = new FrameLog(arena);
    const [writer, reader] = [new PageWriter(), new PageReader()];
    for (let round = 0; round < 3; round++) {
      const frames = [1, 7, 12_000, 3, 13_000, 1_000].map((length) => randomColumns(length, random));
      const kept = frames.map((columns, i) => keep(log, String(i), columns));
      const page = structuredClone(writer.write(kept));
      // What was told in the first round is not told again.
      expect(page.origins.length).toBe(round === 0 ? 2 : 0);
      expect(page.slabs.length > 0).toBe(round === 0);
      expect(page.instruments === undefined).toBe(round > 0);
      for (const [i, frame] of reader.read(page).entries()) {
        expect(frame).toMatchObject({ name: 'all', stream: `s${i % 2}`, id: String(i) });
        const columns = frame.columns();
        const { length } = frames[i]!;
        expect(columns).toMatchObject({ length, timeBase: 7n, instruments: table });
        expect(bitsOf(columns, upTo(length))).toEqual(bitsOf(frames[i]!, upTo(length)));
      }
      expect(log.frames).toBe(6);
      log.clear();
    }
    const { lent } = arena.bytes;
    expect(lent).toBeGreaterThan(0);
    log.close();
    expect(arena.bytes.lent).toBe(0);
  });

  it('say which instruments are known where that changed', () => {
    const log = new FrameLog(new SharedArena(new Pins()));
    const [writer, reader] = [new PageWriter(), new PageReader()];
    const more: InstrumentTable = new Map([...table, [2, table.get(1)!]]);
    for (const [i, instruments] of [table, table, more, more, table].entries()) {
      const columns = randomColumns(5, seededRandom(i), instruments);
      const page = writer.write([keep(log, String(i), columns)]);
      expect(page.instruments !== undefined).toBe([0, 2, 4].includes(i));
      expect(reader.read(structuredClone(page))[0]!.columns().instruments).toEqual(instruments);
    }
  });
});

describe('rows', () => {
  it.each([1, 2, 3, 7])('go to %d shards, each to one, in their order, bit for bit', (shards) => {
    const random = seededRandom(shards);
    const pickers = upTo(shards).map((shard) => new RowPicker(shard, shards));
    for (const length of [1, 2, 50, 1_500, 10]) {
      const frame = randomColumns(length, random);
      let seen = 0;
      for (const [shard, picker] of pickers.entries()) {
        const own = upTo(length).filter((row) => spread(frame.instrument[row]!, shards) === shard);
        const picked = picker.pick(frame);
        expect(picked.length).toBe(own.length);
        expect(bitsOf(picked, upTo(own.length))).toEqual(bitsOf(frame, own));
        seen += own.length;
      }
      expect(seen).toBe(length);
    }
  });
});
