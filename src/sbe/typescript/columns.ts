import { isOptional, type Leaf, leavesOf } from '../model/analysis.js';
import type { Block, Field } from '../model/model.js';
import { isWide, type Primitive, primitives, type Scalar } from '../model/primitive.js';
import { camel, pascal } from '../names.js';
import { arrays, scalarLiteral, viewNames } from './access.js';
import type { Module } from './module.js';
import { Scope } from './names.js';
import { absence } from './parts.js';

/** A column: what of each row it holds, and the typed array that holds it. */
interface Column {
  readonly name: string;
  readonly field: Field;
  readonly leaf: Leaf;
  readonly primitive: Primitive;
  /** Elements a row. */
  readonly step: number;
  readonly kind: 'narrow' | 'wide' | 'safe';
  readonly array: string;
  readonly nullValue: Scalar;
  readonly optional: boolean;
}

const columnArrays: Record<Primitive, string> = {
  char: 'Uint8Array',
  int8: 'Int8Array',
  uint8: 'Uint8Array',
  int16: 'Int16Array',
  uint16: 'Uint16Array',
  int32: 'Int32Array',
  uint32: 'Uint32Array',
  int64: 'BigInt64Array',
  uint64: 'BigUint64Array',
  float: 'Float32Array',
  double: 'Float64Array',
};

function columnsOf(block: Block): Column[] {
  const scope = new Scope([
    'constructor',
    'capacity',
    'length',
    'appendRows',
    'writeRows',
    'clear',
    'push',
    'append',
  ]);
  return block.fields.flatMap((field) => leavesOf(field).map((leaf) => column(field, leaf, scope)));
}

function column(field: Field, leaf: Leaf, scope: Scope): Column {
  const { type } = leaf.element;
  if (type.kind === 'composite') throw new Error('a leaf is no composite');
  const [first = '', ...rest] = leaf.path;
  const name = scope.claim(camel(first) + rest.map(pascal).join(''));
  const safe =
    type.kind === 'scalar' && isWide(type.primitive) && isSafe(type.minValue, type.maxValue, type.primitive);
  return {
    name,
    field,
    leaf,
    primitive: type.primitive,
    step: type.kind === 'scalar' ? type.length : 1,
    kind: safe ? 'safe' : isWide(type.primitive) ? 'wide' : 'narrow',
    array: safe ? 'Float64Array' : columnArrays[type.primitive],
    nullValue: type.kind === 'set' ? (isWide(type.primitive) ? 0n : 0) : type.nullValue,
    optional: isOptional(leaf.element) || (leaf.path.length > 1 && isOptional(field)),
  };
}

/** Whether the schema says that a 64-bit integer stays within what a double holds exactly. */
function isSafe(min: Scalar | undefined, max: Scalar | undefined, primitive: Primitive): boolean {
  const low = min ?? (primitive === 'uint64' ? 0n : undefined);
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  return low !== undefined && max !== undefined && BigInt(low) >= -limit && BigInt(max) <= limit;
}

/** Emits the columns of a block without groups and var data: a typed array for each of its values. */
export function emitColumns(m: Module, name: string, path: string, block: Block): void {
  const columns = columnsOf(block);
  for (const each of columns) if (each.kind === 'safe') emitSafeKind(m, each, path);
  m.doc(
    `Rows of ${path} as columns. Codes of enums, bits of sets, and null values stand as they do on the wire; 64-bit integers that the schema bounds by 2^53 are doubles, with NaN for null.`,
  );
  m.block(`export class ${name}Columns`, () => {
    m.doc('Rows that fit.');
    m.line('readonly capacity: number;');
    m.doc('Rows that are filled.');
    m.line('length = 0;');
    for (const each of columns) {
      m.doc(describe(each));
      m.line(`readonly ${each.name}: ${each.array};`);
    }
    m.line();
    emitConstructor(m, name, columns);
    emitAppend(m, columns);
    emitWrite(m, block, columns);
    m.line();
    m.block('clear(): void', () => m.line('this.length = 0;'));
  });
  m.line();
  if (columns.length > 0) {
    m.doc('The arrays of the columns, for memory of the caller: each of at least capacity elements a row.');
    const arrays = columns.map((each) => `'${each.name}'`).join(' | ');
    m.line(`export type ${name}Arrays = Pick<${name}Columns, ${arrays}>;`);
    m.line();
  }
}

