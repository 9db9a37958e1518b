import { describe, expect, it } from 'vitest';
import {
  ageOf,
  causeKey,
  causeOf,
  clockId,
  type Envelope,
  hash64,
  isExpired,
  momentOf,
  remainingNs,
} from '../../src/codec/index.js';

const envelope: Envelope = {
  producer: 1n,
  epoch: 2,
  sequence: 100n,
  clockId: 9n,
  sentMono: 1_000_000n,
  sentWall: 50_000_000n,
  budgetUs: 500,
  count: 3,
  bodySchemaId: 6380,
  bodyTemplateId: 11,
  bodyVersion: 0,
  priority: 'normal',
  encoding: 'rows',
  correlation: 0n,
  cause: undefined,
};
const same = (mono: bigint) => ({ clockId: 9n, mono, wall: 0n });
const other = (wall: bigint) => ({ clockId: 8n, mono: 0n, wall });

describe('age', () => {
  it('is exact on the sender’s clock, whatever the wall says', () => {
    expect(ageOf(envelope, same(1_400_000n), 7n)).toEqual({ ns: 400_000n, bound: 0n, exact: true });
  });

  it('is the wall difference with its bound on another clock', () => {
    expect(ageOf(envelope, other(50_300_000n), 7n)).toEqual({ ns: 300_000n, bound: 7n, exact: false });
    expect(ageOf(envelope, other(49_000_000n), 7n).ns).toBe(0n);
  });

  it('never trusts a clock that is not known', () => {
    const unknown = { ...envelope, clockId: 0n };
    expect(ageOf(unknown, { clockId: 0n, mono: 2_000_000n, wall: 50_000_000n }, 7n).exact).toBe(false);
  });

  it('expires when age and bound together pass the budget', () => {
    expect(isExpired(envelope, same(1_500_000n), 10n)).toBe(false);
    expect(isExpired(envelope, same(1_500_001n), 10n)).toBe(true);
    expect(isExpired(envelope, other(50_499_990n), 10n)).toBe(false);
    expect(isExpired(envelope, other(50_499_991n), 10n)).toBe(true);
    expect(isExpired({ ...envelope, budgetUs: undefined }, same(2n ** 60n), 10n)).toBe(false);
    expect(remainingNs(envelope, same(1_400_000n), 0n)).toBe(100_000n);
  });

  it('is taken from a clock', () => {
    expect(momentOf({ monotonicNs: () => 3n, wallNs: () => 4n }, 5n)).toEqual({
      clockId: 5n,
      mono: 3n,
      wall: 4n,
    });
  });
});

describe('identity', () => {
  it('of a cause names producer, session, frame and place', () => {
    const cause = causeOf(envelope, 2);
    expect(cause).toEqual({ producer: 1n, epoch: 2, sequence: 100n, index: 2 });
    expect(causeKey(cause)).not.toBe(causeKey({ ...cause, index: 1 }));
    expect(causeKey(cause)).toBe(causeKey({ ...cause }));
  });

  it('of the clock is the same in one boot and known on Linux and macOS', () => {
    expect(clockId()).toBe(clockId());
    expect(clockId()).not.toBe(0n);
    expect(hash64('risk-1')).not.toBe(hash64('risk-2'));
  });
});
