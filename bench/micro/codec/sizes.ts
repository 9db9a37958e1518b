// Bytes per trade on real and synthetic data: packed columns against rows, msgpackr, protobufjs and zstd of the rows.
// node dist/bench/micro/codec/sizes.js DATA_FOLDER: reads every trade file of binance_hft/ and every BAC one of
// lean_equity_tick/ in it. zstd is measured on up to 20 frames a file where its command is installed (apt-get install zstd).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Packr } from 'msgpackr';
import protobuf from 'protobufjs';
import { blankBlock } from '#dualbus/codec/frame-builder.js';
import { shapes } from '#dualbus/codec/index.js';
import { columnPacker, packedBound } from '#dualbus/codec/packed/index.js';
import { bindColumns, planOf } from '#dualbus/codec/rows/columns.js';
import { columnsToRows } from '#dualbus/codec/rows/transpose.js';
import { RowViews } from '#dualbus/codec/rows/views.js';
import { readTrades, type TradeColumns } from '#dualbus/market/index.js';

const { trade } = shapes;
const MAX_ROWS = 65_536;
const plan = planOf(trade, 'offset');
const blank = blankBlock(trade);
const target = new Uint8Array(packedBound(MAX_ROWS, trade.columns.length));
const views = RowViews.allocate(MAX_ROWS * trade.blockLength);
const ZSTD_FRAMES = 20;

const tradeType = protobuf.Type.fromJSON('Trade', {
  fields: {
    time: { type: 'uint64', id: 1 },
    price: { type: 'sint64', id: 2 },
    size: { type: 'uint64', id: 3 },
    instrument: { type: 'uint32', id: 4 },
    side: { type: 'sint32', id: 5 },
  },
});
new protobuf.Root().add(tradeType);

interface Sizes {
  rows: number;
  packed: number;
  blocks: number;
  msgpackr: number;
  protobuf: number;
  zstd: number;
  zstdRows: number;
}

/** Time, price, size, instrument and side of each trade, one message each, as the peers encode it smallest. */
function addPeers(columns: TradeColumns, sizes: Sizes, packr: Packr): void {
  for (let i = 0; i < columns.length; i++) {
    const time = columns.timeBase + BigInt(columns.timeOffset[i]!);
    const message = {
      time,
      price: columns.price[i]!,
      size: columns.size[i]!,
      instrument: columns.instrument[i]!,
      side: columns.side[i]!,
    };
    sizes.msgpackr += packr.pack(message).length;
    const long = { low: Number(BigInt.asIntN(32, time)), high: Number(time >> 32n), unsigned: true };
    sizes.protobuf += tradeType.encode({ ...message, time: long }).finish().length;
  }
}

function zstdLength(bytes: Uint8Array): number {
  const run = spawnSync('zstd', ['-3', '-c', '-q'], { input: bytes, maxBuffer: 1 << 28 });
  return run.status === 0 ? run.stdout.length : Number.NaN;
}

async function measure(files: readonly string[], frameRows: number, peers: boolean): Promise<Sizes> {
  const sizes: Sizes = { rows: 0, packed: 0, blocks: 0, msgpackr: 0, protobuf: 0, zstd: 0, zstdRows: 0 };
  const packr = new Packr({ structures: [] });
  let frames = 0;
  for (const file of files)
    for await (const batch of readTrades(file, { batchRows: frameRows })) {
      const bound = bindColumns(trade, plan, batch);
      sizes.rows += batch.length;
      sizes.packed += columnPacker().pack(plan, trade.key, bound.arrays, batch.length, target);
      sizes.blocks += batch.length * trade.blockLength;
      if (!peers) continue;
      addPeers(batch, sizes, packr);
      if (frames++ >= ZSTD_FRAMES) continue;
      columnsToRows(trade, bound, 0, batch.length, views, 0, blank);
      sizes.zstd += zstdLength(views.u8.subarray(0, batch.length * trade.blockLength));
      sizes.zstdRows += batch.length;
    }
  return sizes;
}

function filesOf(folder: string, pattern: RegExp): string[] {
  const names = readdirSync(folder).filter((name) => pattern.test(name));
  return names.sort().map((name) => join(folder, name));
}

const data = process.argv[2];
if (data === undefined) throw new Error('which folder has the market data?');
const groups: [string, string[]][] = [
  ...filesOf(join(data, 'binance_hft'), /_trades\.csv\.gz$/).map((file): [string, string[]] => [
    file.split('/').at(-1)!.replace('_trades.csv.gz', ''),
    [file],
  ]),
  ['bac, five days', filesOf(join(data, 'lean_equity_tick'), /^bac_.*_trade\.zip$/)],
];

console.log('bytes per trade; packed in frames of 128, 1000, 8192 and 65536 trades');
for (const [name, files] of groups) {
  const main = await measure(files, 1000, true);
  const per = (key: keyof Sizes, rows = main.rows) => (main[key] / rows).toFixed(2).padStart(7);
  const frames = [];
  for (const rows of [128, 8192, MAX_ROWS]) {
    const { packed, rows: total } = await measure(files, rows, false);
    frames.push((packed / total).toFixed(2));
  }
  console.log(
    `${name.padEnd(24)} ${String(main.rows).padStart(7)} trades  packed ${frames[0]}, ${per('packed').trim()}, ${frames[1]}, ${frames[2]}` +
      `  rows${per('blocks')}  msgpackr${per('msgpackr')}  protobuf${per('protobuf')}  zstd -3 of rows${per('zstd', main.zstdRows)}` +
      `  msgpackr / packed ${(main.msgpackr / main.packed).toFixed(1)}x`,
  );
}
