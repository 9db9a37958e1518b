import type { Primitive, Scalar } from './primitive.js';

export type Presence = 'required' | 'optional' | 'constant';

/** How the bytes of a string are read. ASCII is read as ISO-8859-1, so no byte is lost. */
export type TextEncoding = 'latin1' | 'utf8';

/** The value of a constant as it stands in a decoded message: a text, a number, or the name of an enum's value. */
export type ConstantValue = string | Scalar;

export interface Described {
  readonly name: string;
  readonly description: string;
  /** The schema version that added it; 0 = always there. */
  readonly since: number;
  /** The schema version that gave it up. */
  readonly deprecated: number | undefined;
}

/** A number, a character, or a fixed array of them. */
export interface ScalarType extends Described {
  readonly kind: 'scalar';
  readonly primitive: Primitive;
  /** Elements; more than 1 is an array (of char: a string padded with NULs). */
  readonly length: number;
  readonly presence: Presence;
  readonly nullValue: Scalar;
  readonly minValue: Scalar | undefined;
  readonly maxValue: Scalar | undefined;
  /** For arrays of char, and for the varData of a var-data encoding that holds text. */
  readonly encoding: TextEncoding | undefined;
  readonly constant: ConstantValue | undefined;
  /** Bytes on the wire: 0 for a constant. */
  readonly size: number;
}

export interface EnumValue extends Described {
  readonly value: Scalar;
}

export interface EnumType extends Described {
  readonly kind: 'enum';
  readonly primitive: Primitive;
  readonly nullValue: Scalar;
  /** Whether the encoding type itself is optional, so that its null value means "no value" wherever it stands. */
  readonly optional: boolean;
  readonly values: readonly EnumValue[];
  readonly size: number;
}

export interface Choice extends Described {
  readonly bit: number;
}

export interface SetType extends Described {
  readonly kind: 'set';
  readonly primitive: Primitive;
  readonly choices: readonly Choice[];
  readonly size: number;
}

export interface CompositeType extends Described {
  readonly kind: 'composite';
  readonly members: readonly Element[];
  readonly size: number;
}

export type Type = ScalarType | EnumType | SetType | CompositeType;

/** A value at a fixed place: a member of a composite, or a field of a block. `offset` counts from the start of either. */
export interface Element extends Described {
  readonly type: Type;
  readonly offset: number;
  /** Bytes on the wire: 0 for a constant. */
  readonly size: number;
  readonly presence: Presence;
  readonly constant: ConstantValue | undefined;
}

export interface Field extends Element {
  readonly id: number;
}

/** The fixed part of a message or of a group entry, and what follows it on the wire, in order: groups, then var data. */
export interface Block {
  readonly blockLength: number;
  readonly fields: readonly Field[];
  readonly groups: readonly Group[];
  readonly data: readonly VarData[];
}

export interface Group extends Described, Block {
  readonly id: number;
  readonly dimension: CompositeType;
}

export interface VarData extends Described {
  readonly id: number;
  readonly encoding: CompositeType;
  readonly length: Element;
  /** Where the octets begin, from the start of the encoding; the size of everything before them. */
  readonly dataOffset: number;
  /** undefined = opaque bytes. */
  readonly text: TextEncoding | undefined;
  readonly maxLength: number;
}

export interface Message extends Described, Block {
  readonly id: number;
}

/** A schema in which everything is resolved and laid out. */
export interface Schema {
  readonly package: string;
  readonly id: number;
  readonly version: number;
  readonly semanticVersion: string;
  readonly description: string;
  readonly littleEndian: boolean;
  readonly header: CompositeType;
  /** The named types, in the order of the schema. */
  readonly types: readonly Type[];
  readonly messages: readonly Message[];
}

/** The most levels of nested groups, and of nested composites, that a schema may have. */
export const maxNesting = 16;
