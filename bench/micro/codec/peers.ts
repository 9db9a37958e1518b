// The serializers that a Node user could pick instead, each in its fastest honest form.
import * as flatbuffers from 'flatbuffers';
import { Packr } from 'msgpackr';
import protobuf from 'protobufjs';
import type { Tick } from './ticks.js';

export const packr = new Packr({ structures: [] });

const tickType = protobuf.Type.fromJSON('Tick', {
  fields: {
    symbolId: { type: 'uint32', id: 1 },
    ts: { type: 'fixed64', id: 2 },
    price: { type: 'double', id: 3 },
    size: { type: 'double', id: 4 },
    side: { type: 'uint32', id: 5 },
    tradeId: { type: 'uint64', id: 6 },
  },
});
new protobuf.Root().add(tickType);

export function protobufTicks(ticks: readonly Tick[]): protobuf.Message[] {
  return ticks.map((t) =>
    tickType.create({
      ...t,
      ts: {
        low: Number(BigInt.asIntN(32, t.ts)),
        high: Number(BigInt.asIntN(32, t.ts >> 32n)),
        unsigned: true,
      },
      tradeId: Number(t.tradeId),
    }),
  );
}

export function protobufEncode(message: protobuf.Message): Uint8Array {
  return tickType.encode(message).finish();
}

export function protobufDecode(
  bytes: Uint8Array,
): Record<string, number> & { ts: { high: number; low: number } } {
  return tickType.decode(bytes) as never;
}

const builder = new flatbuffers.Builder(1024);

/** A table with six fields, as flatc's generated code writes it. */
export function flatbufferEncode(t: Tick): Uint8Array {
  builder.clear();
  builder.startObject(6);
  builder.addFieldInt64(1, t.ts, 0n);
  builder.addFieldInt64(5, t.tradeId, 0n);
  builder.addFieldFloat64(2, t.price, 0);
  builder.addFieldFloat64(3, t.size, 0);
  builder.addFieldInt32(0, t.symbolId, 0);
  builder.addFieldInt8(4, t.side, 0);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

/** Reads the six fields and adds them up. */
export function flatbufferSum(bytes: Uint8Array): number {
  const buffer = new flatbuffers.ByteBuffer(bytes);
  const table = buffer.readInt32(buffer.position()) + buffer.position();
  const field = (n: number) => table + buffer.__offset(table, 4 + 2 * n);
  const ts = buffer.readUint64(field(1));
  const tradeId = buffer.readUint64(field(5));
  const reals = buffer.readFloat64(field(2)) + buffer.readFloat64(field(3));
  return reals + buffer.readUint32(field(0)) + buffer.readUint8(field(4)) + (ts === tradeId ? 1 : 0);
}
