// Reads an .mlpackage without any of our own code: protobufjs, and the numbers of Apple's published format (coremltools,
// mlmodel/format: Model.proto, MIL.proto, FeatureTypes.proto) for the fields that an ML Program of dense layers has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

const format = `
syntax = "proto3";
message Model { int32 specificationVersion = 1; Description description = 2; Program mlProgram = 502; }
message Description { repeated Feature input = 1; repeated Feature output = 10; }
message Feature { string name = 1; FeatureType type = 3; }
message FeatureType { ArrayType multiArrayType = 5; }
message ArrayType { repeated int64 shape = 1; int32 dataType = 2; }
message Program { int64 version = 1; map<string, Function> functions = 2; }
message Function { repeated Named inputs = 1; string opset = 2; map<string, Block> specializations = 3; }
message Block { repeated Named inputs = 1; repeated string outputs = 2; repeated Operation operations = 3; }
message Operation {
  string type = 1;
  map<string, Argument> inputs = 2;
  repeated Named outputs = 3;
  map<string, Value> attributes = 5;
}
message Argument { message Binding { string name = 1; } repeated Binding arguments = 1; }
message Named { string name = 1; Type type = 2; }
message Type { Tensor tensorType = 1; }
message Tensor { int32 dataType = 1; int64 rank = 2; repeated Dimension dimensions = 3; }
message Dimension { message Constant { uint64 size = 1; } Constant constant = 1; }
message Value { Type type = 2; Immediate immediate = 3; Blob blob = 5; }
message Immediate { Values tensor = 1; }
message Values { Ints ints = 2; Bools bools = 3; Strings strings = 4; }
message Ints { repeated int32 values = 1 [packed = true]; }
message Bools { repeated bool values = 1 [packed = true]; }
message Strings { repeated string values = 1; }
message Blob { string fileName = 1; uint64 offset = 2; }
`;

const Model = protobuf.parse(format, { keepCase: true }).root.lookupType('Model');

interface NamedType {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly dataType: number;
      readonly rank: number;
      readonly dimensions: readonly { readonly constant: { readonly size: number } }[];
    };
  };
}

interface Operation {
  readonly type: string;
  readonly inputs: Readonly<Record<string, { readonly arguments: readonly { readonly name: string }[] }>>;
  readonly outputs: readonly NamedType[];
  readonly attributes: Readonly<Record<string, Value>>;
}

interface Value {
  readonly immediate?: {
    readonly tensor: Readonly<Record<string, { readonly values: readonly (number | string | boolean)[] }>>;
  };
  readonly blob?: { readonly fileName: string; readonly offset: number };
}

interface Feature {
  readonly name: string;
  readonly type: {
    readonly multiArrayType: { readonly shape: readonly number[]; readonly dataType: number };
  };
}

interface Document {
  readonly specificationVersion: number;
  readonly description: { readonly input: readonly Feature[]; readonly output: readonly Feature[] };
  readonly mlProgram: {
    readonly version: number;
    readonly functions: Readonly<
      Record<
        string,
        {
          readonly inputs: readonly NamedType[];
          readonly opset: string;
          readonly specializations: Readonly<
            Record<string, { readonly outputs: readonly string[]; readonly operations: readonly Operation[] }>
          >;
        }
      >
    >;
  };
}

const sentinel = 0xdeadbeef;

/** What stands in the folder of a package. */
export class CoreMlPackage {
  readonly document: Document;
  readonly weights: Buffer;
  readonly manifest: {
    fileFormatVersion: string;
    itemInfoEntries: Record<string, Record<string, string>>;
    rootModelIdentifier: string;
  };

  constructor(folder: string) {
    const data = join(folder, 'Data/com.apple.CoreML');
    const bytes = readFileSync(join(data, 'model.mlmodel'));
    const message = Model.decode(bytes);
    // Written again from what was understood, it has to be as long: no field went unseen.
    if (Model.encode(message).finish().length !== bytes.length)
      throw new Error('the model has fields that this reader does not know');
    this.document = Model.toObject(message, { longs: Number, defaults: false }) as Document;
    this.weights = readFileSync(join(data, 'weights/weight.bin'));
    this.manifest = JSON.parse(readFileSync(join(folder, 'Manifest.json'), 'utf8'));
  }

  get main() {
    return this.document.mlProgram.functions.main!;
  }

  get operations(): readonly Operation[] {
    return this.main.specializations[this.main.opset]!.operations;
  }

  /** The operations that compute, without the constants. */
  get steps(): readonly Operation[] {
    return this.operations.filter(({ type }) => type !== 'const');
  }

  /** The constant of this name: its shape, and its values or the bytes of its blob. */
  constant(name: string): { shape: number[]; dataType: number; values?: readonly unknown[]; blob?: Buffer } {
    const operation = this.operations.find(
      ({ type, outputs }) => type === 'const' && outputs[0]!.name === name,
    );
    if (operation === undefined) throw new Error(`there is no constant ${name}`);
    const { dataType } = operation.outputs[0]!.type.tensorType;
    const { immediate, blob } = operation.attributes.val!;
    const shape = shapeOf(operation.outputs[0]!);
    if (blob) return { shape, dataType, blob: this.#blob(blob) };
    return { shape, dataType, values: Object.values(immediate!.tensor)[0]!.values };
  }

  #blob({ fileName, offset }: { fileName: string; offset: number }): Buffer {
    if (fileName !== '@model_path/weights/weight.bin') throw new Error(`unknown file ${fileName}`);
    const { weights } = this;
    if (offset % 64 !== 0 || weights.readUInt32LE(offset) !== sentinel)
      throw new Error(`no blob at ${offset}`);
    const type = weights.readUInt32LE(offset + 4);
    if (type !== 1) throw new Error(`the blob at ${offset} has the type ${type}, not Float16`);
    const bytes = Number(weights.readBigUInt64LE(offset + 8));
    const start = Number(weights.readBigUInt64LE(offset + 16));
    if (start % 64 !== 0 || start + bytes > weights.length)
      throw new Error(`the blob at ${offset} lies outside`);
    return weights.subarray(start, start + bytes);
  }
}

export function shapeOf({ type }: NamedType): number[] {
  return (type.tensorType.dimensions ?? []).map(({ constant }) => constant.size);
}

/** The operand of a parameter by its name. */
export function operandOf({ type, inputs }: Operation, parameter: string): string {
  const name = inputs[parameter]?.arguments[0]?.name;
  if (name === undefined) throw new Error(`${type} has no operand ${parameter}`);
  return name;
}

/** binary16 of a number, rounded to nearest, ties to even: by search over all finite halves, not by bit tricks. */
export function halfBits(value: number): number {
  const magnitude = Math.abs(value);
  const numberOf = (bits: number) =>
    bits < 1024 ? bits * 2 ** -24 : (1024 + (bits & 1023)) * 2 ** ((bits >> 10) - 25);
  let [low, high] = [0, 0x7bff];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numberOf(middle) <= magnitude) low = middle;
    else high = middle;
  }
  const [below, above] = [magnitude - numberOf(low), numberOf(high) - magnitude];
  const nearest = below < above || (below === above && low % 2 === 0) ? low : high;
  return nearest | (value < 0 || Object.is(value, -0) ? 0x8000 : 0);
}
