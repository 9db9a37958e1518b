import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { channels } from '../../src/base/diagnostics.js';

describe('diagnostics channels', () => {
  it('have names of their own below dualbus:', () => {
    const names = Object.values(channels).map((channel) => channel.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^dualbus:[a-z]+:[a-z]+(-[a-z]+)*$/);
  });

  it('know whether anybody listens, and hand messages to those who do', () => {
    const seen: unknown[] = [];
    const listener = (message: unknown): void => {
      seen.push(message);
    };
    expect(channels.connection.hasSubscribers).toBe(false);
    subscribe(channels.connection.name, listener);
    expect(channels.connection.hasSubscribers).toBe(true);
    const record = { bus: 'marketData', lane: 'hot', state: 'open', cause: undefined };
    channels.connection.publish(record);
    unsubscribe(channels.connection.name, listener);
    expect(seen).toEqual([record]);
    expect(channels.connection.hasSubscribers).toBe(false);
  });
});
