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
export type { MessageCodec } from './codec.js';
export { limits } from './limits.js';
export {
  arrayOrNull,
  bigintOrNull,
  floatOrNull,
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
  textOrNull,
} from './read.js';
export { Scratch } from './scratch.js';
export {
  charCode,
  checkConstant,
  checkCount,
  checkLength,
  enumCode,
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
