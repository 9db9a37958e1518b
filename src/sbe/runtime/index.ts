export { MalformedMessage, StaleView, TargetTooSmall } from '../errors.js';
export {
  badBlock,
  checkEpoch,
  checkExtent,
  checkIndex,
  outOfFrame,
  shortHeader,
  wrongMessage,
} from './check.js';
export type { BlockCodec, MessageCodec } from './codec.js';
export { checkColumn, checkRoom, checkRows, columnOf } from './columns.js';
export {
  gather,
  gatherSafe,
  gatherWide,
  isSafe,
  scatter,
  scatterSafe,
  scatterWide,
  unsafe,
} from './gather.js';
export { limits } from './limits.js';
export {
  arrayOrNull,
  bigintOrNull,
  floatOrNull,
  isNullChars,
  numberOrNull,
  readBytes,
  readChar,
  readChars,
  readI64,
  readLatin1,
  readSet,
  readU64,
  readUtf8,
  readUtf8Chars,
  safeNumber,
} from './read.js';
export { Scratch } from './scratch.js';
export { stage } from './stage.js';
export { overlayOf } from './target.js';
export {
  charCode,
  checkConstant,
  checkCount,
  checkLength,
  enumCode,
  integer64,
  natural64,
  putBytes,
  putChars,
  putI64,
  putI64BE,
  putLatin1Data,
  putU64,
  putU64BE,
  putUtf8Chars,
  putUtf8Data,
  refuse,
  setBits,
  wideCode,
} from './write.js';
