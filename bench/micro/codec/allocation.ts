// Heap statistics of the hot paths: what sending and receiving a million messages leaves to the garbage collector.
// Run with --expose-gc --max-semi-space-size=512, so that nothing is collected while a path runs.
import { FrameBuilder, FrameDecoder, MessageRegistry, SlabPool } from '#dualbus/codec/index.js';
import { describeMachine } from '../../support/machine.js';
import { packr } from './peers.js';
import { asMsgpack, asTrades, makeTicks, scales } from './ticks.js';

const ROWS = 1000;
const FRAMES = 200;
const ticks = makeTicks(ROWS);
const trades = asTrades(ticks);
const msgpack = asMsgpack(ticks);
const registry = new MessageRegistry();
let sink = 0;

const sender = {
  producer: 1n,
  epoch: 1,
  clockId: 1n,
  clock: { monotonicNs: () => process.hrtime.bigint(), wallNs: () => 1n },
  scales,
  slabs: new SlabPool(),
};

/** Bytes of heap per message that `work` (FRAMES frames of ROWS messages) allocated. */
function measure(name: string, work: () => void): void {
  work();
  work();
  globalThis.gc?.();
  const before = process.memoryUsage();
  work();
  const after = process.memoryUsage();
  const per = (key: 'heapUsed' | 'external' | 'arrayBuffers') =>
    ((after[key] - before[key]) / (FRAMES * ROWS)).toFixed(3).padStart(9);
  console.log(`${name.padEnd(52)} heap ${per('heapUsed')}  array buffers ${per('arrayBuffers')}`);
}

const builder = new FrameBuilder(registry.get('trade'), sender);
const decoder = new FrameDecoder(registry, scales);
for (const trade of trades) builder.add(trade);
const packed = builder.finish(1n).bytes.slice();
for (const trade of trades.slice(0, 100)) builder.add(trade);
const rows = builder.finish(1n).bytes.slice();

console.log(describeMachine());
console.log('bytes per message');
measure('send: add() and finish(), packed frames', () => {
  for (let f = 0; f < FRAMES; f++) {
    for (let i = 0; i < ROWS; i++) if (!builder.add(trades[i]!)) throw new Error('the frame is full');
    const frame = builder.finish(BigInt(f));
    sink += frame.bytes.length;
    frame.release();
  }
});
measure('send: add() and finish(), frames of 100 rows', () => {
  for (let f = 0; f < FRAMES * 10; f++) {
    for (let i = 0; i < 100; i++) if (!builder.add(trades[i]!)) throw new Error('the frame is full');
    const frame = builder.finish(BigInt(f));
    sink += frame.bytes.length;
    frame.release();
  }
});
measure('receive: columns of packed frames', () => {
  for (let f = 0; f < FRAMES; f++) sink += decoder.decode(packed).columns!.length;
});
measure('receive: columns of frames of 100 rows', () => {
  for (let f = 0; f < FRAMES * 10; f++) sink += decoder.decode(rows).columns!.length;
});
measure('receive: plain objects of packed frames', () => {
  for (let f = 0; f < FRAMES; f++) sink += decoder.decode(packed).toArray().length;
});
measure('msgpackr: pack each message', () => {
  for (let f = 0; f < FRAMES; f++) for (const tick of msgpack) sink += packr.pack(tick).length;
});
if (Number.isNaN(sink)) console.log('unreachable');
