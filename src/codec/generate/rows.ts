// Emits the interface, writer and reader of one flat message.

import type { Field, Message } from '../../sbe/index.js';
import { columnsOf, type FieldKind, hasDefault, kindOf } from './fields.js';

export function pascal(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}

function isOptional(field: Field): boolean {
  return field.presence === 'optional';
}

function valueType(field: Field, input: boolean): string {
  const kind = kindOf(field);
  const base = plainType(kind, input);
  if (!isOptional(field)) return base;
  return `${base} | null${input ? ' | undefined' : ''}`;
}

function plainType(kind: FieldKind, input: boolean): string {
  switch (kind.kind) {
    case 'wide':
      return 'bigint';
    case 'character':
    case 'text':
      return 'string';
    case 'reals':
      return input ? 'ArrayLike<number>' : 'readonly number[]';
    case 'enum':
      return kind.type.name;
    default:
      return 'number';
  }
}

export function emitInterfaces(message: Message): string[] {
  const name = pascal(message.name);
  const lines = [`/** ${message.description} */`, `export interface ${name} {`];
  for (const field of message.fields)
    lines.push(...describe(field), `  readonly ${field.name}: ${valueType(field, false)};`);
  lines.push('}', '', `/** What is encoded as ${name}. */`, `export interface ${name}Input {`);
  for (const field of message.fields) {
    const loose = isOptional(field) || hasDefault(field);
    lines.push(
      `  readonly ${field.name}${loose ? '?' : ''}: ${valueType(field, true)}${loose && !isOptional(field) ? ' | undefined' : ''};`,
    );
  }
  lines.push('}', '');
  return lines;
}

function describe(field: Field): string[] {
  const text = [field.description, field.type.description].filter((t) => t !== '').join('. ');
  return text === '' ? [] : [`  /** ${text} */`];
}

/** Where the scales of a message come from: its instrument, or, in a definition, its own exponents. */
function scalesOf(message: Message): { readonly write: string[]; readonly read: string[] } {
  const kinds = message.fields.map(kindOf);
  if (!kinds.some(({ kind }) => kind === 'scaled')) return { write: [], read: [] };
  const find = (name: string) => message.fields.find((field) => field.name === name);
  const own = find('priceExponent');
  if (own !== undefined) {
    const lines = (part: (name: string) => string) => [
      `  const priceScale = scaleOf(${part('priceExponent')}, 'priceExponent');`,
      `  const sizeScale = scaleOf(${part('sizeExponent')}, 'sizeExponent');`,
    ];
    return { write: lines((name) => `m.${name}`), read: lines((name) => `v.i8[at + ${find(name)!.offset}]`) };
  }
  const instrument = find('instrument');
  if (instrument === undefined) throw new TypeError(`${message.name} has prices but no instrument`);
  const uses = (by: string) => kinds.some((kind) => kind.kind === 'scaled' && kind.by === by);
  const lines = (id: string) => [
    `  let slot = scales.direct[${id}];`,
    `  if (!(slot >= 0)) slot = scales.slot(${id});`,
    ...(uses('price') ? ['  const priceScale = scales.price[slot];'] : []),
    ...(uses('size') ? ['  const sizeScale = scales.size[slot];'] : []),
  ];
  return { write: lines('m.instrument'), read: lines(`v.u32[w + ${instrument.offset / 4}]`) };
}

const arrays = [
  'Uint8Array',
  'Uint16Array',
  'Uint32Array',
  'BigUint64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'BigInt64Array',
  'Float32Array',
  'Float64Array',
];

/** The columns of a message, as received and as published. */
export function emitColumnInterfaces(message: Message): string[] {
  const name = pascal(message.name);
  const columns = columnsOf(message);
  const place = (c: (typeof columns)[number]) => (c.form === 'time' ? 'timeOffset' : c.name);
  const type = (c: (typeof columns)[number]) =>
    c.form === 'side' ? 'Int8Array' : c.form === 'exact' ? arrays[c.type] : 'Float64Array';
  return [
    `export interface ${name}Columns extends ColumnSet {`,
    `  readonly kind: '${message.name}';`,
    ...columns.map((c) => `  readonly ${place(c)}: ${type(c)};`),
    '}',
    '',
    `export interface ${name}ColumnsInput extends ColumnInput {`,
    ...columns.map(
      (c) =>
        `  readonly ${place(c)}${c.missing === undefined ? '' : '?'}: ${type(c)}${c.missing === undefined ? '' : ' | undefined'};`,
    ),
    '}',
    '',
  ];
}

