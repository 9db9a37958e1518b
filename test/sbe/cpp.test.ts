// Generated C++: it compiles without a warning, reads what TypeScript wrote, writes the same bytes, and refuses alike.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  compileSchema,
  generateCpp,
  interpret,
  MalformedMessage,
  readSchema,
  type Schema,
  toNdjson,
} from '../../src/sbe/index.js';
import { messageArbitrary } from '../support/arbitrary.js';
import { testSchema } from '../support/schema.js';
import { hasShared, sharedPath } from '../support/shared.js';

const sources = fileURLToPath(new URL('cpp/', import.meta.url));
const compiler = process.env.CXX ?? 'g++';
const canCompile = hasShared && spawnSync(compiler, ['--version']).status === 0;

const packaged = (xml: string, name: string) =>
  compileSchema(xml.replace('package="test"', `package="${name}"`));
const vectors = (name: string) => (hasShared ? readSchema(sharedPath(`vectors/sbe/${name}.xml`)) : undefined);

/** A schema of fewer messages: compilers take long for all of them. */
function only(schema: Schema, ids: readonly number[]): Schema {
  return { ...schema, messages: schema.messages.filter(({ id }) => ids.includes(id)) };
}

/** The schemas of the test programs, by the folder of their headers; the first letter names them in requests. */
const schemas: Record<string, Schema> = {
  orders: packaged(testSchema('orders'), 'test.orders'),
  big: packaged(testSchema('everything', 'byteOrder="bigEndian"'), 'test.big'),
  ...(hasShared && {
    car: vectors('car_ext')!,
    stream: vectors('stream_1_0')!,
    mdp: only(vectors('cme_templates')!, [4, 27, 29, 32, 35, 37, 42, 46]),
  }),
};

describe.skipIf(!canCompile)(
  `generated C++${canCompile ? '' : ' [SKIPPED: needs shared/ and a C++20 compiler]'}`,
  () => {
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'dualbus-cpp-'));
      for (const [name, schema] of Object.entries(schemas)) {
        mkdirSync(join(folder, name));
        for (const [file, text] of generateCpp(schema, { runtime: '../sbe_runtime.h' }))
          writeFileSync(join(folder, name, file), text);
      }
      const flags = ['-std=c++20', '-O0', '-g0', '-Wall', '-Wextra', '-Werror', '-I', folder];
      const compile = (program: string) =>
        promisify(execFile)(compiler, [
          ...flags,
          '-o',
          join(folder, program),
          join(sources, `${program}.cc`),
        ]);
      await Promise.all(['answer', 'encode'].map(compile));
    }, 240_000);
    afterAll(() => rmSync(folder, { recursive: true }));

    it('compiles whatever the messages, groups and package are called', async () => {
      const names = join(folder, 'names');
      mkdirSync(names);
      for (const [file, text] of generateCpp(compileSchema(testSchema('names'))))
        writeFileSync(join(names, file), text);
      const flags = [
        '-std=c++20',
        '-fsyntax-only',
        '-Wall',
        '-Wextra',
        '-Werror',
        '-x',
        'c++',
        '/dev/null',
        '-include',
      ];
      await promisify(execFile)(compiler, [...flags, join(names, 'messages.h')]);
    });

    /** The answers of the C++ decoder to many messages at once. */
    function ask(name: string, messages: readonly Uint8Array[]): unknown[] {
      const input = messages.map((message) => {
        const head = Buffer.alloc(5);
        head.write(name[0]!);
        head.writeUInt32LE(message.length, 1);
        return Buffer.concat([head, message]);
      });
      const output = execFileSync(join(folder, 'answer'), {
        input: Buffer.concat(input),
        maxBuffer: 1 << 28,
      });
      const lines = output.toString().trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line, (_, value) => (value === 0 ? 0 : value)));
    }

    for (const [name, schema] of Object.entries(schemas))
      it(`reads every message of ${name} as TypeScript does`, () => {
        const interpreter = interpret(schema);
        const messages = schema.messages.flatMap((message) =>
          fc
            .sample(messageArbitrary(message, { maxChar: 127 }), 12)
            .map((fields) => interpreter.encode(message.name, fields)),
        );
        const expected = messages.map((bytes) => JSON.parse(toNdjson(interpreter.decode(bytes))).fields);
        for (const [i, answer] of ask(name, messages).entries()) expect(answer).toEqual(expected[i]);
      });

    it('accepts and refuses damaged messages as TypeScript does', () => {
      const schema = schemas.orders!;
      const interpreter = interpret(schema);
      const whole = fc
        .sample(messageArbitrary(schema.messages[0]!, { maxChar: 127 }), 40)
        .map((fields) => interpreter.encode('order', fields));
      const damaged = whole.flatMap((bytes) =>
        fc
          .sample(
            fc.record({
              at: fc.nat(bytes.length - 1),
              value: fc.oneof(fc.constantFrom(0, 1, 255), fc.nat(255)),
              cut: fc.option(fc.nat(bytes.length)),
            }),
            25,
          )
          .map(({ at, value, cut }) => {
            const copy = bytes.slice(0, cut ?? bytes.length);
            if (at < copy.length) copy[at] = value;
            return copy;
          }),
      );
      const answers = ask('orders', damaged);
      const refusals = damaged.filter((bytes, i) => {
        const answer = answers[i] as { error?: string };
        const fault = faultOf(() =>
          expect({ ...answer, symbol: '' }).toEqual({
            ...JSON.parse(toNdjson(interpreter.decode(bytes))).fields,
            symbol: '',
          }),
        );
        // C++ hands text out as bytes (symbol may be Latin-1, which the JSON printer does not know); whether it is UTF-8 is the caller's question.
        if (fault !== undefined && fault !== 'text') expect(answer.error).toBeTypeOf('string');
        return fault !== undefined;
      });
      expect(refusals.length).toBeGreaterThan(100);
    });

    it('reads old messages with the newer schema, and newer ones with the older', () => {
      const { car } = schemas;
      const old = interpret(readSchema(sharedPath('vectors/sbe/car.xml')));
      const [fields] = fc.sample(messageArbitrary(old.schema.messages[0]!, { maxChar: 127 }), 1);
      const [answer] = ask('car', [old.encode('Car', fields!)]);
      expect(answer).toMatchObject({ uuid: null, cupHolderCount: null });
      const newer = interpret(car!).encode('Car', { ...fields, uuid: [1, 2], cupHolderCount: 3 });
      const longer = Buffer.concat([
        newer.subarray(0, 8 + 62),
        Buffer.from([1, 2, 3]),
        newer.subarray(8 + 62),
        Buffer.from('tail'),
      ]);
      longer.writeUInt16LE(65, 0);
      longer.writeUInt16LE(9, 6);
      expect(ask('car', [longer])[0]).toMatchObject({
        uuid: [1, 2],
        cupHolderCount: 3,
        manufacturer: fields!.manufacturer,
      });
    });

    it('writes the bytes that TypeScript writes, and refuses what does not fit', () => {
      const lines = execFileSync(join(folder, 'encode')).toString().trimEnd().split('\n');
      const hex = (name: string, message: string, fields: object) =>
        Buffer.from(interpret(schemas[name]!).encode(message, fields)).toString('hex');
      expect(lines).toEqual([
        hex('car', 'Car', carFields),
        hex('stream', 'TradesStreamEvent', tradesFields),
        hex('mdp', 'MDIncrementalRefreshBook32', bookFields),
      ]);
    });
  },
);

