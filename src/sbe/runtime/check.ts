import { InvalidArgument } from '../../base/errors.js';
import { StaleView } from '../errors.js';
import type { Scratch } from './scratch.js';

/** What a decoder must find in a header. */
export interface Expected {
  readonly name: string;
  readonly templateId: number;
  readonly schemaId: number;
}

export function shortHeader(s: Scratch, length: number, headerLength: number): never {
  throw s.malformed('header', 0, `${length} bytes are no message header, which has ${headerLength}`);
}

export function wrongMessage(s: Scratch, expected: Expected, templateId: number, schemaId: number): never {
  if (schemaId !== expected.schemaId)
    throw s.malformed('schema', 0, `schema ${schemaId} instead of ${expected.schemaId} (${expected.name})`);
  throw s.malformed(
    'template',
    0,
    `template ${templateId} instead of ${expected.templateId} (${expected.name})`,
  );
}

/** A block (of the message, or of each entry of a group) that does not reach its required fields, or leaves the frame. */
export function badBlock(
  s: Scratch,
  what: string,
  offset: number,
  blockLength: number,
  needed: number,
): never {
  if (blockLength < needed)
    throw s.malformed(
      'block-too-short',
      offset,
      `${what}: blockLength ${blockLength}, its fields take ${needed}`,
    );
  const left = s.length - offset;
  throw s.malformed(
    'block-out-of-frame',
    offset,
    `${what}: blockLength ${blockLength}, the frame has ${left} left`,
  );
}

export function outOfFrame(
  s: Scratch,
  what: string,
  offset: number,
  needed: number,
  fault: 'dimension' | 'data',
): never {
  const left = Math.max(s.length - offset, 0);
  throw s.malformed(
    `${fault}-out-of-frame`,
    offset,
    `${what}: needs ${needed} bytes, the frame has ${left} left`,
  );
}

/**
 * Checks that `count` entries can stand between `offset` and the end of the frame, each of them of at least `stride`
 * bytes: its block and the heads of its groups and var data. The product cannot overflow a double.
 */
export function checkExtent(s: Scratch, what: string, offset: number, count: number, stride: number): void {
  const left = s.length - offset;
  if (count * Math.max(stride, 1) > left)
    throw s.malformed(
      'group-out-of-frame',
      offset,
      `${what}: ${count} entries of at least ${stride} bytes, the frame has ${left} left`,
    );
  s.admit(count, offset);
}

/** Checks that a flyweight still points into the frame that it was made for. */
export function checkEpoch(s: Scratch, epoch: number, what: string): void {
  if (s.epoch !== epoch) throw new StaleView(what);
}

export function checkIndex(index: number, length: number, what: string): void {
  if (!(Number.isInteger(index) && index >= 0 && index < length))
    throw new InvalidArgument('index', `${index} is not one of the ${length} entries of ${what}`);
}
