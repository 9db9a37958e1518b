// Writes real trades for vpin_sweep_test: how many (u64), then their volumes (u64), then their sides by the tick rule
// (f32: 1 buy, -1 sell, 0 before the first change of price). Usage: node trades.mjs OUT ZIP... (Lean equity ticks:
// time, price, size, ...). Writes nothing and ends well where a file is absent.
import { existsSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import yauzl from 'yauzl';

async function textOf(path) {
  const zip = await promisify(yauzl.open)(path, { lazyEntries: true });
  const entry = await new Promise((settle, fail) => {
    zip.once('entry', settle).once('error', fail);
    zip.readEntry();
  });
  const stream = await promisify(zip.openReadStream.bind(zip))(entry);
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  zip.close();
  return Buffer.concat(chunks).toString('latin1');
}

const [out, ...files] = process.argv.slice(2);
if (files.length > 0 && files.every((file) => existsSync(file))) {
  const volumes = [];
  const sides = [];
  let last;
  let side = 0;
  for (const file of files)
    for (const line of (await textOf(file)).trimEnd().split('\n')) {
      const [, price, size] = line.split(',', 3).map(Number);
      if (last !== undefined && price !== last) side = price > last ? 1 : -1;
      last = price;
      volumes.push(BigInt(size));
      sides.push(side);
    }
  const count = BigUint64Array.of(BigInt(volumes.length));
  const parts = [count, BigUint64Array.from(volumes), Float32Array.from(sides)];
  writeFileSync(out, Buffer.concat(parts.map((part) => Buffer.from(part.buffer))));
}
