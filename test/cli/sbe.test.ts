import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileSchema, generateCpp, generateTypeScript, interpret } from '../../src/sbe/index.js';
import { LibraryCopy } from '../support/library.js';
import { testSchema } from '../support/schema.js';
import { describeWithShared, readSharedJson, sharedPath } from '../support/shared.js';

const schema = compileSchema(testSchema('orders'));
const order = {
  id: '9223372036854775809',
  symbol: 'A',
  venue: 1,
  legs: [],
  marks: [{ mark: 1 }],
  text: 'é',
  raw: 'AQI=',
};
const bytes = interpret(schema).encode('order', order);

let library: LibraryCopy;
let schemaFile: string;
beforeAll(() => {
  library = new LibraryCopy();
  schemaFile = library.write('orders.xml', testSchema('orders'));
});
afterAll(() => library.remove());

describe('dualbus sbe decode', () => {
  it('prints one message a line, 64-bit integers beyond 2^53 as text', () => {
    const file = library.write('two.bin', Buffer.concat([bytes, bytes]));
    const { status, stdout, stderr } = library.cli(['sbe', 'decode', '--schema', schemaFile, file]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const line = { template: 'order', id: 1, version: 3, fields: { ...order, price: null } };
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text)),
    ).toEqual([line, line]);
  });

  it('reads standard input', () => {
    const { stdout } = library.cli(['sbe', 'decode', '--schema', schemaFile, '-'], { input: bytes });
    expect(JSON.parse(stdout).fields.text).toBe('é');
  });

  it('prints what stands before the damage, then one line that names file and byte, and exits with 2', () => {
    const file = library.write('cut.bin', Buffer.concat([bytes, bytes.subarray(0, 20)]));
    const { status, stdout, stderr } = library.cli(['sbe', 'decode', '--schema', schemaFile, file]);
    expect(status).toBe(2);
    expect(stdout.split('\n').length).toBe(2);
    expect(stderr).toBe(
      `dualbus: ${file}: at byte ${bytes.length + 8}: order: blockLength 24, the frame has 12 left\n`,
    );
  });

  it.each([
    [['sbe', 'decode', 'x.bin'], /^dualbus: required option '--schema <file.xml>' not specified\n$/],
    [['sbe', 'decode', '--schema', 'gone.xml', 'x.bin'], /^dualbus: gone\.xml: cannot be read: ENOENT.*\n$/],
    [['sbe', 'decode', '--schema', 'S', 'gone.bin'], /^dualbus: gone\.bin: cannot be read: ENOENT.*\n$/],
    [
      ['sbe', 'decode', '--schema', 'S', '--framing', 'x', 'y'],
      /^dualbus: option '--framing <framing>' argument 'x' is invalid.*\n$/,
    ],
  ])('refuses %j', (args, message) => {
    const { status, stdout, stderr } = library.cli(args.map((arg) => (arg === 'S' ? schemaFile : arg)));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('names line and column of a schema error', () => {
    const bad = library.write(
      'bad.xml',
      testSchema('orders').replace('type="OptionalPrice"', 'type="Price"'),
    );
    const { status, stderr } = library.cli(['sbe', 'describe', bad]);
    expect(status).toBe(2);
    expect(stderr).toBe(`dualbus: ${bad}:36:5: <field name="price">: there is no type "Price"\n`);
  });
});

describe('dualbus sbe compile', () => {
  it.each([
    ['ts', generateTypeScript(schema)],
    ['cpp', generateCpp(schema)],
  ])('writes %s', (lang, files) => {
    const out = join(library.folder, 'out', lang);
    const { status, stdout } = library.cli([
      'sbe',
      'compile',
      schemaFile,
      '--lang',
      lang,
      '--out',
      out,
      '--json',
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ folder: out, files: [...files.keys()] });
    expect(readdirSync(out).sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(join(out, name), 'utf8')).toBe(text);
  });

  it('says where it cannot write', () => {
    mkdirSync(join(library.folder, 'taken/types.ts'), { recursive: true });
    const out = join(library.folder, 'taken');
    const { status, stderr } = library.cli(['sbe', 'compile', schemaFile, '--lang', 'ts', '--out', out]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^dualbus: .*types\.ts: cannot be written: EISDIR.*\n$/);
  });
});

describe('dualbus sbe describe', () => {
  it('prints a table of the layout', () => {
    const { stdout } = library.cli(['sbe', 'describe', schemaFile]);
    expect(stdout).toBe(`schema test (id 7, version 3), little-endian, header messageHeader of 8 bytes

message order (id 1, block of 24 bytes)
    0..7  uint64   id      id 1
   8..15  int64    price   optional (null -9223372036854775808), id 2
  16..21  char[6]  symbol  id 3
  22..23  uint16   venue   id 4, since version 2
  group legs (id 10, head groupSizeEncoding of 4 bytes, entries of 3 bytes)
        0..1  int16             ratio   id 1
    constant  enum Flag: uint8  isOpen  = yes, id 2
        2..2  uint8             side    id 3
    group fills (id 4, head wideGroup of 6 bytes, entries of 4 bytes)
      0..3  uint32  size  id 1
    data note (id 5, UTF-8 behind a head of 2 bytes, at most 65535)
  group marks (id 11, head wideGroup of 6 bytes, entries of 1 bytes)
    0..0  uint8  mark  id 1
  data text (id 20, UTF-8 behind a head of 2 bytes, at most 65535)
  data raw (id 21, bytes behind a head of 1 bytes, at most 255, since version 3)
`);
  });

  it('prints the resolved schema as JSON, of the messages that were asked for', () => {
    const { stdout } = library.cli(['sbe', 'describe', schemaFile, '1', '--json']);
    expect(JSON.parse(stdout).messages[0]).toMatchObject({ name: 'order', blockLength: 24 });
    const { status, stderr } = library.cli(['sbe', 'describe', schemaFile, 'nope']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'dualbus: messages: the schema has no message nope\n',
    });
  });
});

describeWithShared('dualbus sbe decode --framing sofh', () => {
  it('decodes the dumps of the FIX standard as they are', () => {
    const { vectors } = readSharedJson<{ vectors: { hex: string; name: string }[] }>(
      'vectors/sbe/fix_hex_dumps.json',
    );
    const input = Buffer.concat(vectors.map(({ hex }) => Buffer.from(hex, 'hex')));
    const args = [
      'sbe',
      'decode',
      '--schema',
      sharedPath('vectors/sbe/fix_examples.xml'),
      '--framing',
      'sofh',
      '-',
    ];
    const { stdout } = library.cli(args, { input });
    const templates = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).template);
    expect(templates).toEqual(vectors.map(({ name }) => name));
  });
});
