import { afterEach, beforeEach, expect, it } from 'vitest';
import './support/methods.js';
import { channels, type RequestRecord } from '../../src/base/diagnostics.js';
import type { DualBus, Peer } from '../../src/bus/index.js';
import { inboxChannel } from '../../src/bus/keys.js';
import { FrameBuilder, InstrumentScales, MessageRegistry, SlabPool } from '../../src/codec/index.js';
import { okValue } from '../transport/contract/helpers.js';
import { describeBus, type Fixture } from './support/fixture.js';
import { until } from './support/until.js';

const slow = { timeoutMs: 5_000 };

describeBus('requests', (open) => {
  let fixture: Fixture;
  let asker: DualBus;
  let risk: DualBus;
  beforeEach(async () => {
    fixture = await open();
    risk = await fixture.connect({ engine: 'risk', instance: 'risk-1' });
    asker = await fixture.connect({ engine: 'strategy', instance: 'strategy-1' });
  });
  afterEach(() => fixture.stop());

  it('get the answer of a handler, with bigints, and the handler knows who waits, and for how long', async () => {
    const seen: unknown[] = [];
    risk.handle('riskMetric.get', (request, { from, remainingMs, signal }) => {
      seen.push(request, from, remainingMs > 0 && remainingMs <= 5_000, signal.aborted);
      return { value: 2n ** 63n, list: [1, null] };
    });
    const reply = await asker.request('risk', 'riskMetric.get', { portfolio: 7 }, slow);
    expect(reply).toEqual({ value: 2n ** 63n, list: [1, null] });
    expect(seen).toEqual([{ portfolio: 7 }, 'strategy-1', true, false]);
  });

  it('fail at once when nobody is there, or nobody answers the method', async () => {
    await expect(asker.request('nobody', 'nothing', {}, slow)).rejects.toMatchObject({
      code: 'DUALBUS_NO_RESPONDERS',
    });
    await expect(asker.request('risk', 'nothing', {}, slow)).rejects.toMatchObject({
      code: 'DUALBUS_NO_HANDLER',
      instance: 'risk-1',
      retryable: false,
    });
    await risk.close();
    await expect(asker.request('risk', 'nothing', {}, slow)).rejects.toMatchObject({
      code: 'DUALBUS_NO_RESPONDERS',
    });
  });

  it('find nobody when an instance died without a word and still stands in the roster', async () => {
    await fixture.vanish(risk);
    expect(asker.roster.responders('risk')).toHaveLength(1);
    await expect(asker.request('risk', 'nothing', {}, slow)).rejects.toMatchObject({
      code: 'DUALBUS_NO_RESPONDERS',
    });
  });

  it('carry the error of the handler', async () => {
    risk.handle('fails', () => {
      throw new TypeError('no such portfolio');
    });
    await expect(asker.request('risk', 'fails', null, slow)).rejects.toMatchObject({
      code: 'DUALBUS_HANDLER_FAILED',
      message: expect.stringContaining('no such portfolio'),
    });
  });

  it('time out, and the handler hears of it', async () => {
    const aborted = new Promise<void>((heard) => {
      risk.handle('hangs', (_, { signal }) => {
        signal.addEventListener('abort', () => heard());
        return new Promise(() => {});
      });
    });
    const request = asker.request('risk', 'hangs', {}, { timeoutMs: 60 });
    await expect(request).rejects.toMatchObject({ code: 'DUALBUS_REQUEST_TIMED_OUT', instance: 'risk-1' });
    await aborted;
  });

  it('end when the caller does not want them any more', async () => {
    risk.handle('hangs', () => new Promise(() => {}));
    const abort = new AbortController();
    const request = asker.request('risk', 'hangs', {}, { ...slow, signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(request).rejects.toThrow('enough');
    await expect(asker.request('risk', 'hangs', {}, { signal: abort.signal })).rejects.toThrow('enough');
  });

  it('are executed once, however often they are sent', async () => {
    let executed = 0;
    let answer: (() => void) | undefined;
    risk.handle('order', async () => {
      executed++;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return executed;
    });
    let sent = 0;
    const wire = risk.transport('engineLogic');
    await wire.subscribe(inboxChannel('dualbus', 'risk-1'), () => sent++);
    const reply = asker.request('risk', 'order', {}, { timeoutMs: 600, idempotent: true });
    await until(() => sent >= 2);
    answer!();
    expect(await reply).toBe(1);
    expect(executed).toBe(1);
  });

  it('are not executed when they come too late', async () => {
    let executed = 0;
    risk.handle('order', () => ++executed);
    const registry = new MessageRegistry();
    const { producer, epoch } = asker.identity;
    const clock = { monotonicNs: () => 1n, wallNs: () => 1n };
    const scales = new InstrumentScales();
    const sender = { producer, epoch, clockId: 1n, clock, scales, slabs: new SlabPool() };
    const frame = new FrameBuilder(registry.get('query'), sender);
    const payload = Buffer.from('{}');
    frame.add({ time: 1n, contentType: 'json', method: 'order', replyTo: 'strategy-1', payload });
    const { bytes } = frame.finish(1n, { correlation: 5n, budgetUs: 1_000 });
    okValue(await asker.transport('engineLogic').publish(inboxChannel('dualbus', 'risk-1'), bytes));
    await until(() => risk.droppedRequests.expired === 1);
    expect(executed).toBe(0);
  });

  it('are spread over the instances, or go to the one that is named', async () => {
    const second = await fixture.connect({ engine: 'risk', instance: 'risk-2' });
    for (const bus of [risk, second]) bus.handle('who', () => bus.identity.instance);
    const answers = new Set<unknown>();
    for (let i = 0; i < 4; i++) answers.add(await asker.request('risk', 'who', {}, slow));
    expect([...answers].sort()).toEqual(['risk-1', 'risk-2']);
    for (let i = 0; i < 3; i++)
      expect(await asker.request('risk', 'who', {}, { ...slow, instance: 'risk-2' })).toBe('risk-2');
  });

  it('survive garbage and forged replies in the inbox', async () => {
    risk.handle('echo', (request) => request);
    const forger = await fixture.connect({ engine: 'forger' });
    const channel = inboxChannel('dualbus', 'strategy-1');
    okValue(await forger.transport('engineLogic').publish(channel, Buffer.from('garbage')));
    const replies: Uint8Array[] = [];
    await forger.transport('engineLogic').subscribe(channel, (frame) => replies.push(frame));
    expect(await asker.request('risk', 'echo', { a: 1 }, slow)).toEqual({ a: 1 });
    await until(() => replies.length > 0);
    okValue(await forger.transport('engineLogic').publish(channel, replies[0]!));
    await until(() => asker.droppedRequests.stray === 1);
    expect(asker.droppedRequests.foreign).toBe(1);
  });

  it('are answered to the end when the answering side closes, and refused from then on', async () => {
    let answer: (() => void) | undefined;
    risk.handle('order', async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return 5;
    });
    const reply = asker.request('risk', 'order', {}, slow);
    await until(() => answer !== undefined);
    const closed = risk.close();
    await until(() => asker.roster.responders('risk').length === 0);
    answer!();
    expect(await reply).toBe(5);
    await closed;
    await expect(risk.request('risk', 'order', {})).rejects.toMatchObject({ code: 'DUALBUS_BUS_CLOSED' });
  });

  it('are announced on their diagnostics channel, on both sides', async () => {
    const records: RequestRecord[] = [];
    const listen = (record: unknown): number => records.push(record as RequestRecord);
    const channel = channels.request as unknown as import('node:diagnostics_channel').Channel;
    channel.subscribe(listen);
    risk.handle('echo', (request) => request);
    await asker.request('risk', 'echo', 1, slow);
    await expect(asker.request('risk', 'nothing', 1, slow)).rejects.toThrow();
    channel.unsubscribe(listen);
    expect(records.map(({ side, method, peer, outcome }) => [side, method, peer, outcome])).toEqual([
      ['handler', 'echo', 'strategy-1', 'ok'],
      ['caller', 'echo', 'risk-1', 'ok'],
      ['caller', 'nothing', 'risk-1', 'DUALBUS_NO_HANDLER'],
    ]);
  });
});

describeBus('the roster', (open) => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await open();
  });
  afterEach(() => fixture.stop());

  it('shows every instance with its state, and says who comes and goes', async () => {
    const asker = await fixture.connect({ engine: 'strategy', instance: 'strategy-1' });
    const changes: [string, string][] = [];
    asker.onEvent((event) => {
      if (event.type === 'peer' && event.peer.engine === 'risk')
        changes.push([event.peer.instance, event.peer.availability]);
    });
    const risk = await fixture.connect({ engine: 'risk', instance: 'risk-1' });
    const seen = (): Peer | undefined => asker.roster.peers.find(({ instance }) => instance === 'risk-1');
    await risk.roster.announce('degraded', 8_100);
    await until(() => seen()?.status === 'degraded');
    expect(seen()).toMatchObject({
      engine: 'risk',
      availability: 'up',
      port: 8_100,
      pid: process.pid,
      epoch: risk.identity.epoch,
      producer: risk.identity.producer,
    });
    await expect(risk.roster.announce('running', 70_000)).rejects.toMatchObject({ argument: 'port' });
    await risk.close();
    await until(() => seen()?.availability === 'down');
    expect(seen()).toMatchObject({ status: 'stopped' });
    expect(changes).toEqual([
      ['risk-1', 'up'],
      ['risk-1', 'down'],
    ]);
    const late = await fixture.connect({ engine: 'late' });
    const engines = (): string =>
      late.roster.peers
        .map(({ engine }) => engine)
        .sort()
        .join();
    await until(() => engines() === 'late,strategy');
  });
});