export function emitWriter(message: Message): string[] {
  const lines = [
    `function write${pascal(message.name)}(v: RowViews, at: number, m: ${pascal(message.name)}Input, scales: InstrumentScales): void {`,
  ];
  lines.push('  const w = at >> 2;', '  const q = at >> 3;', ...scalesOf(message).write);
  const end = Math.max(...message.fields.map(({ offset, size }) => offset + size));
  // One store clears the padding, which shares the last eight octets with the last fields.
  if (end < message.blockLength) lines.push(`  v.f64[q + ${message.blockLength / 8 - 1}] = 0;`);
  for (const field of message.fields) lines.push(...writeField(message, field).map((line) => `  ${line}`));
  lines.push('  void q;', '  void w;', '  void scales;', '}', '');
  return lines;
}

// The usual case of a field is written out: V8 inlines only so much into one function, and calls would cost most of the time.

function orNull(field: Field, value: string, present: string[], absent: string[]): string[] {
  const local = `${field.name}_`;
  const head = `const ${local} = ${value};`;
  if (!isOptional(field)) return [head, ...present];
  return [
    head,
    `if (${local} === null || ${local} === undefined) {`,
    ...absent.map((line) => `  ${line}`),
    '} else {',
    ...present.map((line) => `  ${line}`),
    '}',
  ];
}

function scaledLines(name: string, w: string, scale: string, what: string): string[] {
  return [
    `const ${name}M = Math.round(${name}_ * ${scale});`,
    `if (${name}M / ${scale} !== ${name}_) notExact(${name}_, ${scale}, ${what});`,
    `if (${name}M === (${name}M | 0)) {`,
    `  v.i32[${w}] = ${name}M;`,
    `  v.i32[${w} + 1] = ${name}M >> 31;`,
    `} else putLarge(v, ${w}, ${name}M, ${what});`,
  ];
}

function wideLines(field: Field, q: string, what: string): string[] {
  const local = `${field.name}_`;
  return [
    `if (typeof ${local} !== 'bigint' || BigInt.asUintN(64, ${local}) !== ${local}) refuse(${what}, ${local}, 'a bigint from 0 to 2^64');`,
    `v.u64[${q}] = ${local};`,
    ...(isOptional(field) ? [`if (v.i32[2 * (${q})] === -1) checkNotNull(v, ${q}, ${what});`] : []),
  ];
}

function writeField(message: Message, field: Field): string[] {
  const kind = kindOf(field);
  const { offset } = field;
  const what = `'${message.name}.${field.name}'`;
  const value = `m.${field.name}`;
  const [w, q] = [`w + ${offset / 4}`, `q + ${offset / 8}`];
  switch (kind.kind) {
    case 'scaled':
      return orNull(field, value, scaledLines(field.name, w, `${kind.by}Scale`, what), [
        `v.i32[${w}] = 0;`,
        `v.i32[${w} + 1] = -2147483648;`,
      ]);
    case 'wide':
      return orNull(field, value, wideLines(field, q, what), [
        `v.i32[2 * (${q})] = -1;`,
        `v.i32[2 * (${q}) + 1] = -1;`,
      ]);
    case 'count':
      return [`putCount(v, ${w}, ${value}, ${what});`];
    case 'real':
      if (isOptional(field)) return [`v.f64[${q}] = ${value} ?? Number.NaN;`];
      return [
        `if (typeof ${value} !== 'number') refuse(${what}, ${value}, 'a number');`,
        `v.f64[${q}] = ${value};`,
      ];
    case 'reals':
      return [`putReals(v, ${q}, ${kind.length}, ${value}, ${what});`];
    case 'character':
      return [
        `const ${field.name}_ = ${value};`,
        `v.u8[at + ${offset}] = ${field.name}_ === undefined || ${field.name}_ === '' ? 0 : charCode(${field.name}_, ${what});`,
      ];
    case 'text':
      return [`putText(v, at + ${offset}, ${kind.length}, ${value}, ${what});`];
    case 'enum':
      return [
        `v.u8[at + ${offset}] = code${kind.type.name}(${value}${hasDefault(field) ? " ?? 'unknown'" : ''}, ${what});`,
      ];
    case 'set':
      return [...writeInteger(`(${value} ?? 0)`, field, 8, false, what)];
    case 'integer':
      return writeInteger(hasDefault(field) ? `(${value} ?? 0)` : value, field, kind.bits, kind.signed, what);
  }
}

