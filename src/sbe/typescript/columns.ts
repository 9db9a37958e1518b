import { isOptional, type Leaf, leavesOf } from '../model/analysis.js';
import type { Block, Field } from '../model/model.js';
import { isWide, type Primitive, primitives, type Scalar } from '../model/primitive.js';
import { camel, pascal } from '../names.js';
import { scalarLiteral } from './access.js';
import { type Column, columnArrays, emitAnywhere, safeName, type Transfer } from './column-transfer.js';
import type { Module } from './module.js';
import { Scope } from './names.js';
import { absence } from './parts.js';
import {
  declareStage,
  emitStagedGather,
  emitStagedScatter,
  fewestStaged,
  isGathered,
  isScattered,
  longestStaged,
  type Staged,
} from './staged-columns.js';

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
  const staged = declareStage(m, name, columns, block.blockLength);
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
    emitAppend(m, columns, staged);
    emitWrite(m, block, columns, staged);
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

function emitAppend(m: Module, columns: readonly Column[], staged: Staged | undefined): void {
  m.doc('Appends count rows whose blocks begin at byte p of a scratch, blockLength bytes apart.');
  const parameters = 'p: number, count: number, blockLength: number, version: number';
  m.block(`appendRows(s: ${m.useType('Scratch')}, ${parameters}): void`, () => {
    m.line('const to = this.length;');
    m.line(`${m.use('checkRoom')}(s, to, count, this.capacity, p, blockLength);`);
    emitChecks(m, columns);
    const always = columns.filter((each) => absence(each.field) === undefined);
    const shortRows = `blockLength > 0 && blockLength <= ${longestStaged}`;
    const transfer: Transfer = { verb: 'gather', stride: 'blockLength', row: 'to' };
    const gathered = staged?.columns.filter(isGathered).map(({ each }) => each) ?? [];
    emitEither(m, always, gathered, transfer, `${shortRows} && (blockLength & 7) === 0`, () =>
      emitStagedGather(m, staged!),
    );
    for (const each of columns) {
      const absent = absence(each.field);
      if (absent === undefined) continue;
      m.branch(
        absent,
        () => emitFill(m, each),
        () => emitAnywhere(m, [each], transfer),
      );
    }
    m.line('this.length = to + count;');
    if (!columns.some((each) => absence(each.field)?.includes('version'))) m.line('void version;');
  });
}

function emitChecks(m: Module, columns: readonly Column[]): void {
  for (const { name, step } of columns)
    m.line(
      `${m.use('checkColumn')}(this.${name}, ${step === 1 ? '' : `${step} * `}this.capacity, '${name}');`,
    );
}

function emitFill(m: Module, { name, kind, nullValue, step }: Column): void {
  const nul = kind === 'safe' ? 'NaN' : scalarLiteral(nullValue);
  const times = step === 1 ? '' : ` * ${step}`;
  m.line(`this.${name}.fill(${nul}, to${times}, (to + count)${times});`);
}

function emitWrite(m: Module, block: Block, columns: readonly Column[], staged: Staged | undefined): void {
  m.line();
  m.doc('Writes rows from `first` on as blocks that begin at byte p of a scratch; returns where they end.');
  m.block(
    `writeRows(s: ${m.useType('Scratch')}, p: number, first = 0, count = this.length - first): number`,
    () => {
      m.line(`${m.use('checkRows')}(first, count, this.length);`);
      emitChecks(m, columns);
      m.line(`const until = p + count * ${block.blockLength};`);
      m.line('s.reserve(until, p);');
      const gaps = hasGaps(block, columns);
      const scattered = staged?.columns.filter(isScattered).map(({ each }) => each) ?? [];
      const transfer: Transfer = { verb: 'scatter', stride: String(block.blockLength), row: 'first' };
      const unstaged = scattered.length > 0 ? `if (count < ${fewestStaged}) ` : '';
      if (gaps) m.line(`${unstaged}s.u8.fill(0, p, until);`);
      emitEither(m, columns, scattered, transfer, '', () =>
        emitStagedScatter(m, staged!, block.blockLength, gaps || scattered.length < columns.length),
      );
      m.line('return until;');
    },
  );
}

/** Emits the transfer of columns: those in `staged` over the stage where many rows are aligned, else one by one. */
function emitEither(
  m: Module,
  columns: readonly Column[],
  staged: readonly Column[],
  transfer: Transfer,
  aligned: string,
  emitStaged: () => void,
): void {
  if (staged.length > 0) {
    const condition = `count >= ${fewestStaged}${aligned === '' ? '' : ` && ${aligned}`}`;
    m.branch(condition, emitStaged, () => emitAnywhere(m, staged, transfer));
  }
  const others = columns.filter((each) => !staged.includes(each));
  emitAnywhere(m, others, transfer);
}

function hasGaps(block: Block, columns: readonly Column[]): boolean {
  const covered = columns.reduce((sum, each) => sum + each.leaf.element.size, 0);
  return covered < block.blockLength;
}
