import { isNullable, isOptional } from '../model/analysis.js';
import type { ConstantValue, Element, ScalarType } from '../model/model.js';
import { isWide } from '../model/primitive.js';
import type { Module } from './module.js';
import { quote } from './names.js';

export function literal(value: ConstantValue): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

/** The type of a decoded value. */
export function outputType(m: Module, element: Element): string {
  const type = valueType(m, element, false);
  return isNullable(element) ? `${type} | null` : type;
}

/** The type of a value to encode: 64-bit integers may be safe integers too. */
export function inputType(m: Module, element: Element): string {
  const type = valueType(m, element, true);
  return isOptional(element) ? `${type} | null` : type;
}

function valueType(m: Module, { type, presence, constant }: Element, input: boolean): string {
  if (presence === 'constant') return constantType(constant!);
  switch (type.kind) {
    case 'scalar':
      return scalarType(type, input);
    case 'enum':
      return `${m.typesType(m.settings.types.of(type))} | ${isWide(type.primitive) ? 'bigint' : 'number'}`;
    case 'set':
      return `readonly (${m.typesType(m.settings.types.of(type))} | number)[]`;
    case 'composite':
      return m.typesType(m.settings.types.of(type)) + (input ? 'Input' : '');
  }
}

/** NaN and the infinities have no literal type. */
function constantType(value: ConstantValue): string {
  return typeof value === 'number' && !Number.isFinite(value) ? 'number' : literal(value);
}

function scalarType({ primitive, length }: ScalarType, input: boolean): string {
  if (primitive === 'char') return 'string';
  const single = !isWide(primitive) ? 'number' : input ? 'bigint | number' : 'bigint';
  if (length === 1) return single;
  return single.includes('|') ? `readonly (${single})[]` : `readonly ${single}[]`;
}