function writeInteger(
  value: string,
  field: Field,
  bits: 8 | 16 | 32,
  signed: boolean,
  what: string,
): string[] {
  const place = place_(field.offset, bits);
  const view = `v.${signed ? 'i' : 'u'}${bits}[${place}]`;
  const cast = signed
    ? `(${value} << ${32 - bits} >> ${32 - bits})`
    : bits === 32
      ? `${value} >>> 0`
      : `(${value} & ${2 ** bits - 1})`;
  const check = (v: string) =>
    `if (${v} !== ${cast.replaceAll(value, v)}) refuse(${what}, ${v}, '${signed ? '' : 'u'}int${bits}');`;
  if (!isOptional(field)) {
    const local = `${field.name}_`;
    return [`const ${local} = ${value};`, check(local), `${view} = ${local};`];
  }
  const local = `${field.name}_`;
  return [`const ${local} = ${value} ?? ${2 ** bits - 1};`, check(local), `${view} = ${local};`];
}

function place_(offset: number, bits: 8 | 16 | 32): string {
  if (bits === 32) return `w + ${offset / 4}`;
  return bits === 16 ? `(at >> 1) + ${offset / 2}` : `at + ${offset}`;
}

export function emitReader(message: Message): string[] {
  const name = pascal(message.name);
  const lines = [`function read${name}(v: RowViews, at: number, scales: InstrumentScales): ${name} {`];
  lines.push('  const w = at >> 2;', '  const q = at >> 3;', '  void q;', '  void w;', '  void scales;');
  lines.push(...scalesOf(message).read, '  return {');
  for (const field of message.fields) lines.push(`    ${field.name}: ${readField(message, field)},`);
  lines.push('  };', '}', '');
  return lines;
}

function readField(message: Message, field: Field): string {
  const kind = kindOf(field);
  const { offset } = field;
  const what = `'${message.name}.${field.name}'`;
  const [w, q] = [`w + ${offset / 4}`, `q + ${offset / 8}`];
  switch (kind.kind) {
    case 'scaled':
      return `read${isOptional(field) ? 'Optional' : ''}Scaled(v, ${w}, ${kind.by}Scale, ${what})`;
    case 'wide':
      return isOptional(field) ? `readOptionalU64(v, ${q})` : `v.u64[${q}]`;
    case 'count':
      return `exact(v.i32[${w} + 1] * 4294967296 + v.u32[${w}], ${what})`;
    case 'real':
      return isOptional(field) ? `realOrNull(v.f64[${q}])` : `v.f64[${q}]`;
    case 'reals':
      return `readReals(v, ${q}, ${kind.length})`;
    case 'character':
      return `characters[v.u8[at + ${offset}]]`;
    case 'text':
      return `readText(v.u8, at + ${offset}, ${kind.length})`;
    case 'enum':
      return `names${kind.type.name}[v.u8[at + ${offset}]] ?? unknownCode(${what}, v.u8[at + ${offset}], at)`;
    case 'set':
      return `v.u8[at + ${offset}]`;
    case 'integer': {
      const read = `v.${kind.signed ? 'i' : 'u'}${kind.bits}[${place_(offset, kind.bits)}]`;
      return isOptional(field) ? `integerOrNull(${read}, ${2 ** kind.bits - 1})` : read;
    }
  }
}

export function emitShape(message: Message): string[] {
  const name = pascal(message.name);
  const columns = columnsOf(message);
  const required = Math.max(
    0,
    ...message.fields.filter((f) => f.since === 0 && !isOptional(f)).map((f) => f.offset + f.size),
  );
  const key = columns.findIndex((column) => column.name === 'instrument' && column.absent === undefined);
  const bits = (value: bigint | undefined) => (value === undefined ? 'undefined' : `${value}n`);
  return [
    `const ${message.name}Shape: RowShape<${name}, ${name}Input> = {`,
    `  templateId: ${message.id},`,
    `  blockLength: ${message.blockLength},`,
    `  requiredLength: ${required},`,
    `  key: ${key},`,
    '  columns: [',
    ...columns.map(
      (c) =>
        `    { name: '${c.name}', field: ${c.field}, lane: ${c.lane}, type: ${c.type}, form: '${c.form}', offset: ${c.offset}, absent: ${bits(c.absent)}, missing: ${bits(c.missing)} },`,
    ),
    '  ],',
    `  write: write${name},`,
    `  read: read${name},`,
    '};',
    '',
  ];
}
