// One message at a time: dualbus against JSON, msgpackr, protobufjs and flatbuffers on the tick of the wire comparison.
import { FrameBuilder, MessageRegistry, RowViews, SlabPool, shapes, TradeRow } from '#dualbus/codec/index.js';
import { type Arm, formatResults, interleave } from '../../support/interleave.js';
import { describeMachine } from '../../support/machine.js';
import {
  flatbufferEncode,
  flatbufferSum,
  packr,
  protobufDecode,
  protobufEncode,
  protobufTicks,
} from './peers.js';
import { asJson, asMsgpack, asTrades, makeTicks, scales } from './ticks.js';

const COUNT = 1024;
const ticks = makeTicks(COUNT);
const json = asJson(ticks);
const msgpack = asMsgpack(ticks);
const protos = protobufTicks(ticks);
const trades = asTrades(ticks);
const { trade } = shapes;

/** Everything that was read goes here, so that nothing is optimised away. */
let sink = 0;

function repeat(n: number, once: (index: number) => void): void {
  for (let i = 0; i < n; i++) once(i & (COUNT - 1));
}

function encodeArms(): Arm[] {
  const ring = RowViews.allocate(64 * 1024);
  const last = ring.u8.length - trade.blockLength;
  let at = 0;
  const builder = new FrameBuilder(new MessageRegistry().get('trade'), {
    producer: 1n,
    epoch: 1,
    clockId: 1n,
    clock: { monotonicNs: () => process.hrtime.bigint(), wallNs: () => process.hrtime.bigint() },
    scales,
    slabs: new SlabPool(),
  });
  return [
    { name: 'JSON.stringify', run: (n) => repeat(n, (i) => (sink += JSON.stringify(json[i]).length)) },
    {
      name: 'msgpackr, shared structures',
      run: (n) => repeat(n, (i) => (sink += packr.pack(msgpack[i]).length)),
    },
    { name: 'protobufjs', run: (n) => repeat(n, (i) => (sink += protobufEncode(protos[i]!).length)) },
    { name: 'flatbuffers', run: (n) => repeat(n, (i) => (sink += flatbufferEncode(ticks[i]!).length)) },
    {
      name: 'dualbus, plain object into the ring',
      run: (n) => {
        for (let i = 0; i < n; i++) {
          trade.write(ring, at, trades[i & (COUNT - 1)]!, scales);
          at = at === last ? 0 : at + trade.blockLength;
        }
        sink += at;
      },
    },
    {
      name: 'dualbus, send() into frames, closed when full',
      run: (n) => {
        for (let i = 0; i < n; i++) {
          if (builder.add(trades[i & (COUNT - 1)]!)) continue;
          builder.drop();
        }
        sink += builder.count;
      },
    },
  ];
}

interface Read {
  readonly symbolId: number;
  readonly price: number;
  readonly size: number;
  readonly side: number;
}

function sum(t: Read): number {
  return t.price + t.size + t.symbolId + t.side;
}

function decodeArms(): Arm[] {
  const texts = json.map((t) => Buffer.from(JSON.stringify(t)));
  const packs = msgpack.map((t) => Buffer.from(packr.pack(t)));
  const protoBytes = protos.map((t) => Buffer.from(protobufEncode(t)));
  const flats = ticks.map((t) => Buffer.from(flatbufferEncode(t)));
  const memory = RowViews.allocate(trade.blockLength);
  const blocks = trades.map((t) => {
    trade.write(memory, 0, t, scales);
    return Buffer.from(memory.u8);
  });
  const row = new TradeRow();
  return [
    {
      name: 'JSON.parse(buffer.toString())',
      run: (n) =>
        repeat(n, (i) => {
          const t = JSON.parse(texts[i]!.toString());
          sink += sum(t) + t.ts.length + t.tradeId;
        }),
    },
    {
      name: 'msgpackr, shared structures',
      run: (n) =>
        repeat(n, (i) => {
          const t = packr.unpack(packs[i]!);
          sink += sum(t) + t.tradeId + (t.ts === 0n ? 1 : 0);
        }),
    },
    {
      name: 'protobufjs',
      run: (n) =>
        repeat(n, (i) => {
          const t = protobufDecode(protoBytes[i]!);
          sink += sum(t as never) + t.ts.high + t.ts.low + Number(t.tradeId);
        }),
    },
    { name: 'flatbuffers', run: (n) => repeat(n, (i) => (sink += flatbufferSum(flats[i]!))) },
    {
      name: 'dualbus, six fields of a flyweight',
      run: (n) =>
        repeat(n, (i) => {
          const t = row.load(blocks[i]!);
          sink +=
            t.price + t.size + t.instrument + t.side + t.timeHigh + t.timeLow + t.tradeIdHigh + t.tradeIdLow;
        }),
    },
    {
      name: 'dualbus, plain object (eleven fields)',
      run: (n) =>
        repeat(n, (i) => {
          memory.u8.set(blocks[i]!);
          const t = trade.read(memory, 0, scales);
          sink +=
            t.price + t.size + t.instrument + (t.side === 'buy' ? 1 : 2) + (t.time === t.tradeId ? 1 : 0);
        }),
    },
  ];
}

console.log(describeMachine());
console.log(formatResults('encode one message', interleave(encodeArms())));
console.log(formatResults('decode one message from a Buffer of its own', interleave(decodeArms())));
if (Number.isNaN(sink)) console.log('unreachable');
