import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { kindOf } from '../../../src/codec/generate/fields.js';
import { isFlat } from '../../../src/codec/generate/messages.js';
import { InstrumentScales, MessageRegistry, type Sender, SlabPool } from '../../../src/codec/index.js';
import { compileSchema, type Field, type Message } from '../../../src/sbe/index.js';

export const schemaFile = new URL('../../../src/codec/schema/dualbus.xml', import.meta.url);
export const schema = compileSchema(readFileSync(schemaFile, 'utf8'), { file: 'dualbus.xml' });
export const flatMessages = schema.messages.filter((m) => m.name !== 'Frame' && isFlat(m));

export const registry = new MessageRegistry();

export const scales = new InstrumentScales([
  { id: 7, symbol: 'BTCUSDT', priceExponent: -2, sizeExponent: -3 },
  { id: 8, symbol: 'BAC', priceExponent: -4, sizeExponent: 0 },
  { id: 4_000_000_000, symbol: 'FAR', priceExponent: -8, sizeExponent: -8 },
]);

/** A sender whose clocks stand still. */
export function sender(over: Partial<Sender> = {}): Sender {
  return {
    producer: 0x1122334455667788n,
    epoch: 3,
    clockId: 99n,
    clock: { monotonicNs: () => 5_000_000_000n, wallNs: () => 1_700_000_000_000_000_000n },
    scales,
    slabs: new SlabPool(),
    ...over,
  };
}

const u64 = (max = 2n ** 64n - 2n) => fc.bigInt({ min: 0n, max });

function decimal(exponent: number, signed: boolean): fc.Arbitrary<number> {
  const max = 10 ** 12;
  return fc.integer({ min: signed ? -max : 0, max }).map((m) => (m === 0 ? 0 : m / 10 ** -exponent));
}

function anyValue(field: Field, price: number, size: number): fc.Arbitrary<unknown> {
  const kind = kindOf(field);
  switch (kind.kind) {
    case 'scaled':
      return decimal(kind.by === 'price' ? price : size, true);
    case 'wide':
      return field.type.name.endsWith('Time')
        ? u64(2n ** 50n).map((t) => 1_700_000_000_000_000_000n + t)
        : u64();
    case 'count':
      return fc.maxSafeNat();
    case 'real':
      return fc.double({ noNaN: true });
    case 'reals':
      return fc.array(fc.double(), { minLength: kind.length, maxLength: kind.length });
    case 'character':
      return fc.constantFrom('', 'N', 'ÿ');
    case 'text':
      return fc.string({ maxLength: kind.length, unit: fc.constantFrom('a', 'Z', '0', '@', '#', 'é') });
    case 'enum':
      return fc.constantFrom(...kind.type.values.map(({ name }) => name));
    case 'set':
      return fc.nat(255);
    case 'integer':
      if (field.name === 'priceExponent') return fc.constant(price);
      if (field.name === 'sizeExponent') return fc.constant(size);
      return kind.signed ? fc.integer({ min: -128, max: 127 }) : fc.nat(2 ** kind.bits - 2);
  }
}

/** Any value of a flat message, with every field given. */
export function arbitraryMessage(message: Message): fc.Arbitrary<Record<string, unknown>> {
  const instruments = [
    { id: 7, price: -2, size: -3 },
    { id: 8, price: -4, size: 0 },
    { id: 4_000_000_000, price: -8, size: -8 },
  ];
  const scaled = message.fields.some((field) => kindOf(field).kind === 'scaled');
  return fc.constantFrom(...instruments).chain(({ id, price, size }) =>
    fc.record(
      Object.fromEntries(
        message.fields.map((field) => {
          if (field.name === 'instrument' && scaled) return [field.name, fc.constant(id)];
          const value = anyValue(field, price, size);
          return [field.name, field.presence === 'optional' ? fc.option(value) : value];
        }),
      ),
    ),
  );
}

/** One deterministic value of each flat message. */
export function sampleMessages(message: Message, count: number): Record<string, unknown>[] {
  return fc.sample(arbitraryMessage(message), { numRuns: count, seed: 42 });
}

export const nestedSamples: Record<string, Record<string, unknown>> = {
  errorAlert: {
    time: 5n,
    code: 'DUALBUS_X',
    engine: 'risk',
    instance: 'risk@a#0',
    severity: 'error',
    message: 'naïve ✓',
  },
  systemAlert: { time: 6n, topic: 'memory', engine: 'ml', severity: 'warning', message: '' },
  systemFailure: {
    time: 7n,
    lastSeen: null,
    engine: 'vpin',
    instance: 'vpin@h#1',
    failureKind: 'engineDown',
    message: 'gone',
  },
  backtestError: { time: 8n, run: 1n, simulated: 9n, code: 'E', message: 'x'.repeat(300) },
  query: {
    time: 9n,
    contentType: 'json',
    method: 'riskMetric.get',
    replyTo: 'inbox:strategy@h#0',
    payload: new Uint8Array([1, 2, 3]),
  },
  reply: { time: 10n, handling: 17n, contentType: 'none', payload: new Uint8Array(0) },
  replyError: { time: 11n, code: 'DUALBUS_BUSY', retryable: 'yes', message: 'later' },
  beacon: {
    time: 12n,
    started: 1n,
    beat: 4n,
    received: 5n,
    sent: 6n,
    engine: 'websocket',
    instance: 'websocket@h#0',
    host: 'h',
    epoch: 2,
    pid: 77,
    port: 8600,
    state: 'running',
    streams: [
      { sequence: 9n, topic: 'ticks' },
      { sequence: 8n, topic: 'risk' },
    ],
  },
};
