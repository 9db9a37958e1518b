// Writes the seeds of the fuzz targets: golden frames and packed bodies of every shape, and all their truncations.
// Usage: node write-corpus.mjs FOLDER (after npm run build)
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const dist = new URL('../../../dist/', import.meta.url);
const { compilePlan, packColumns, packedBound, WireType } = await import(
  new URL('codec/packed/index.js', dist)
);
const codec = await import(new URL('codec/index.js', dist));

const folder = process.argv[2];
for (const target of ['unpack', 'pack', 'frame']) mkdirSync(join(folder, target), { recursive: true });

function write(target, name, bytes) {
  writeFileSync(join(folder, target, name), bytes);
}

function writeTruncated(target, name, bytes) {
  write(target, name, bytes);
  const step = Math.max(1, Math.floor(bytes.length / 200));
  for (let length = 0; length < bytes.length; length += step)
    write(target, `${name}-${length}`, bytes.subarray(0, length));
}

let state = 7;
function draw() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return (state >>> 0) / 2 ** 32;
}

/** The plan of columns.h, and rows of columns that take every scheme. */
const plan = compilePlan([
  { field: 1, type: WireType.u32 },
  { field: 2, type: WireType.u64, form: 'number', floatingBase: true },
  { field: 3, type: WireType.i64, form: 'number', absent: -(2n ** 63n) },
  { field: 4, type: WireType.f64, absent: 0x7ff8000000000000n },
  { field: 5, type: WireType.u8 },
  { field: 6, type: WireType.i16 },
  { field: 7, type: WireType.f32 },
  { field: 8, type: WireType.u64, absent: 2n ** 64n - 1n },
  { field: 9, lane: 3, type: WireType.i64, absent: 5n },
  { field: 10, type: WireType.u16, absent: 9n },
  { field: 11, type: WireType.i8, absent: 1n },
  { field: 12, type: WireType.i32, absent: 7n },
]);
const fill = (rows, make) => Array.from({ length: rows }, (_, i) => make(i));

function columns(rows) {
  return [
    Uint32Array.from(fill(rows, () => 1 + Math.floor(draw() * 5))),
    Float64Array.from(fill(rows, (i) => i * 1000 + Math.floor(draw() * 900))),
    Float64Array.from(fill(rows, () => (draw() < 0.1 ? Number.NaN : 100 * Math.floor(draw() * 50)))),
    Float64Array.from(fill(rows, (i) => (draw() < 0.05 ? draw() : draw() < 0.05 ? Number.NaN : i / 100))),
    Uint8Array.from(fill(rows, () => Math.floor(draw() * 3))),
    Int16Array.from(fill(rows, (i) => i * 3 - 200)),
    Float32Array.from(fill(rows, () => draw())),
    BigUint64Array.from(fill(rows, (i) => (draw() < 0.02 ? 2n ** 64n - 1n : 4_000_000_000n + BigInt(i)))),
    BigInt64Array.from(fill(rows, () => (draw() < 0.05 ? 2n ** 60n : BigInt(Math.floor(draw() * 9))))),
    Uint16Array.from(fill(rows, () => [9, 40_000, 17][Math.floor(draw() * 3)])),
    Int8Array.from(fill(rows, () => Math.floor(draw() * 256))),
    Int32Array.from(fill(rows, () => Math.floor(draw() * 2 ** 31))),
  ];
}

const target = new Uint8Array(packedBound(400, 12));
for (const rows of [1, 40, 128, 131, 300])
  for (const key of [0, -1]) {
    const length = packColumns(plan, key, columns(rows), rows, target);
    writeTruncated('unpack', `golden-${rows}-${key}`, target.slice(0, length));
    write('pack', `golden-${rows}-${key}`, target.slice(0, length));
  }

const scales = new codec.InstrumentScales([{ id: 7, symbol: 'S', priceExponent: -2, sizeExponent: -3 }]);
const sender = {
  producer: 1n,
  epoch: 1,
  clockId: 1n,
  clock: { monotonicNs: () => 1n, wallNs: () => 2n },
  scales,
  slabs: new codec.SlabPool(),
};
const registry = new codec.MessageRegistry();
const alert = { time: 1n, topic: 'memory', engine: 'ml', severity: 'warning', message: 'high' };
const trade = { time: 1n, price: 1.25, size: 2, instrument: 7, side: 'buy' };
for (const [name, message, count] of [
  ['trade', trade, 3],
  ['trade', trade, 130],
  ['systemAlert', alert, 2],
]) {
  const builder = new codec.FrameBuilder(registry.get(name), sender);
  for (let i = 0; i < count; i++) builder.add(message);
  const bytes = builder.finish(1n).bytes.slice();
  writeTruncated('frame', `golden-${name}-${count}`, bytes);
  // The failures of other codecs: blocks of 0 and of 1 octet, counts whose product with them overflows.
  const view = new DataView(bytes.buffer);
  for (const [field, length] of [
    [104, 0],
    [104, 1],
    [104, 65_535],
  ]) {
    const before = view.getUint16(field, true);
    view.setUint16(field, length, true);
    write('frame', `block-${name}-${count}-${length}`, bytes.slice());
    view.setUint16(field, before, true);
  }
  view.setUint32(108, 0xffffffff, true);
  view.setUint32(84, 65_536, true);
  write('frame', `overflow-${name}-${count}`, bytes.slice());
}
