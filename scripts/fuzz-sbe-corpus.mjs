// Writes what the fuzzer of generated C++ decoders needs into a folder: headers of the test schemas, and a corpus of
// golden messages with each of their truncations. Needs dist/ (npm run build).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileSchema, generateCpp, interpret } from '../dist/sbe/index.js';

const schemas = join(dirname(fileURLToPath(import.meta.url)), '../test/sbe/schemas');
const [folder] = process.argv.slice(2);

const order = {
  id: '9223372036854775809',
  price: -7,
  symbol: 'ABC',
  venue: 77,
  legs: [
    { ratio: -1, side: 1, fills: [{ size: 5 }, { size: 6 }], note: 'first' },
    { ratio: 2, side: 2, fills: [], note: '' },
  ],
  marks: [{ mark: 9 }, { mark: 10 }],
  text: 'hello',
  raw: 'AQI=',
};
const all = {
  c: 'x',
  i8: -2,
  u16: 258,
  i32: -2,
  u32: 1,
  i64: -2,
  wide: [1, 2],
  f: 1.5,
  d: -2.5,
  e: 'b',
  s: ['x', 41],
  big: Array.from({ length: 20 }, (_, i) => i),
  g: [{ u: 1 }, { u: 2 }],
  t: 'text',
};
const targets = [
  {
    name: 'orders',
    file: 'orders.xml',
    byteOrder: 'littleEndian',
    tag: 1,
    messages: [order, { ...order, legs: [], marks: [] }],
  },
  {
    name: 'big',
    file: 'everything.xml',
    byteOrder: 'bigEndian',
    tag: 0,
    messages: [all, { ...all, g: [], t: '' }],
  },
];

mkdirSync(join(folder, 'corpus'), { recursive: true });
for (const { name, file, byteOrder, tag, messages } of targets) {
  const xml = readFileSync(join(schemas, file), 'utf8');
  const schema = compileSchema(
    xml.replace('package="test"', `package="test.${name}" byteOrder="${byteOrder}"`),
    { file },
  );
  mkdirSync(join(folder, name), { recursive: true });
  for (const [header, text] of generateCpp(schema, { runtime: '../sbe_runtime.h' }))
    writeFileSync(join(folder, name, header), text);
  for (const [i, fields] of messages.entries()) {
    const bytes = interpret(schema).encode(schema.messages[0].id, fields);
    for (let length = 0; length <= bytes.length; length++)
      writeFileSync(
        join(folder, 'corpus', `${name}-${i}-${length}`),
        [tag, ...bytes.subarray(0, length)].map(toByte).join(''),
        'latin1',
      );
  }
}

function toByte(value) {
  return String.fromCharCode(value);
}
