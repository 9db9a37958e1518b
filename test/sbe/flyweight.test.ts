// Flyweights of generated code: values without objects, and what happens when they are used wrongly.
import { beforeAll, describe, expect, it } from 'vitest';
import { compileSchema, MalformedMessage, StaleView } from '../../src/sbe/index.js';
import { importGenerated } from '../support/generated.js';
import { testSchema } from '../support/schema.js';

interface FillsView extends Iterable<{ readonly size: number }> {
  readonly length: number;
  at(index: number): { readonly size: number };
  forEach(visit: (entry: { readonly size: number }, index: number) => void): void;
  toArray(): { size: number }[];
}

interface Leg {
  readonly ratio: number;
  readonly isOpen: string;
  readonly fills: FillsView;
  readonly note: string;
}

interface OrderView {
  wrap(bytes: Uint8Array, start?: number, end?: number): this;
  toObject(): object;
  readonly version: number;
  readonly id: bigint;
  readonly idHi: number;
  readonly idLo: number;
  readonly idNumber: number;
  readonly price: bigint | null;
  readonly priceNumber: number | null;
  readonly priceHi: number;
  readonly symbol: string;
  readonly venue: number | null;
  readonly legs: Iterable<Leg> & { readonly length: number; forEach(visit: (leg: Leg) => void): void };
  readonly marks: FillsView;
  readonly text: string;
  readonly raw: Uint8Array | null;
}

interface OrderModule {
  readonly OrderView: new () => OrderView;
  encode(value: object): Uint8Array;
}

const order = {
  id: 5n + (3n << 32n),
  price: -7n,
  symbol: 'ABC',
  venue: 77,
  legs: [
    { ratio: -1, isOpen: 'yes', side: 1, fills: [{ size: 5 }, { size: 6 }, { size: 7 }], note: 'first' },
    { ratio: 2, isOpen: 'yes', side: 2, fills: [{ size: 8 }], note: '' },
  ],
  marks: [{ mark: 9 }],
  text: 'hello',
  raw: Uint8Array.of(1, 2),
};

describe('flyweight', () => {
  let module_: OrderModule;
  let view: OrderView;
  const bytes = (patch: object = {}) => module_.encode({ ...order, ...patch });
  beforeAll(async () => {
    module_ = (await importGenerated(compileSchema(testSchema('orders')))).order as OrderModule;
    view = new module_.OrderView();
  });

  it('reads parts in any order', () => {
    view.wrap(bytes());
    expect([view.raw, view.text, view.legs.length, view.id]).toEqual([order.raw, 'hello', 2, order.id]);
    expect(view.marks.toArray()).toEqual(order.marks);
    expect(view.toObject()).toEqual(order);
  });

  it('gives 64-bit integers as halves and as safe numbers', () => {
    view.wrap(bytes());
    expect([view.idHi, view.idLo, view.idNumber]).toEqual([3, 5, 3 * 2 ** 32 + 5]);
    expect([view.priceHi, view.priceNumber]).toEqual([-1, -7]);
    view.wrap(bytes({ id: 2n ** 53n, price: null }));
    expect(() => view.idNumber).toThrow(expect.objectContaining({ code: 'DUALBUS_EXACTNESS_LOST' }));
    expect([view.price, view.priceNumber, view.priceHi]).toEqual([null, null, -(2 ** 31)]);
  });

  it('finishes a group by itself when a loop leaves it early, or never enters it', () => {
    view.wrap(bytes());
    for (const leg of view.legs) {
      expect(leg.ratio).toBe(-1);
      break;
    }
    expect([...view.legs].length).toBe(2);
    expect(view.text).toBe('hello');
  });

  it('lets loops over the same group nest', () => {
    view.wrap(bytes());
    const pairs: string[] = [];
    for (const leg of view.legs) for (const other of view.legs) pairs.push(`${leg.ratio}/${other.ratio}`);
    expect(pairs).toEqual(['-1/-1', '-1/2', '2/-1', '2/2']);
  });

  it('reads nested groups and the var data behind them', () => {
    view.wrap(bytes());
    const seen: unknown[] = [];
    view.legs.forEach((leg) => {
      seen.push([leg.note, leg.fills.toArray().map(({ size }) => size), leg.isOpen]);
    });
    expect(seen).toEqual([['first', [5, 6, 7], 'yes'], ['', [8], 'yes']]); // biome-ignore format: a row
  });

  it('reaches entries of equal length by index, and no others', () => {
    view.wrap(bytes());
    const [leg] = view.legs;
    void leg;
    for (const { fills } of view.legs) {
      expect(fills.at(fills.length - 1).size).toBe(fills.length === 3 ? 7 : 8);
      for (const index of [-1, 3, 0.5, NaN])
        expect(() => fills.at(index)).toThrow(/not one of the \d entries/);
    }
  });

  it('keeps its message while others are decoded', () => {
    const other = new module_.OrderView().wrap(bytes({ id: 1n, text: 'other' }));
    view.wrap(bytes());
    expect([other.id, other.text, view.text]).toEqual([1n, 'other', 'hello']);
  });

  it('keeps its message when the bytes change after wrap', () => {
    const message = bytes();
    view.wrap(message);
    message.fill(0xff);
    expect(view.toObject()).toEqual(order);
  });

  it('refuses parts of a message that has been replaced', () => {
    view.wrap(bytes());
    const { legs, marks } = view;
    const iterator = legs[Symbol.iterator]();
    iterator.next();
    view.wrap(bytes({ legs: [] }));
    expect(() => iterator.next()).toThrow(StaleView);
    expect(() => marks.at(0)).toThrow(StaleView);
    expect(() => marks.toArray()).toThrow(/has been replaced/);
    expect(() => legs.forEach(() => {})).toThrow(StaleView);
  });

  it('shows nothing of a message that was refused', () => {
    view.wrap(bytes());
    const broken = bytes().slice(0, -1);
    expect(() => view.wrap(broken)).toThrow(MalformedMessage);
    expect([view.id, view.symbol, view.version, view.venue]).toEqual([0n, '', 0, null]);
    expect(() => view.legs).toThrow(StaleView);
    expect([view.text, view.raw]).toEqual(['', null]);
  });

  it('is empty before the first message', () => {
    const fresh = new module_.OrderView();
    expect([fresh.id, fresh.text, fresh.legs.length, fresh.version]).toEqual([0n, '', 0, 0]);
  });
});