function describe({ leaf, step }: Column): string {
  const { description } = leaf.element;
  const each = step > 1 ? `${step} elements a row` : '';
  return [description, each].filter((text) => text !== '').join('; ');
}

function emitConstructor(m: Module, name: string, columns: readonly Column[]): void {
  const arrays = columns.length > 0 ? `, arrays: Partial<${name}Arrays> = {}` : '';
  m.block(`constructor(capacity: number${arrays})`, () => {
    m.line('this.capacity = capacity;');
    for (const { name: column, array, step } of columns) {
      const length = step === 1 ? 'capacity' : `${step} * capacity`;
      m.line(`this.${column} = ${m.use('columnOf')}(arrays.${column}, ${array}, ${length}, '${column}');`);
    }
  });
  m.line();
}

function safeName({ name }: Column): string {
  return `${name}Safe`;
}

function emitSafeKind(m: Module, each: Column, path: string): void {
  const nul = BigInt(each.nullValue);
  const signed = primitives[each.primitive].kind === 'signed';
  const high = signed ? BigInt.asIntN(32, nul >> 32n) : nul >> 32n;
  const fields = [
    `signed: ${signed}`,
    `optional: ${each.optional}`,
    `nullHigh: ${high}`,
    `nullLow: ${BigInt.asUintN(32, nul)}`,
    `what: '${path}.${each.leaf.path.join('.')}'`,
  ];
  m.line(`const ${safeName(each)} = { ${fields.join(', ')} };`);
}

function emitAppend(m: Module, columns: readonly Column[]): void {
  m.doc('Appends count rows whose blocks begin at byte p of a scratch, blockLength bytes apart.');
  const parameters = 'p: number, count: number, blockLength: number, version: number';
  m.block(`appendRows(s: ${m.useType('Scratch')}, ${parameters}): void`, () => {
    m.line('const to = this.length;');
    m.line(`${m.use('checkRoom')}(s, to, count, this.capacity, p, blockLength);`);
    if (columns.some((each) => isAligned(m, each))) m.line('const aligned = ((p | blockLength) & 7) === 0;');
    for (const each of columns) {
      const absent = absence(each.field);
      if (absent === undefined) emitGather(m, each);
      else {
        m.branch(
          absent,
          () => emitFill(m, each),
          () => emitGather(m, each),
        );
      }
    }
    m.line('this.length = to + count;');
    if (!columns.some((each) => absence(each.field)?.includes('version'))) m.line('void version;');
  });
}

function emitFill(m: Module, { name, kind, nullValue, step }: Column): void {
  const nul = kind === 'safe' ? 'NaN' : scalarLiteral(nullValue);
  const times = step === 1 ? '' : ` * ${step}`;
  m.line(`this.${name}.fill(${nul}, to${times}, (to + count)${times});`);
}

/** Emits the transfer of a column; an array of a row is transferred element by element. */
function emitTransfer(m: Module, each: Column, transfer: Transfer): void {
  const { leaf, step, primitive } = each;
  const { size } = primitives[primitive];
  if (step === 1) {
    emitElement(m, each, transfer, at(leaf.offset), transfer.row);
    return;
  }
  m.block(`for (let j = 0; j < ${step}; j++)`, () =>
    emitElement(m, each, transfer, `${at(leaf.offset)} + j * ${size}`, `${transfer.row} * ${step} + j`),
  );
}

interface Transfer {
  readonly verb: 'gather' | 'scatter';
  /** Expressions of the bytes between rows and of the first row of the column. */
  readonly stride: string;
  readonly row: string;
  /** Whether the rows can be aligned at all. */
  readonly aligned: boolean;
}

function at(offset: number): string {
  return offset === 0 ? 'p' : `p + ${offset}`;
}

