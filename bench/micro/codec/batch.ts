// Batches of 1000: rows and packed columns against JSON and msgpackr.

import { blankBlock } from '#dualbus/codec/frame-builder.js';
import {
  FrameBuilder,
  FrameDecoder,
  type MessageColumns,
  MessageRegistry,
  PACK_ROWS,
  RowViews,
  SlabPool,
  shapes,
  TradeRow,
} from '#dualbus/codec/index.js';
import { columnPacker, referencePacker } from '#dualbus/codec/packed/index.js';
import { bindColumns, ColumnMemory, planOf } from '#dualbus/codec/rows/columns.js';
import { columnsToRows } from '#dualbus/codec/rows/transpose.js';
import { type Arm, formatResults, interleave } from '../../support/interleave.js';
import { describeMachine } from '../../support/machine.js';
import { packr, protobufDecode, protobufEncode, protobufTicks } from './peers.js';
import { asJson, asMsgpack, asTrades, makeTicks, scales } from './ticks.js';

const ROWS = 1000;
const ticks = makeTicks(ROWS);
const json = asJson(ticks);
const msgpack = asMsgpack(ticks);
const trades = asTrades(ticks);
const { trade } = shapes;
let sink = 0;

const registry = new MessageRegistry();
const sender = {
  producer: 1n,
  epoch: 1,
  clockId: 1n,
  clock: { monotonicNs: () => 1n, wallNs: () => 1n },
  scales,
  slabs: new SlabPool(256 * 1024),
};

function receivedColumns(): MessageColumns['trade'] {
  const builder = new FrameBuilder(registry.get('trade'), sender);
  for (const t of trades) builder.add(t);
  const batch = new FrameDecoder(registry, scales).decode(builder.finish(1n).bytes);
  return batch.retain().columns as unknown as MessageColumns['trade'];
}

const full = receivedColumns();
/** The tick's six columns, as a publisher of ticks has them. */
const { length, timeBase, timeOffset, price, size, tradeId, instrument, side } = full;
const columns = { length, timeBase, timeOffset, price, size, tradeId, instrument, side };

function encodeArms(): Arm[] {
  const target = RowViews.allocate(ROWS * trade.blockLength);
  const blank = blankBlock(trade);
  const bound = bindColumns(trade, planOf(trade, 'offset'), columns);
  const packed = new Uint8Array(1 << 20);
  const pack = (packer: typeof referencePacker) => () => {
    sink += packer.pack(bound.plan, trade.key, bound.arrays, ROWS, packed);
  };
  const builder = new FrameBuilder(registry.get('trade'), sender);
  return [
    { name: 'JSON.stringify', run: (n) => times(n, () => (sink += JSON.stringify(json).length)) },
    { name: 'msgpackr, shared structures', run: (n) => times(n, () => (sink += packr.pack(msgpack).length)) },
    {
      name: 'plain objects to rows',
      run: (n) =>
        times(n, () => {
          for (let i = 0; i < ROWS; i++) trade.write(target, i * trade.blockLength, trades[i]!, scales);
        }),
    },
    {
      name: 'columns to rows',
      run: (n) => times(n, () => columnsToRows(trade, bound, 0, ROWS, target, 0, blank)),
    },
    { name: `columns packed, ${columnPacker().name}`, run: (n) => times(n, pack(columnPacker())) },
    { name: 'columns packed, TypeScript', run: (n) => times(n, pack(referencePacker)) },
    {
      name: `columns to a whole packed frame (from ${PACK_ROWS} rows on)`,
      run: (n) =>
        times(n, () => {
          const frame = builder.encodeColumns(columns, 1n);
          sink += frame.bytes.length;
          frame.release();
        }),
    },
  ];
}

function decodeArms(): Arm[] {
  const text = Buffer.from(JSON.stringify(json));
  const pack = Buffer.from(packr.pack(msgpack));
  const protos = protobufTicks(ticks).map((t) => Buffer.from(protobufEncode(t)));
  const rows = RowViews.allocate(ROWS * trade.blockLength);
  for (let i = 0; i < ROWS; i++) trade.write(rows, i * trade.blockLength, trades[i]!, scales);
  const bytes = Buffer.from(rows.u8);
  const scratch = RowViews.allocate(bytes.length);
  const bound = bindColumns(trade, planOf(trade, 'offset'), columns);
  const target = new Uint8Array(1 << 20);
  const body = target.slice(0, columnPacker().pack(bound.plan, trade.key, bound.arrays, ROWS, target));
  const memory = new ColumnMemory('trade', trade, ROWS);
  const frame = new FrameBuilder(registry.get('trade'), sender).encodeColumns(columns, 1n).bytes.slice();
  const decoder = new FrameDecoder(registry, scales);
  const row = new TradeRow();
  return [
    {
      name: 'JSON.parse(buffer.toString())',
      run: (n) => times(n, () => (sink += JSON.parse(text.toString()).length)),
    },
    { name: 'msgpackr, shared structures', run: (n) => times(n, () => (sink += packr.unpack(pack).length)) },
    {
      name: 'protobufjs, one by one',
      run: (n) =>
        times(n, () => {
          for (const bytes of protos) sink += protobufDecode(bytes).price!;
        }),
    },
    {
      name: 'rows in place, six fields each',
      run: (n) =>
        times(n, () => {
          scratch.u8.set(bytes);
          for (let i = 0; i < ROWS; i++) {
            const t = row.moveTo(scratch, i * trade.blockLength);
            sink +=
              t.price +
              t.size +
              t.instrument +
              t.side +
              t.timeHigh +
              t.timeLow +
              t.tradeIdHigh +
              t.tradeIdLow;
          }
        }),
    },
    {
      name: 'rows to plain objects (eleven fields)',
      run: (n) =>
        times(n, () => {
          scratch.u8.set(bytes);
          for (let i = 0; i < ROWS; i++) sink += trade.read(scratch, i * trade.blockLength, scales).price;
        }),
    },
    {
      name: `packed columns, ${columnPacker().name}`,
      run: (n) => times(n, () => (sink += columnPacker().unpack(memory.plan, memory.arrays, body))),
    },
    {
      name: 'packed columns, TypeScript',
      run: (n) => times(n, () => (sink += referencePacker.unpack(memory.plan, memory.arrays, body))),
    },
    {
      name: 'whole packed frame to columns',
      run: (n) => times(n, () => (sink += decoder.decode(frame).columns!.length)),
    },
  ];
}

function times(n: number, once: () => void): void {
  for (let i = 0; i < n; i++) once();
}

console.log(describeMachine());
console.log(
  formatResults(
    'encode 1000 trades (ns per trade)',
    interleave(encodeArms().map((arm) => ({ ...arm, operations: ROWS }))),
  ),
);
console.log(
  formatResults(
    'decode 1000 trades (ns per trade)',
    interleave(decodeArms().map((arm) => ({ ...arm, operations: ROWS }))),
  ),
);
if (Number.isNaN(sink)) console.log('unreachable');
