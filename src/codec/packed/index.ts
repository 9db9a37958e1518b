export { packedKeys, packedRows, unpackColumns } from './decode.js';
export { packColumns } from './encode.js';
export { MAX_ROWS, packedBound, WireType } from './format.js';
export { type ColumnPacker, columnPacker, nativePacker, referencePacker } from './packer.js';
export {
  type ColumnArray,
  type ColumnArrays,
  type ColumnPlan,
  compilePlan,
  getBase,
  PLAN_STRIDE,
  setBase,
} from './plan.js';