function faultOf(decode: () => void): string | undefined {
  try {
    decode();
    return undefined;
  } catch (error) {
    if (error instanceof MalformedMessage) return error.fault;
    throw error;
  }
}

/** What test/sbe/cpp/encode.cc encodes. */
const carFields = {
  serialNumber: 1234,
  modelYear: 2013,
  available: 'T',
  code: 'A',
  someNumbers: [1, 2, 3, 4],
  vehicleCode: 'abcdef',
  extras: ['sportsPack', 'cruiseControl'],
  engine: {
    capacity: 2000,
    numCylinders: 4,
    manufacturerCode: '123',
    efficiency: 35,
    boosterEnabled: 'T',
    booster: { BoostType: 'NITROUS', horsePower: 200 },
  },
  uuid: [7, -8],
  cupHolderCount: null,
  fuelFigures: [
    { speed: 30, mpg: 35.9, usageDescription: 'Urban Cycle' },
    { speed: 55, mpg: 49, usageDescription: 'Combined Cycle' },
  ],
  performanceFigures: [
    { octaneRating: 95, acceleration: [{ mph: 30, seconds: 4 }] },
    { octaneRating: 99, acceleration: [] },
  ],
  manufacturer: 'Honda',
  model: 'Civic VTi',
  activationCode: 'abcdef',
};

const tradesFields = {
  eventTime: 1,
  transactTime: 2,
  priceExponent: -2,
  qtyExponent: -8,
  trades: [
    { id: 1, price: 2700012, qty: 5, isBuyerMaker: 'True' },
    { id: 2, price: -1, qty: 6, isBuyerMaker: 'False' },
  ],
  symbol: 'BTCUSDT',
};

const bookFields = {
  TransactTime: '1446234284339172006',
  MatchEventIndicator: ['LastQuoteMsg'],
  NoMDEntries: [
    {
      MDEntryPx: { mantissa: 2077750000000 },
      MDEntrySize: 308,
      SecurityID: 13950,
      RptSeq: 20707877,
      NumberOfOrders: 89,
      MDPriceLevel: 1,
      MDUpdateAction: 'Change',
      MDEntryType: 'Bid',
    },
    { SecurityID: 0, RptSeq: 0, MDPriceLevel: 0, MDUpdateAction: 'New', MDEntryType: 0 },
  ],
  NoOrderIDEntries: [],
};
