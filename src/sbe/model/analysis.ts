import type { Block, CompositeType, Element, ScalarType } from './model.js';
import { isInteger, primitives } from './primitive.js';

/** A composite of an integer mantissa and an integer exponent: null where its mantissa is. */
export function decimalMantissa(type: CompositeType): (Element & { type: ScalarType }) | undefined {
  const number = (name: string) => {
    const member = type.members.find((candidate) => candidate.name === name);
    const single = member?.type.kind === 'scalar' && member.type.length === 1;
    return single && isInteger(member.type.primitive)
      ? (member as Element & { type: ScalarType })
      : undefined;
  };
  const mantissa = number('mantissa');
  return mantissa?.presence !== 'constant' && number('exponent') !== undefined ? mantissa : undefined;
}

/** Whether an element may say "no value" although it is there. */
export function isOptional({ presence, type }: Element): boolean {
  if (presence === 'constant') return false;
  if (presence === 'optional') return true;
  if (type.kind === 'enum') return type.optional;
  return type.kind === 'composite' && decimalMantissa(type)?.presence === 'optional';
}

/** Whether a decoded value may be null: an optional element, or one that earlier versions lack. */
export function isNullable(element: Element): boolean {
  return isOptional(element) || element.since > 0;
}

/** Whether what a block holds depends on the acting version, nested groups included. */
export function isVersioned(block: Block): boolean {
  const parts = [...block.fields, ...block.groups, ...block.data];
  return parts.some((part) => part.since > 0) || block.groups.some(isVersioned);
}

/** Whether checking the extent of a group (or of what follows a block) depends on the acting version. */
export function isExtentVersioned(block: Block): boolean {
  return requiredLength(block).length > 1 || isTailVersioned(block);
}

export function isTailVersioned(block: Block): boolean {
  return leastTail(block).length > 1 || block.groups.some(isExtentVersioned);
}

/** Whether anything of a block is on the wire, constants being nothing. */
export function hasBytes(block: Block): boolean {
  return block.fields.some((field) => field.size > 0);
}

/** Whether nothing follows the fixed block. */
export function isFlat(block: Block): boolean {
  return block.groups.length === 0 && block.data.length === 0;
}

/** Whether rows of the block can stand as columns. */
export function isTabular(block: Block): boolean {
  return isFlat(block) && hasBytes(block);
}

/** A quantity that grows with the acting version: `value` from version `since` on, in ascending order of `since`. */
export type Steps = readonly { readonly since: number; readonly value: number }[];

/** The least blockLength with which every required field of a version is there. */
export function requiredLength(block: Block): Steps {
  const ends = block.fields
    .filter((field) => field.size > 0 && !isOptional(field))
    .map((field) => ({ since: field.since, value: field.offset + field.size }));
  return accumulate(ends, Math.max);
}

/** The least number of bytes that the groups and var data after a block take: their heads. */
export function leastTail(block: Block): Steps {
  const heads = [
    ...block.groups.map((group) => ({ since: group.since, value: group.dimension.size })),
    ...block.data.map((data) => ({ since: data.since, value: data.dataOffset })),
  ];
  return accumulate(heads, (a, b) => a + b);
}

function accumulate(parts: Steps, add: (a: number, b: number) => number): Steps {
  const steps = [{ since: 0, value: 0 }];
  for (const { since, value } of [...parts].sort((a, b) => a.since - b.since)) {
    const last = steps.at(-1)!;
    const sum = add(last.value, value);
    if (sum === last.value) continue;
    if (since === last.since) last.value = sum;
    else steps.push({ since, value: sum });
  }
  return steps;
}

/** The value of `steps` at an acting version. */
export function stepAt(steps: Steps, version: number): number {
  let value = 0;
  for (const step of steps) if (step.since <= version) value = step.value;
  return value;
}

/** The member of a header, dimension or var-data encoding that was checked to be a counter. */
export function memberOf(composite: CompositeType, name: string): Element & { readonly type: ScalarType } {
  return composite.members.find((member) => member.name === name) as Element & { type: ScalarType };
}

/** The elements that stand one by one on the wire: composites taken apart, constants left out. */
export interface Leaf {
  /** The names from the field down to the leaf. */
  readonly path: readonly string[];
  readonly element: Element;
  /** From the start of the block. */
  readonly offset: number;
}

export function leavesOf(element: Element, base = 0, path: readonly string[] = []): Leaf[] {
  const here = [...path, element.name];
  if (element.presence === 'constant') return [];
  if (element.type.kind !== 'composite') return [{ path: here, element, offset: base + element.offset }];
  return element.type.members.flatMap((member) => leavesOf(member, base + element.offset, here));
}

/** The greatest number that a counter can hold, and its maxValue where that is lower. */
export function capacity(member: Element): number {
  const { primitive, maxValue } = member.type as ScalarType;
  const highest = primitives[primitive].highest;
  const bound = maxValue !== undefined && maxValue < highest ? maxValue : highest;
  return Math.min(Number(bound), Number.MAX_SAFE_INTEGER);
}
