import { describe, expect, it } from 'vitest';
import { InvalidSnapshot, Vpin } from '#dualbus/analytics/index.js';
import { StateReader, StateWriter } from '#dualbus/analytics/vpin/snapshot.js';
import { seededRandom } from '../../support/random.js';
import { tradeColumns } from './support.js';

function snapshotOf(options: ConstructorParameters<typeof Vpin>[0]): Uint8Array {
  const vpin = new Vpin(options);
  vpin.push(tradeColumns([3, 9, 27].map((size, i) => ({ time: i * 1e9, price: 10 + i, size, side: 1 }))));
  return vpin.snapshot();
}

describe('a snapshot', () => {
  it('keeps exact sizes, and the end', () => {
    const bucketVolume = { TEST: { numerator: 2n ** 70n, denominator: 2n ** 68n } };
    const vpin = Vpin.restore(snapshotOf({ bucketVolume, window: 2 }));
    expect(vpin.state('TEST')).toMatchObject({ buckets: 9, bucketVolume: 4, openVolume: 3 });
    vpin.close();
    expect(() => Vpin.restore(vpin.snapshot()).close()).toThrow(/was closed/);
  });

  it('that is damaged anywhere, cut, or something else is refused', () => {
    const intact = snapshotOf({ preset: 'elo2012', bucketVolume: 5, window: 3 });
    const random = seededRandom(5);
    for (let i = 0; i < 300; i++) {
      const damaged = intact.slice();
      damaged[Math.floor(random() * damaged.length)] ^= 1 << Math.floor(8 * random());
      expect(() => Vpin.restore(damaged)).toThrow(InvalidSnapshot);
    }
    for (const length of [0, 15, 16, 200, intact.length - 1])
      expect(() => Vpin.restore(intact.subarray(0, length))).toThrow(InvalidSnapshot);
    expect(() => Vpin.restore(new TextEncoder().encode('{"vpin": "something else"}'))).toThrow(
      InvalidSnapshot,
    );
  });

  it('reads no further than its bytes, whatever they say', () => {
    const writer = new StateWriter();
    writer.number(1e15);
    const bytes = writer.finish();
    expect(() => new StateReader(bytes).text()).toThrow(/it ends early/);
    expect(() => new StateReader(bytes).numbers()).toThrow(/it ends early/);
    expect(() => Vpin.restore(bytes)).toThrow(InvalidSnapshot);
  });

  it('lies anywhere in a buffer', () => {
    const bytes = snapshotOf({ bucketVolume: 5 });
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    expect(Vpin.restore(padded.subarray(3)).snapshot()).toEqual(bytes);
  });
});
