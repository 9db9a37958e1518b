import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadAddon } from '#dualbus/addon/load.js';
import type { AsynchronousBackend, SynchronousBackend } from '#dualbus/compute/backend.js';
import {
  BackendNotSynchronous,
  BackendUnavailable,
  describeBackends,
  kernels,
  newPanel,
  registerBackend,
  setCrossover,
  UnknownBackend,
} from '#dualbus/compute/index.js';
import type { KernelStep, Precision } from '#dualbus/compute/kernel.js';
import { roundedTo32 } from '#dualbus/compute/self-test.js';
import { exact, expectClose } from './support/compare.js';

const { rollingMean, rollingSkew, csRank, normalCdf } = kernels;
const series = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i));
const loaded = loadAddon().status === 'loaded';
const forced = process.env.DUALBUS_BACKEND !== undefined;

const undo: (() => void)[] = [];
afterEach(() => {
  for (const action of undo.splice(0).reverse()) action();
  setCrossover({});
});

/** A backend that computes what the reference computes, changed by `change`, and counts its calls. */
function fakeMetal(
  change: (step: KernelStep) => void = () => {},
  precision: Precision = 'f64',
): AsynchronousBackend & { calls: number } {
  setCrossover({ metal: { '*': 0 } });
  const backend: AsynchronousBackend & { calls: number } = {
    name: 'metal',
    precision,
    synchronous: false,
    calls: 0,
    unavailable: () => undefined,
    supports: (kernel) => ['rolling_mean', 'rolling_skew'].includes(kernel.name),
    async run(kernel, step, signal) {
      signal?.throwIfAborted();
      await Promise.resolve();
      backend.calls++;
      kernel.step(precision === 'f64' ? step : roundedTo32(step));
      change(step);
    },
  };
  undo.push(registerBackend(backend));
  return backend;
}

/** The reference under the name of the CPU backend. */
function fakeCpu(step: SynchronousBackend['step']): void {
  const backend: SynchronousBackend = {
    name: 'cpu',
    precision: 'f64',
    synchronous: true,
    unavailable: () => undefined,
    supports: () => true,
    step,
  };
  undo.push(registerBackend(backend));
}

describe('backends', () => {
  it('are described by name, with what is missing', () => {
    const report = describeBackends();
    expect(report.map(({ name }) => name)).toEqual(['coreml', 'metal', 'cpu', 'reference']);
    expect(report.at(-1)).toEqual({ name: 'reference', available: true, precision: 'f64' });
    const cpu = report.find(({ name }) => name === 'cpu')!;
    expect(cpu.available).toBe(loaded);
    if (!loaded) expect(cpu.reason).toMatch(/addon/);
  });

  it('give the same bits where the kernel promises them', () => {
    const expected = rollingMean.runSync(series, { window: 7 }, { backend: 'reference' });
    expect(rollingMean.runSync(series, { window: 7 })).toEqual(expected);
  });

  it('refuse names that are none, and backends that this machine lacks', () => {
    expect(() => rollingMean.runSync(series, { window: 2 }, { backend: 'cuda' as never })).toThrow(
      UnknownBackend,
    );
    expect(() => rollingMean.runSync(series, { window: 2 }, { backend: 'coreml' })).toThrow(
      BackendUnavailable,
    );
  });

  it('refuse an asynchronous backend on synchronous calls', async () => {
    fakeMetal();
    const args = { window: 2 };
    expect(() => rollingMean.runSync(series, args, { backend: 'metal' })).toThrow(BackendNotSynchronous);
    const stream = rollingMean.stream(1, args, { backend: 'metal' });
    expect(() => stream.push(series)).toThrow(/call rolling_mean\.run\(\) instead/);
    await expect(rollingMean.run(series, args, { backend: 'metal' })).resolves.toEqual(
      rollingMean.runSync(series, args),
    );
  });

  it.skipIf(forced)('are chosen in order of priority, where they support the kernel and pay', async () => {
    const metal = fakeMetal();
    await rollingMean.run(series, { window: 3 });
    const first = metal.calls;
    expect(first).toBeGreaterThan(1); // the self-test and the call
    await rollingMean.run(series, { window: 3 });
    expect(metal.calls).toBe(first + 1);
    setCrossover({ metal: { rolling_mean: 201 } });
    await rollingMean.run(series, { window: 3 });
    await csRank.run(newPanel(3, 3));
    expect(metal.calls).toBe(first + 1);
  });

  it.skipIf(forced)('never choose less precision than was asked for', async () => {
    const metal = fakeMetal(undefined, 'f32');
    await rollingMean.run(series, { window: 3 });
    await rollingSkew.run(series, { window: 3 });
    await rollingSkew.run(series, { window: 3 }, { precision: 'f32' });
    // rolling_skew has no tolerance in f32: no backend may run it so.
    expect(metal.calls).toBe(0);
    await expect(rollingSkew.run(series, { window: 3 }, { backend: 'metal' })).rejects.toThrow(
      /metal: does not run rolling_skew/,
    );
    await rollingMean.run(series, { window: 3 }, { precision: 'f32' });
    expect(metal.calls).toBeGreaterThan(0);
  });
});

