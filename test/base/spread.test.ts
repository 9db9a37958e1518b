import { expect, it } from 'vitest';
import { spread } from '../../src/base/spread.js';

it('spreads numbers evenly, each to the same part again, within range', () => {
  for (const parts of [1, 2, 3, 4, 7, 16, 64]) {
    const counts = new Array<number>(parts).fill(0);
    for (let id = 0; id < 16_000; id++) counts[spread(id, parts)]!++;
    expect(Math.min(...counts)).toBeGreaterThan((0.9 * 16_000) / parts);
    for (const id of [0, 1, 2 ** 31, 2 ** 32 - 1]) expect(counts[spread(id, parts)]).toBeDefined();
  }
});