function emitElement(
  m: Module,
  each: Column,
  { verb, stride, aligned }: Transfer,
  position: string,
  first: string,
): void {
  const { name, kind, primitive, step } = each;
  const rows = `{ s, ${position === 'p' ? 'p' : `p: ${position}`}, stride: ${stride}, count, littleEndian: ${m.order} }`;
  const column = `this.${name}`;
  const detail =
    kind === 'safe' ? `${safeName(each)}, ` : kind === 'narrow' ? `'${viewNames[primitive]}', ` : '';
  const suffix = kind === 'narrow' ? '' : pascal(kind);
  const anywhere = `${m.use(verb + suffix)}(${rows}, ${detail}${column}, ${first}, ${step});`;
  if (!aligned || !isAligned(m, each) || (verb === 'scatter' && kind === 'safe')) {
    m.line(anywhere);
    return;
  }
  m.branch(
    'aligned',
    () => emitAlignedLoop(m, each, { verb, stride, row: first, aligned }, position, column),
    () => m.line(anywhere),
  );
}

/** Whether a column's values are aligned within a block that is. */
function isAligned(m: Module, { leaf, primitive }: Column): boolean {
  return m.settings.schema.littleEndian && leaf.offset % primitives[primitive].size === 0;
}

/** A loop of plain loads and stores. Copying a bigint from array to array makes no bigint once it is optimised. */
function emitAlignedLoop(
  m: Module,
  each: Column,
  { verb, stride, row }: Transfer,
  position: string,
  column: string,
): void {
  const { kind, primitive, step } = each;
  const shift = Math.log2(kind === 'safe' ? 4 : primitives[primitive].size);
  m.line(`const column = ${column};`);
  m.line(`const rows = s.${kind === 'safe' ? 'u32' : arrays[primitive]};`);
  if (kind === 'safe') m.line('const highs = s.i32;');
  m.line(`let q = ${shifted(position, shift)};`);
  // A counter that the loop's own bound limits costs no overflow check.
  const single = step === 1;
  if (single) m.line(`const end = ${row} + count;`);
  else m.line(`let k = ${row};`);
  m.block(single ? `for (let k = ${row}; k < end; k++)` : 'for (let i = 0; i < count; i++)', () => {
    if (kind === 'safe') {
      m.line('const low = rows[q]!;');
      m.line(`const high = ${primitives[primitive].kind === 'signed' ? 'highs' : 'rows'}[q + 1]!;`);
      m.line('const value = high * 4294967296 + low;');
      m.line(
        `column[k] = ${m.use('isSafe')}(value) ? value : ${m.use('unsafe')}(${safeName(each)}, high, low);`,
      );
    } else m.line(verb === 'gather' ? 'column[k] = rows[q]!;' : 'rows[q] = column[k]!;');
    if (!single) m.line(`k += ${step};`);
    m.line(`q += ${shifted(stride, shift)};`);
  });
}

/** An expression of bytes as one of elements of 2^shift bytes. */
function shifted(bytes: string, shift: number): string {
  if (shift === 0) return bytes;
  if (/^\d+$/.test(bytes)) return String(Number(bytes) >> shift);
  return `${bytes.includes(' ') ? `(${bytes})` : bytes} >> ${shift}`;
}

function emitGather(m: Module, each: Column): void {
  emitTransfer(m, each, { verb: 'gather', stride: 'blockLength', row: 'to', aligned: true });
}

function emitWrite(m: Module, block: Block, columns: readonly Column[]): void {
  m.line();
  m.doc('Writes rows from `first` on as blocks that begin at byte p of a scratch; returns where they end.');
  m.block(
    `writeRows(s: ${m.useType('Scratch')}, p: number, first = 0, count = this.length - first): number`,
    () => {
      m.line(`${m.use('checkRows')}(first, count, this.length);`);
      m.line(`const until = p + count * ${block.blockLength};`);
      m.line('s.reserve(until, p);');
      if (hasGaps(block, columns)) m.line('s.u8.fill(0, p, until);');
      const aligned =
        block.blockLength % 8 === 0 && columns.some((each) => isAligned(m, each) && each.kind !== 'safe');
      if (aligned) m.line('const aligned = (p & 7) === 0;');
      for (const each of columns)
        emitTransfer(m, each, { verb: 'scatter', stride: String(block.blockLength), row: 'first', aligned });
      m.line('return until;');
    },
  );
}

function hasGaps(block: Block, columns: readonly Column[]): boolean {
  const covered = columns.reduce((sum, each) => sum + each.leaf.element.size, 0);
  return covered < block.blockLength;
}
