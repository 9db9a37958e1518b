// Compares this package's SBE with the reference tool (aeron-io/simple-binary-encoding), outside CI:
//   node scripts/oracle-sbe.mjs CLASSPATH SCHEMAS
// CLASSPATH holds the compiled sbe-tool and Agrona (a jar, or a folder of classes); SCHEMAS is a folder with car.xml,
// car_ext.xml, stream_1_0.xml, spot_3_5.xml and cme_templates.xml. Needs java and javac, and dist/.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interpret, readSchema, toNdjson } from '../dist/sbe/index.js';

const [classpath, schemas] = process.argv.slice(2);
if (schemas === undefined) {
  process.stderr.write('usage: node scripts/oracle-sbe.mjs CLASSPATH SCHEMAS\n');
  process.exit(2);
}
const programs = join(dirname(fileURLToPath(import.meta.url)), 'oracle-sbe');
let seed = 1;
let failures = 0;

// Not the standard's own Examples.xml: the reference tool refuses white space behind the value of a constant.
for (const name of ['car', 'car_ext', 'stream_1_0', 'spot_3_5', 'cme_templates']) compareDecoders(name);
compareEncoders();
process.exit(failures === 0 ? 0 : 1);

/** Messages that we encode, read by the reference tool and by us. */
function compareDecoders(name) {
  const file = join(schemas, `${name}.xml`);
  const schema = readSchema(file);
  const interpreter = interpret(schema);
  const samples = schema.messages.flatMap((message) =>
    Array.from({ length: 20 }, () => [message, blockSample(message)]),
  );
  const encoded = samples.map(([message, fields]) => Buffer.from(interpreter.encode(message.id, fields)));
  const input = Buffer.concat(encoded.flatMap((bytes) => [lengthOf(bytes), bytes]));
  const output = run('java', ['-cp', classpath, join(programs, 'Decode.java'), file], {
    input,
  });
  const lines = output.trimEnd().split('\n');
  let equal = 0;
  for (const [i, [message]] of samples.entries()) {
    const theirs = JSON.stringify(parseTheirs(lines[i]));
    const ours = JSON.stringify(
      likeTheirs(message, JSON.parse(toNdjson(interpreter.decode(encoded[i]))).fields),
    );
    if (theirs === ours) equal++;
    else if (++failures < 5)
      process.stdout.write(`${name} ${message.name}\n  theirs ${theirs}\n  ours   ${ours}\n`);
  }
  process.stdout.write(
    `${name}: ${equal} of ${samples.length} messages (${schema.messages.length} templates) read alike\n`,
  );
}

