// Generated SBE against JSON and msgpackr, on the tick of the wire comparison.
import { Packr } from 'msgpackr';
import type { Arm } from '../../support/interleave.js';
import { Report } from '../../support/report.js';
import { type Tick, tick, tickBatch } from './generated/index.js';

const count = 1024;
const ticks: Tick[] = Array.from({ length: count }, (_, i) => ({
  ts: 1_700_000_000_000_000_000n + BigInt(i) * 1_000_003n,
  tradeId: 40_000_000_000n + BigInt(i),
  price: 27_000 + (i % 977) / 100,
  size: (i % 211) / 1000,
  symbolId: i % 50,
  side: i & 1,
}));

/** The same for codecs without 64-bit integers of their own: the time as text, as JSON users send it. */
const plain = ticks.map((t) => ({ ...t, ts: t.ts.toString(), tradeId: Number(t.tradeId) }));
const withBigint = ticks.map((t) => ({ ...t, tradeId: Number(t.tradeId) }));

/** Everything that was read goes here, so that nothing is optimised away. */
let sink = 0;

function encodeArms(): Arm[] {
  const ring = new Uint8Array(65_536);
  const packr = new Packr({ structures: [] });
  const encodeInto = tick.encodeInto;
  let at = 0;
  return [
    { name: 'JSON.stringify', run: (n) => repeat(n, (i) => (sink += JSON.stringify(plain[i]).length)) },
    {
      name: 'msgpackr, shared structures',
      run: (n) => repeat(n, (i) => (sink += packr.pack(withBigint[i]).length)),
    },
    {
      name: 'encodeInto(ring), plain object',
      run: (n) => {
        for (let i = 0; i < n; i++) {
          if (at > 65_000) at = 0;
          at = encodeInto(ring, at, ticks[i & (count - 1)]!);
        }
        sink += at;
      },
    },
    {
      name: 'encode(), bytes of its own',
      run: (n) => repeat(n, (i) => (sink += tick.encode(ticks[i]!).length)),
    },
  ];
}

function decodeArms(): Arm[] {
  const packr = new Packr({ structures: [] });
  const json = plain.map((t) => Buffer.from(JSON.stringify(t)));
  const packed = withBigint.map((t) => Buffer.from(packr.pack(t)));
  const sbe = ticks.map((t) => Buffer.from(tick.encode(t)));
  const view = new tick.TickView();
  const sum = (t: { price: number; size: number; symbolId: number; side: number }) =>
    t.price + t.size + t.symbolId + t.side;
  return [
    {
      name: 'JSON.parse(buffer.toString())',
      run: (n) =>
        repeat(n, (i) => {
          const t = JSON.parse(json[i]!.toString());
          sink += sum(t) + t.ts.length + t.tradeId;
        }),
    },
    {
      name: 'msgpackr, shared structures',
      run: (n) =>
        repeat(n, (i) => {
          const t = packr.unpack(packed[i]!);
          sink += sum(t) + t.tradeId + (t.ts === 0n ? 1 : 0);
        }),
    },
    {
      name: 'flyweight, six fields, halves of 64-bit',
      run: (n) =>
        repeat(n, (i) => {
          const t = view.wrap(sbe[i]!);
          sink += t.price + t.size + t.symbolId + t.side + t.tsHi + t.tsLo + t.tradeIdHi + t.tradeIdLo;
        }),
    },
    {
      name: 'decode(), plain object with bigint',
      run: (n) =>
        repeat(n, (i) => {
          const t = tick.decode(sbe[i]!);
          sink += sum(t) + (t.ts === t.tradeId ? 1 : 0);
        }),
    },
  ];
}

function batchEncodeArms(): Arm[] {
  const rows = ticks.slice(0, 1000);
  const jsonRows = plain.slice(0, 1000);
  const target = new Uint8Array(65_536);
  const columns = new tickBatch.TicksColumns(1000);
  new tickBatch.TickBatchView().wrap(tickBatch.encode({ ticks: rows })).ticks.appendTo(columns);
  return [
    {
      name: 'JSON.stringify, 1000 rows',
      operations: 1000,
      run: (n) => repeat(n, () => (sink += JSON.stringify(jsonRows).length)),
    },
    {
      name: 'encodeInto, 1000 plain rows',
      operations: 1000,
      run: (n) => repeat(n, () => (sink += tickBatch.encodeInto(target, 0, { ticks: rows }))),
    },
    {
      name: 'encodeInto, 1000 rows as columns',
      operations: 1000,
      run: (n) => repeat(n, () => (sink += tickBatch.encodeInto(target, 0, { ticks: columns }))),
    },
  ];
}

function batchDecodeArms(): Arm[] {
  const json = Buffer.from(JSON.stringify(plain.slice(0, 1000)));
  const sbe = Buffer.from(tickBatch.encode({ ticks: ticks.slice(0, 1000) }));
  const columns = new tickBatch.TicksColumns(1000);
  const view = new tickBatch.TickBatchView();
  const add = (entry: InstanceType<typeof tickBatch.TicksEntry>) => {
    sink +=
      entry.price +
      entry.size +
      entry.symbolId +
      entry.side +
      entry.tsHi +
      entry.tsLo +
      entry.tradeIdHi +
      entry.tradeIdLo;
  };
  return [
    {
      name: 'JSON.parse(buffer.toString()), 1000 rows',
      operations: 1000,
      run: (n) => repeat(n, () => (sink += JSON.parse(json.toString()).length)),
    },
    {
      name: 'decode(), 1000 plain rows',
      operations: 1000,
      run: (n) => repeat(n, () => (sink += tickBatch.decode(sbe).ticks.length)),
    },
    {
      name: 'flyweight, forEach over 1000 rows',
      operations: 1000,
      run: (n) => repeat(n, () => view.wrap(sbe).ticks.forEach(add)),
    },
    {
      name: 'columns, 1000 rows',
      operations: 1000,
      run: (n) =>
        repeat(n, () => {
          columns.clear();
          view.wrap(sbe).ticks.appendTo(columns);
          sink += columns.price[7]!;
        }),
    },
  ];
}

function repeat(n: number, once: (index: number) => void): void {
  for (let i = 0; i < n; i++) once(i & (count - 1));
}

const report = new Report('sbe: the tick of the wire comparison');
report.section('encode one tick', encodeArms());
report.section('decode one tick from a Buffer of its own', decodeArms());
report.section('encode 1000 ticks, per tick', batchEncodeArms());
report.section('decode 1000 ticks, per tick', batchDecodeArms());
report.finish();
if (Number.isNaN(sink)) throw new Error('what was read is no number');
