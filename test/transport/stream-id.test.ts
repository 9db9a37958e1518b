import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '../../src/base/errors.js';
import { checkKey, checkName } from '../../src/transport/names.js';
import { checkId, compareIds, IdGenerator, idAfter, idBeforeMs } from '../../src/transport/stream-id.js';

const part = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const id = fc.tuple(part, part).map(([ms, sequence]) => `${ms}-${sequence}`);

function asNumber(text: string): bigint {
  const [ms, sequence] = text.split('-').map(BigInt) as [bigint, bigint];
  return (ms << 64n) | sequence;
}

describe('stream ids', () => {
  it('are compared over all 64 bits', () => {
    fc.assert(
      fc.property(id, id, (a, b) => {
        const difference = asNumber(a) - asNumber(b);
        expect(Math.sign(compareIds(a, b))).toBe(difference === 0n ? 0 : difference > 0n ? 1 : -1);
        expect(compareIds(a, a)).toBe(0);
      }),
    );
  });

  it('have a next one', () => {
    fc.assert(fc.property(id, (a) => asNumber(idAfter(a)) === asNumber(a) + 1n));
    expect(compareIds(idBeforeMs(1_000), '1000-0')).toBeLessThan(0);
    expect(idAfter(idBeforeMs(1_000))).toBe('1000-0');
    expect(idBeforeMs(0)).toBe('0-0');
  });

  it('rise for their owner, whatever the wall clock does', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), id), { maxLength: 100 });
    fc.assert(
      fc.property(steps, (clockSteps) => {
        const ids = new IdGenerator();
        let wall = 1_700_000_000_000;
        let last = '0-0';
        for (const step of clockSteps) {
          if (typeof step === 'string') {
            if (asNumber(step) >> 64n >= 2n ** 53n) continue;
            ids.raiseTo(step);
            if (compareIds(step, last) > 0) last = step;
          } else wall += step;
          const next = ids.next(Math.max(0, wall));
          expect(compareIds(next, last)).toBeGreaterThan(0);
          expect(checkId('id', next)).toBe(next);
          last = next;
        }
      }),
    );
  });

  it('are refused in any other form', () => {
    for (const wrong of ['', '5', '5-', '-5', '05-0', '*', '5-0-0', '$', 'a-b', ['5-0'], 5])
      expect(() => checkId('id', wrong as string)).toThrow(InvalidArgument);
  });
});

describe('names and keys', () => {
  it('are strings of safe characters, whatever JSON value comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const isName = typeof value === 'string' && /^[A-Za-z0-9._:@#-]{1,128}$/.test(value);
        if (isName) expect(checkName('name', value)).toBe(value);
        else expect(() => checkName('name', value as string)).toThrow(InvalidArgument);
      }),
    );
  });

  it('have at most one hash tag, and no glob, space or line end', () => {
    for (const key of ['{md:trade:0}:risk@host#1', 'a', '{t}', 'x/{t}y'])
      expect(checkKey('key', key)).toBe(key);
    for (const key of [
      '{a}{b}',
      '{}',
      '{a',
      'a}',
      'a b',
      'a\r\n',
      'a*',
      'a?',
      '[a]',
      '',
      'x'.repeat(513),
      'é',
    ])
      expect(() => checkKey('key', key)).toThrow(InvalidArgument);
  });
});
