import { type Primitive, primitives } from '../model/primitive.js';
import { camel } from '../names.js';
import { stageBytes } from '../runtime/stage.js';
import { arrays } from './access.js';
import { type Column, columnArrays, safeName } from './column-transfer.js';
import type { Module } from './module.js';
import { absence } from './parts.js';

/** Fewer rows than these are not worth the copies to the stage. */
export const fewestStaged = 64;

/** The longest row, in bytes, of which so many fit. */
export const longestStaged = stageBytes / fewestStaged;

interface StagedColumn {
  readonly each: Column;
  /** The constant that holds its place on the stage. */
  readonly place: string;
}

/** What a module declares for columns that pass over the stage: names of its constants and functions. */
export interface Staged {
  readonly columns: readonly StagedColumn[];
  /** The rows that fit on the stage. */
  readonly rows: number;
  /** The constant views of the staged rows, by the name of the view. */
  readonly views: ReadonlyMap<string, string>;
  readonly gather: string;
  readonly scatter: string;
}

/** Whether a column is read from aligned rows by way of the stage; one that may be absent is not. */
export function isGathered({ each }: StagedColumn): boolean {
  return absence(each.field) === undefined;
}

/** Doubles that stand for 64-bit integers are checked one by one when they are written, so not here. */
export function isScattered({ each }: StagedColumn): boolean {
  return each.kind !== 'safe';
}

/** Declares the stage of a block's columns; undefined where none of them is aligned or the rows are too long. */
export function declareStage(
  m: Module,
  name: string,
  columns: readonly Column[],
  blockLength: number,
): Staged | undefined {
  if (!m.settings.schema.littleEndian || blockLength % 8 !== 0) return undefined;
  const aligned = columns.filter(({ leaf, primitive }) => leaf.offset % primitives[primitive].size === 0);
  const rows = Math.floor((stageBytes - 8 * aligned.length) / Math.max(blockLength, 1));
  if (aligned.length === 0 || rows < fewestStaged) return undefined;
  const prefix = camel(name);
  const views = new Map<string, string>([['u8', m.local(`${prefix}U8_`)]]);
  for (const view of aligned.flatMap(viewsOf))
    if (!views.has(view)) views.set(view, m.local(`${prefix}${view.toUpperCase()}_`));
  for (const [view, constant] of views)
    m.line(`const ${constant} = new ${viewArrays[view]}(${m.use('stage')}.rows);`);
  const staged: StagedColumn[] = [];
  let offset = 0;
  for (const each of aligned) {
    const place = m.local(`${each.name}Stage`);
    const length = rows * each.step;
    m.line(`const ${place} = new ${each.array}(${m.use('stage')}.columns, ${offset}, ${length});`);
    offset += Math.ceil((length * elementSize(each)) / 8) * 8;
    staged.push({ each, place });
  }
  m.line();
  const plan = {
    columns: staged,
    rows,
    views,
    gather: m.local(`gather${name}`),
    scatter: m.local(`scatter${name}`),
  };
  emitLoop(m, plan, 'gather', 'words');
  emitLoop(m, plan, 'scatter', String(blockLength >> 3));
  return plan;
}

const viewArrays: Record<string, string> = Object.fromEntries(
  Object.entries(arrays).map(([primitive, view]) => [view, columnArrays[primitive as Primitive]]),
);

function elementSize({ kind, primitive }: Column): number {
  return kind === 'safe' ? 8 : primitives[primitive].size;
}

function viewsOf({ kind, primitive }: Column): string[] {
  if (kind !== 'safe') return [arrays[primitive]];
  return primitives[primitive].kind === 'signed' ? ['u32', 'i32'] : ['u32'];
}

/** A loop over the rows of the stage: `k` counts them, `w` the 8-byte words. Copying a bigint makes none once compiled. */
function emitLoop(m: Module, plan: Staged, verb: 'gather' | 'scatter', words: string): void {
  const columns = plan.columns.filter(verb === 'gather' ? isGathered : isScattered);
  if (columns.length === 0) return;
  const parameters = verb === 'gather' ? 'count: number, words: number' : 'count: number';
  m.block(`function ${plan[verb]}(${parameters}): void`, () =>
    m.block(`for (let k = 0, w = 0; k < count; k++, w += ${words})`, () => {
      for (const column of columns) emitMove(m, plan, verb, column);
    }),
  );
  m.line();
}

