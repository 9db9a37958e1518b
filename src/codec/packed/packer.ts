import { nativeColumns } from '../../compute/native/columns.js';
import { unpackColumns } from './decode.js';
import { packColumns } from './encode.js';
import type { ColumnArrays } from './plan.js';

/** One implementation of packed-columns.md: any two write the same bytes and throw the same errors. */
export interface ColumnPacker {
  readonly name: 'native' | 'reference';
  /** See `packColumns`. */
  pack(plan: Int32Array, key: number, arrays: ColumnArrays, rows: number, target: Uint8Array): number;
  /** See `unpackColumns`. */
  unpack(plan: Int32Array, arrays: ColumnArrays, body: Uint8Array): number;
}

export const referencePacker: ColumnPacker = {
  name: 'reference',
  pack: packColumns,
  unpack: unpackColumns,
};

/** The packer in C++, or undefined where the addon is not loaded. */
export function nativePacker(): ColumnPacker | undefined {
  const native = nativeColumns();
  if (native === undefined) return undefined;
  return {
    name: 'native',
    pack(plan, key, arrays, rows, target) {
      const length = native.packColumns(plan, key, rows, target, ...arrays);
      // What C++ refuses the reference refuses too, with an error that names row and column.
      return length < 0 ? packColumns(plan, key, arrays, rows, target) : length;
    },
    unpack(plan, arrays, body) {
      const rows = native.unpackColumns(plan, body, ...arrays);
      return rows < 0 ? unpackColumns(plan, arrays, body) : rows;
    },
  };
}

let best: ColumnPacker | undefined;

/** The fastest packer of this process. */
export function columnPacker(): ColumnPacker {
  best ??= nativePacker() ?? referencePacker;
  return best;
}
