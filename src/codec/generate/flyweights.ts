// Emits a flyweight for each flat message: getters over one row, without an object or a bigint per message.

import type { Field, Message } from '../../sbe/index.js';
import { kindOf } from './fields.js';
import { pascal } from './rows.js';

export function emitFlyweight(message: Message): string[] {
  const name = pascal(message.name);
  return [
    `/** A flyweight over one ${message.name}. Prices, sizes and counts are mantissas as they stand on the wire, NaN = null; enums are codes. */`,
    `export class ${name}Row extends RowCursor {`,
    '  constructor() {',
    `    super(${message.blockLength});`,
    '  }',
    ...message.fields.flatMap((field) => emitGetters(field)),
    '}',
    '',
  ];
}

function emitGetters(field: Field): string[] {
  const { name, offset } = field;
  const kind = kindOf(field);
  const getter = (suffix: string, type: string, expression: string) => [
    `  get ${name}${suffix}(): ${type} {`,
    `    return ${expression};`,
    '  }',
  ];
  const w = `this.w + ${offset / 4}`;
  switch (kind.kind) {
    case 'scaled':
    case 'count':
      return getter('', 'number', integerAt(w, field.presence === 'optional'));
    case 'wide':
      return [
        ...getter('', 'bigint', `this.u64[(${w}) >> 1]`),
        ...getter('High', 'number', `this.u32[${w} + 1]`),
        ...getter('Low', 'number', `this.u32[${w}]`),
      ];
    case 'real':
      return getter('', 'number', `this.f64[(${w}) >> 1]`);
    case 'integer':
      return getter('', 'number', integerPlace(offset, kind.bits, kind.signed));
    case 'character':
    case 'enum':
    case 'set':
      return getter('', 'number', `this.u8[this.at + ${offset}]`);
    case 'text':
      return getter('', 'string', `readText(this.u8, this.at + ${offset}, ${kind.length})`);
    case 'reals':
      return getter('', 'Float64Array', `this.f64.subarray((${w}) >> 1, ((${w}) >> 1) + ${kind.length})`);
  }
}

/** Exact below 2^53; the null of an optional int64 is NaN. */
function integerAt(w: string, optional: boolean): string {
  const value = `this.i32[${w} + 1] * 4294967296 + this.u32[${w}]`;
  return optional
    ? `this.i32[${w} + 1] === -2147483648 && this.i32[${w}] === 0 ? Number.NaN : ${value}`
    : value;
}

function integerPlace(offset: number, bits: 8 | 16 | 32, signed: boolean): string {
  const view = `this.${signed ? 'i' : 'u'}${bits}`;
  if (bits === 32) return `${view}[this.w + ${offset / 4}]`;
  return bits === 16 ? `${view}[(this.at >> 1) + ${offset / 2}]` : `${view}[this.at + ${offset}]`;
}
