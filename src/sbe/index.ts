export { type CppOptions, generateCpp } from './cpp/generate.js';
export { describeSchema } from './describe.js';
export {
  type MalformedFault,
  MalformedMessage,
  SchemaError,
  type SchemaFault,
  StaleView,
  TargetTooSmall,
} from './errors.js';
export { readSchema } from './file.js';
export { type DecodedFrame, decodeFrames } from './framing/decode-frames.js';
export { type Framing, framings } from './framing/framing.js';
export type { Decoded, Fields } from './interpreter/decode.js';
export { type Interpreter, interpret } from './interpreter/interpret.js';
export { toNdjson } from './interpreter/ndjson.js';
export type { Value } from './interpreter/read.js';
export type {
  Block,
  Choice,
  CompositeType,
  ConstantValue,
  Element,
  EnumType,
  EnumValue,
  Field,
  Group,
  Message,
  Presence,
  ScalarType,
  Schema,
  SetType,
  Type,
  VarData,
} from './model/model.js';
export type { Primitive, Scalar } from './model/primitive.js';
export type { MessageCodec } from './runtime/codec.js';
export { limits } from './runtime/limits.js';
export { generateTypeScript, type TypeScriptOptions } from './typescript/generate.js';
export { type CompileOptions, compileSchema } from './xml/compile.js';
export type { Resolve } from './xml/document.js';
export type { SchemaSource } from './xml/node.js';