describe('the bus of a call', () => {
  it.skipIf(forced)('orders the backends: market data to Core ML, engine logic to the GPU', async () => {
    const metal = fakeMetal();
    const coreml = { ...fakeMetal(), name: 'coreml' as const };
    const counted: string[] = [];
    for (const backend of [metal, coreml])
      undo.push(
        registerBackend({
          ...backend,
          async run(kernel, step) {
            counted.push(backend.name);
            kernel.step(step);
          },
        }),
      );
    for (const bus of ['marketData', 'engineLogic'] as const) {
      await rollingMean.run(series, { window: 3 }, { bus });
      const last = counted.at(-1);
      expect(last).toBe(bus === 'marketData' ? 'coreml' : 'metal');
    }
  });
});

describe('the self-test', () => {
  it.skipIf(forced)('switches off a backend that disagrees, and says so', async () => {
    const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const messages: unknown[] = [];
    const listen = (message: unknown) => messages.push(message);
    subscribe('dualbus:compute:backend', listen);
    undo.push(
      () => warnings.mockRestore(),
      () => unsubscribe('dualbus:compute:backend', listen),
    );
    const metal = fakeMetal(({ output }) => {
      output.data[0] = 1;
    });
    const expected = rollingMean.runSync(series, { window: 3 });
    await expect(rollingMean.run(series, { window: 3 })).resolves.toEqual(expected);
    const { calls } = metal;
    await rollingMean.run(series, { window: 3 });
    expect(metal.calls).toBe(calls);
    expect(warnings).toHaveBeenCalledOnce();
    expect(messages).toMatchObject([{ backend: 'metal', kernel: 'rolling_mean' }]);
    expect(describeBackends().find(({ name }) => name === 'metal')?.reason).toMatch(
      /switched off: its self-test of rolling_mean disagreed/,
    );
    await expect(rollingMean.run(series, { window: 3 }, { backend: 'metal' })).rejects.toThrow(
      BackendUnavailable,
    );
  });

  it.skipIf(forced)('switches off a synchronous backend whose streaming differs, or that throws', () => {
    const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    undo.push(() => warnings.mockRestore());
    fakeCpu((kernel, step) => {
      step.state.fill(0); // forgets the rows before
      kernel.step(step);
    });
    const expected = rollingMean.runSync(series, { window: 3 }, { backend: 'reference' });
    expect(rollingMean.runSync(series, { window: 3 })).toEqual(expected);
    expect(() => rollingMean.runSync(series, { window: 3 }, { backend: 'cpu' })).toThrow(/disagreed/);
    fakeCpu(() => {
      throw new Error('broken');
    });
    expect(rollingMean.runSync(series, { window: 3 })).toEqual(expected);
    expect(warnings).toHaveBeenCalledTimes(2);
  });
});

describe('run', () => {
  it('gives the event loop its turns and the same bits as runSync', async () => {
    const long = Float64Array.from({ length: 700_000 }, (_, i) => Math.sin(i));
    let turns = 0;
    setImmediate(function turn() {
      if (++turns < 100) setImmediate(turn);
    });
    const result = await rollingMean.run(long, { window: 50 });
    expect(turns).toBeGreaterThanOrEqual(2);
    expectClose(result, rollingMean.runSync(long, { window: 50 }), exact);
  });

  it('stops at an abort, before and between its turns', async () => {
    const reason = new Error('enough');
    await expect(normalCdf.run(series, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const long = new Float64Array(2_000_000);
    const running = normalCdf.run(long, {}, { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(running).rejects.toBe(reason);
  });

  it('reports an input that was detached under way', async () => {
    const long = new Float64Array(700_000);
    const running = normalCdf.run(long);
    setImmediate(() => structuredClone(long.buffer, { transfer: [long.buffer] }));
    await expect(running).rejects.toThrow(/z\.data: has 0 elements/);
  });
});