/** Messages that the reference tool's generated Java codecs encode, and the same values encoded by us. */
function compareEncoders() {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const file = join(schemas, 'stream_1_0.xml');
  try {
    const tool = [
      `-Dsbe.output.dir=${folder}`,
      '-Dsbe.target.language=Java',
      'uk.co.real_logic.sbe.SbeTool',
      file,
    ];
    run('java', ['-cp', classpath, ...tool]);
    run('javac', [
      '-nowarn',
      '-encoding',
      'UTF-8',
      '-cp',
      `${classpath}:${folder}`,
      '-d',
      folder,
      join(programs, 'Encode.java'),
      '-sourcepath',
      folder,
    ]);
    const theirs = run('java', ['-cp', `${classpath}:${folder}`, 'Encode'])
      .toString()
      .trimEnd()
      .split('\n');
    const { encode } = interpret(readSchema(file));
    const trade = (i) => ({
      id: 41 + i,
      price: 2700012 - i,
      qty: 500 * i,
      isBuyerMaker: i === 1 ? 'True' : 'False',
    });
    const head = {
      eventTime: '1700000000000001',
      transactTime: '1700000000000000',
      priceExponent: -2,
      qtyExponent: -8,
    };
    const depth = {
      eventTime: -1,
      bookUpdateId: '9223372036854775807',
      priceExponent: 127,
      qtyExponent: -127,
    };
    const levels = [{ price: 1, qty: 2 }, { price: 3, qty: 4 }]; // biome-ignore format: rows
    const ours = [
      encode('TradesStreamEvent', { ...head, trades: [0, 1, 2].map(trade), symbol: 'BTCUSDT' }),
      encode('DepthSnapshotStreamEvent', { ...depth, bids: levels, asks: [], symbol: 'ÄÖ' }),
    ].map((bytes) => Buffer.from(bytes).toString('hex'));
    const equal = ours.filter((hex, i) => hex === theirs[i]).length;
    failures += ours.length - equal;
    process.stdout.write(`stream_1_0: ${equal} of ${ours.length} messages encoded to the same bytes\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a program; where it fails, what it said is on stderr already. */
function run(program, args, options = {}) {
  try {
    return execFileSync(program, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      maxBuffer: 1 << 28,
      ...options,
    }).toString();
  } catch {
    process.stderr.write(
      `oracle-sbe: ${program} failed (Agrona may need JAVA_TOOL_OPTIONS=--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED)\n`,
    );
    process.exit(1);
  }
}

function lengthOf(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

/** Their JSON, with integers that a double does not hold as text. */
function parseTheirs(line) {
  return sortKeys(
    JSON.parse(
      line.replace(/: (-?\d{16,})(?=[,\s])/g, (_, digits) =>
        Number.isSafeInteger(Number(digits)) ? `: ${digits}` : `: "${digits}"`,
      ),
    ),
  );
}

function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

/** Our fields in the notation of the reference tool. */
function likeTheirs(block, fields) {
  const all = [...block.fields.map((field) => [field.name, elementLike(field, fields[field.name])])];
  for (const group of block.groups)
    all.push([group.name, fields[group.name].map((entry) => likeTheirs(group, entry))]);
  for (const data of block.data)
    all.push([data.name, data.text === undefined ? hexDump(fields[data.name]) : fields[data.name]]);
  return sortKeys(Object.fromEntries(all));
}

function hexDump(base64) {
  return Buffer.from(base64, 'base64').toString('hex');
}

function elementLike({ type, presence }, value) {
  if (presence === 'constant') return value;
  if (type.kind === 'set')
    return Object.fromEntries(type.choices.map(({ name }) => [name, value.includes(name)]));
  if (type.kind === 'composite')
    return Object.fromEntries(
      type.members.map((member) => [member.name, elementLike(member, value[member.name])]),
    );
  // They print the shortest text of a float, we the double that it is.
  if (type.kind === 'scalar' && type.primitive === 'float') return Number(Math.fround(value).toPrecision(7));
  return value;
}

/** A number below `bound`, from a fixed sequence. */
function random(bound) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * bound);
}

function blockSample(block) {
  const fields = Object.fromEntries(
    block.fields
      .filter(({ presence }) => presence !== 'constant')
      .map((field) => [field.name, valueSample(field.type)]),
  );
  for (const group of block.groups)
    fields[group.name] = Array.from({ length: random(4) }, () => blockSample(group));
  for (const data of block.data)
    fields[data.name] =
      data.text === undefined
        ? Buffer.from(textSample(random(30))).toString('base64')
        : textSample(random(30));
  return fields;
}

function textSample(length) {
  return Array.from({ length }, () => String.fromCharCode(97 + random(26))).join('');
}

/** A value that is not null. */
function valueSample(type) {
  switch (type.kind) {
    case 'enum':
      return type.values[random(type.values.length)].name;
    case 'set':
      return type.choices.filter(() => random(2) === 1).map(({ name }) => name);
    case 'composite':
      return Object.fromEntries(
        type.members
          .filter(({ presence }) => presence !== 'constant')
          .map((member) => [member.name, valueSample(member.type)]),
      );
    case 'scalar':
      return type.length === 1 ? numberSample(type.primitive) : arraySample(type);
  }
}

function arraySample({ primitive, length }) {
  return primitive === 'char' ? textSample(length) : Array.from({ length }, () => numberSample(primitive));
}

function numberSample(primitive) {
  const limits = {
    int8: 127,
    uint8: 255,
    int16: 32767,
    uint16: 65535,
    int32: 2 ** 31 - 1,
    uint32: 2 ** 32 - 1,
    int64: 2 ** 53,
    uint64: 2 ** 53,
  };
  if (primitive === 'char') return textSample(1);
  if (primitive === 'float' || primitive === 'double') return random(1000) / 8;
  const value = random(limits[primitive]);
  return primitive.startsWith('u') || random(2) === 0 ? value : -value;
}
