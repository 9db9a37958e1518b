import { describe, expect, it } from 'vitest';
import { CauseFilter } from '../../src/bus/cause-filter.js';
import type { Envelope } from '../../src/codec/index.js';

const cause = { producer: 9n, epoch: 1, sequence: 4n, index: 2 };

function frame(epoch: number, sequence: bigint, count: number, producer = 7n): Envelope {
  return { producer, epoch, sequence, count, bodySchemaId: 1, bodyTemplateId: 2, cause } as Envelope;
}

describe('replays by cause', () => {
  it('are as many messages as the session before derived, however they are cut into frames', () => {
    const filter = new CauseFilter();
    expect(filter.replayed(frame(1, 1n, 2), 'vpin')).toBe(0);
    expect(filter.replayed(frame(1, 3n, 1), 'vpin')).toBe(0);
    expect(filter.replayed(frame(2, 1n, 1), 'vpin')).toBe(1);
    expect(filter.replayed(frame(2, 2n, 4), 'vpin')).toBe(2);
    expect(filter.replayed(frame(2, 6n, 1), 'vpin')).toBe(0);
    expect(filter.replayed(frame(3, 1n, 9), 'vpin')).toBe(6);
  });

  it('do not depend on how often a frame is seen', () => {
    const filter = new CauseFilter();
    filter.replayed(frame(1, 1n, 1), 'vpin');
    for (let i = 0; i < 3; i++) expect(filter.replayed(frame(1, 1n, 1), 'vpin')).toBe(0);
    for (let i = 0; i < 3; i++) expect(filter.replayed(frame(2, 1n, 3), 'vpin')).toBe(1);
  });

  it('are found over the instances of one engine, and never between engines', () => {
    const filter = new CauseFilter();
    filter.replayed(frame(1, 1n, 1, 7n), 'strategy');
    expect(filter.replayed(frame(1, 1n, 1, 8n), 'strategy')).toBe(1);
    expect(filter.replayed(frame(1, 1n, 1, 8n), 'risk')).toBe(0);
  });

  it('forget the oldest causes', () => {
    const filter = new CauseFilter(1);
    filter.replayed(frame(1, 1n, 1), 'vpin');
    filter.replayed({ ...frame(1, 2n, 1), cause: { ...cause, index: 3 } }, 'vpin');
    expect(filter.replayed(frame(2, 1n, 1), 'vpin')).toBe(0);
  });
});