function emitMove(
  m: Module,
  { views }: Staged,
  verb: 'gather' | 'scatter',
  { each, place }: StagedColumn,
): void {
  const { kind, leaf, primitive, step } = each;
  const size = kind === 'safe' ? 4 : primitives[primitive].size;
  const at = elementAt(leaf.offset, size);
  const move = (column: string, index: string) => {
    if (kind === 'safe') emitSafeMove(m, views, each, column, index);
    else {
      const row = `${views.get(arrays[primitive])}[${index}]`;
      m.line(verb === 'gather' ? `${column} = ${row}!;` : `${row} = ${column}!;`);
    }
  };
  if (step === 1) move(`${place}[k]`, at);
  else
    m.block(`for (let j = 0; j < ${step}; j++)`, () =>
      move(`${place}[k * ${step} + j]`, `${at} + ${kind === 'safe' ? '2 * j' : 'j'}`),
    );
}

function emitSafeMove(m: Module, views: Staged['views'], each: Column, column: string, index: string): void {
  const low = m.local('low');
  const high = m.local('high');
  const value = m.local('value');
  const signed = primitives[each.primitive].kind === 'signed';
  m.line(`const ${low} = ${views.get('u32')}[${index}]!;`);
  m.line(`const ${high} = ${views.get(signed ? 'i32' : 'u32')}[${index} + 1]!;`);
  m.line(`const ${value} = ${high} * 4294967296 + ${low};`);
  const otherwise = `${m.use('unsafe')}(${safeName(each)}, ${high}, ${low})`;
  m.line(`${column} = ${m.use('isSafe')}(${value}) ? ${value} : ${otherwise};`);
}

/** The index of an element of `size` bytes that begins `offset` bytes behind word `w`. */
function elementAt(offset: number, size: number): string {
  const times = 8 / size;
  const word = times === 1 ? 'w' : `${times} * w`;
  return offset === 0 ? word : `${word} + ${offset / size}`;
}

/** Emits the way over the stage for `count` rows from byte p of a scratch on to the columns. */
export function emitStagedGather(m: Module, { columns, rows, views, gather }: Staged): void {
  m.line(`const most = Math.min(${rows}, Math.floor(${stageBytes} / blockLength));`);
  m.block('for (let done = 0; done < count; done += most)', () => {
    m.line('const some = Math.min(most, count - done);');
    m.line('const from = p + done * blockLength;');
    m.line(`${views.get('u8')}.set(s.u8.subarray(from, from + some * blockLength));`);
    m.line(`${gather}(some, blockLength >> 3);`);
    for (const { each, place } of columns.filter(isGathered)) {
      const times = each.step === 1 ? '' : ` * ${each.step}`;
      const at = each.step === 1 ? 'to + done' : `(to + done)${times}`;
      m.line(`this.${each.name}.set(${place}.subarray(0, some${times}), ${at});`);
    }
  });
}

/** Emits the way over the stage for `count` rows of the columns from `first` on to byte p of a scratch. */
export function emitStagedScatter(
  m: Module,
  { columns, rows, views, scatter }: Staged,
  blockLength: number,
  hasGaps: boolean,
): void {
  m.block(`for (let done = 0; done < count; done += ${rows})`, () => {
    m.line(`const some = Math.min(${rows}, count - done);`);
    m.line('const from = first + done;');
    if (hasGaps) m.line(`${views.get('u8')}.fill(0, 0, some * ${blockLength});`);
    for (const { each, place } of columns.filter(isScattered)) {
      const range =
        each.step === 1 ? 'from, from + some' : `from * ${each.step}, (from + some) * ${each.step}`;
      m.line(`${place}.set(this.${each.name}.subarray(${range}));`);
    }
    m.line(`${scatter}(some);`);
    m.line(`s.u8.set(${views.get('u8')}.subarray(0, some * ${blockLength}), p + done * ${blockLength});`);
  });
}
