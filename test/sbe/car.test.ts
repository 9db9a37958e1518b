// The reference tool's own car messages, byte for byte both ways.
import { beforeAll, expect, it } from 'vitest';
import { readSchema } from '../../src/sbe/index.js';
import { car } from '../support/car.js';
import { type GeneratedIndex, importGenerated } from '../support/generated.js';
import { describeWithShared, readShared, sharedPath } from '../support/shared.js';

describeWithShared('car, generated', () => {
  let base: GeneratedIndex;
  let extended: GeneratedIndex;
  beforeAll(async () => {
    base = await importGenerated(readSchema(sharedPath('vectors/sbe/car.xml')));
    extended = await importGenerated(readSchema(sharedPath('vectors/sbe/car_ext.xml')));
  });

  it('decodes the baseline message', () => {
    expect(base.messages.Car!.decode(readShared('vectors/sbe/car_base.sbe'))).toStrictEqual(car);
  });

  it('encodes the same bytes', () => {
    const bytes = base.messages.Car!.encode(car);
    expect(Buffer.from(bytes)).toEqual(readShared('vectors/sbe/car_base.sbe'));
  });

  it('encodes into a larger buffer and leaves the rest of it alone', () => {
    const target = new Uint8Array(260).fill(0xee);
    expect(base.messages.Car!.encodeInto(target, 20, car)).toBe(227);
    expect(target.subarray(0, 20).every((byte) => byte === 0xee)).toBe(true);
    expect(target.subarray(227).every((byte) => byte === 0xee)).toBe(true);
    expect(base.messages.Car!.decode(target, 20, 227)).toStrictEqual(car);
  });

  it('reads an old message with the newer schema: what it lacks is null', () => {
    const old = { ...car, someNumbers: [0, 1, 2, 3], uuid: null, cupHolderCount: null };
    expect(extended.messages.Car!.decode(readShared('vectors/sbe/car_ext.sbe'))).toStrictEqual(old);
  });

  it('reads a new message with the older schema: what it does not know is skipped', () => {
    const bytes = extended.messages.Car!.encode({ ...car, uuid: [7n, 8n], cupHolderCount: 119 });
    expect(base.messages.Car!.decode(bytes)).toStrictEqual(car);
  });
});
