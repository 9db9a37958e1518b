// From which size on a backend pays: measured, kept in a file, read by the choice of backend.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AsynchronousBackend } from '#dualbus/compute/backend.js';
import { crossover, setCrossover, setMeasuredCrossover } from '#dualbus/compute/crossover.js';
import { readCrossovers, writeCrossovers } from '#dualbus/compute/crossover-file.js';
import { duel, type Work } from '#dualbus/compute/duel.js';
import { calibrate, DeviceLost, kernels, registerBackend } from '#dualbus/compute/index.js';
import { metalBackend } from '#dualbus/compute/native/metal-backend.js';

const forced = process.env.DUALBUS_BACKEND !== undefined;

/** Stands still except for what work costs, and for a little at every look. */
function costClock() {
  let seconds = 0;
  return {
    now: () => {
      seconds += 1e-3;
      return seconds;
    },
    costs: (cost: number): Work => {
      return () => {
        seconds += cost;
      };
    },
  };
}

/** A duel of a fixed cost plus a little for each element against more for each element. */
function modelled(fixed: number, each: number, againstEach: number, sizes = [10, 100, 1_000, 10_000]) {
  const clock = costClock();
  const contenders = (n: number) => [clock.costs(fixed + each * n), clock.costs(againstEach * n)] as const;
  return duel({ sizes, contenders, clock });
}

describe('duel', () => {
  it('finds the first size from which the challenger is faster', async () => {
    const { pays, rounds } = await modelled(1e-3, 1e-7, 2e-6);
    expect(pays).toBe(1_000);
    expect(rounds.map(({ elements }) => elements)).toEqual([10, 100, 1_000, 10_000]);
    expect(rounds[0]!.seconds).toBeGreaterThan(rounds[0]!.againstSeconds);
  });

  it('ends after two wins in a row, and when it never wins', async () => {
    expect((await modelled(0, 1e-7, 2e-6)).rounds).toHaveLength(2);
    expect((await modelled(1e-3, 2e-6, 1e-6)).pays).toBe(Infinity);
  });

  it('takes no single win for more than chance', async () => {
    const clock = costClock();
    const lucky = (n: number) => clock.costs(n === 100 ? 0 : 2e-3);
    const { pays } = await duel({
      sizes: [10, 100, 1_000, 10_000],
      contenders: (n) => [lucky(n), clock.costs(1e-3)],
      clock,
    });
    expect(pays).toBe(Infinity);
  });

  it('goes no further where a side takes long, or where the challenger refuses', async () => {
    expect((await modelled(0.2, 0, 1e-6)).rounds).toHaveLength(1);
    const clock = costClock();
    const { rounds, pays } = await duel({
      sizes: [10, 100],
      contenders: (n) => (n > 10 ? undefined : [clock.costs(0), clock.costs(1)]),
      clock,
    });
    expect([rounds.length, pays]).toEqual([1, 10]);
  });

  it('ends with its signal', async () => {
    const clock = costClock();
    const signal = AbortSignal.abort(new Error('enough'));
    const contenders = () => [clock.costs(0), clock.costs(0)] as const;
    await expect(duel({ sizes: [1], contenders, clock, signal })).rejects.toThrow('enough');
  });
});

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'dualbus-crossovers-'));
  vi.stubEnv('DUALBUS_CACHE', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  setMeasuredCrossover({});
  rmSync(cache, { recursive: true, force: true });
});

const table = { metal: { rolling_mean: 4_096, cs_rank: Infinity }, cpu: { '*': 8 } };

describe('the file of crossovers', () => {
  it('gives back what was written, "never" included, and leaves nothing else behind', () => {
    expect(readCrossovers()).toMatchObject({ status: 'none', others: 0, table: {} });
    const file = writeCrossovers(table);
    const read = readCrossovers();
    expect(read).toMatchObject({ file, status: 'measured', others: 0, table });
    expect(Date.parse(read.measuredAt!)).toBeGreaterThan(0);
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['cut short', (text) => text.slice(0, 40), /not JSON/],
    ['another format', (text) => text.replace('"format": 1', '"format": 2'), /not of format 1/],
    ['another machine', (text) => text.replace(/"cpu": ".*"/, '"cpu": "other"'), /of another machine/],
    ['no time', (text) => text.replace(/"measuredAt": ".*"/, '"measuredAt": "soon"'), /measuredAt/],
    ['an unknown backend', (text) => text.replace('"metal": {', '"npu": {'), /no usable "npu"/],
    ['a figure below zero', (text) => text.replace('4096', '-1'), /figure for "rolling_mean"/],
    ['a figure that is text', (text) => text.replace('4096', '"many"'), /figure for "rolling_mean"/],
    ['a list', () => '[]', /not of format/],
    ['megabytes', (text) => text + ' '.repeat(1 << 20), /too long/],
  ])('is ignored, with the reason, when it is %s', (_, damage, reason) => {
    const file = writeCrossovers(table);
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    const read = readCrossovers();
    expect(read).toMatchObject({ status: 'ignored', table: {} });
    expect(read.problem).toMatch(reason);
  });

  it('is ignored when it cannot be read, and files of other machines are counted', () => {
    const { file } = readCrossovers();
    mkdirSync(file, { recursive: true });
    writeFileSync(join(dirname(file), 'feedfeedfeedfeed.json'), '{}');
    expect(readCrossovers()).toMatchObject({ status: 'ignored', others: 1, table: {} });
  });

  it('decides for later processes, behind figures that were set by hand', async () => {
    writeCrossovers(table);
    vi.resetModules();
    const fresh = await import('#dualbus/compute/crossover.js');
    expect(fresh.crossover('metal', 'rolling_mean')).toBe(4_096);
    expect(fresh.crossover('metal', 'cs_rank')).toBe(Infinity);
    expect(fresh.crossover('metal', 'rolling_corr')).toBe(35_000);
    expect(fresh.crossover('cpu', 'anything')).toBe(8);
    fresh.setCrossover({ metal: { rolling_mean: 7 } });
    expect(fresh.crossover('metal', 'rolling_mean')).toBe(7);
  });
});

const gpu = metalBackend.unavailable() === undefined && !forced;

/** A GPU that pays from 64 x 64 rolling means on: what it runs against costs a look at the clock. */
function fakeGpu(clock: { costs(cost: number): Work }): AsynchronousBackend {
  return {
    name: 'metal',
    precision: 'f32',
    synchronous: false,
    unavailable: () => undefined,
    supports: (kernel) => kernel.name === 'rolling_mean',
    async run(kernel, step) {
      kernel.step({
        ...step,
        inputs: step.inputs.map((panel) => ({ ...panel, data: panel.data.map(Math.fround) })),
      });
      await clock.costs(step.rows < 64 ? 5e-3 : -5e-4)();
    },
  };
}

describe.skipIf(forced || gpu)('calibrate', () => {
  let clock: ReturnType<typeof costClock>;
  let undo: () => void;
  beforeEach(() => {
    clock = costClock();
    undo = registerBackend(fakeGpu(clock));
  });
  afterEach(() => undo());

  it('measures, keeps the figures, and lets them decide', async () => {
    const seen: string[] = [];
    const {
      table: found,
      file,
      failures,
    } = await calibrate({
      clock,
      onProgress: (backend, kernel) => seen.push(`${backend} ${kernel}`),
    });
    expect(found.metal).toEqual({ rolling_mean: 64 * 64 });
    expect(failures).toEqual([]);
    expect(seen).toContain('metal rolling_mean');
    expect(readCrossovers()).toMatchObject({ file, status: 'measured', table: found });
    expect(crossover('metal', 'rolling_mean')).toBe(64 * 64);
  });

  it('uses what it cannot keep, and says so', async () => {
    vi.stubEnv('DUALBUS_CACHE', join(cache, 'file'));
    writeFileSync(join(cache, 'file'), '');
    const { file, problem } = await calibrate({ clock });
    expect(file).toBeUndefined();
    expect(problem).toMatch(/ENOTDIR|EEXIST/);
    expect(crossover('metal', 'rolling_mean')).toBe(64 * 64);
  });

  it('leaves out a device that fails under way, and names it', async () => {
    const { run } = fakeGpu(clock);
    undo();
    undo = registerBackend({
      ...fakeGpu(clock),
      run: async (kernel, step, signal) => {
        if (step.rows > 100) throw new DeviceLost('pulled out');
        await run(kernel, step, signal);
      },
    });
    const { table: found, failures } = await calibrate({ clock });
    expect(failures).toEqual([{ backend: 'metal', problem: 'pulled out' }]);
    expect(found.metal).toBeUndefined();
  });
});

describe.runIf(gpu)('calibrate with a GPU', () => {
  it('measures every kernel that the GPU takes, and the choice goes by it', {
    timeout: 300_000,
  }, async () => {
    const { measurements, table: found } = await calibrate();
    const offered = Object.values(kernels).filter(({ spec }) => spec.dtypes.includes('f32'));
    expect(Object.keys(found.metal!).sort()).toEqual(
      [...new Set(offered.map(({ spec }) => spec.name))].sort(),
    );
    expect(found.coreml).toHaveProperty('dense');
    for (const { rounds, pays } of measurements) {
      expect(rounds.length).toBeGreaterThan(0);
      expect(pays === Infinity || rounds.some(({ elements }) => elements === pays)).toBe(true);
    }
    const series = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i));
    const exact = kernels.rollingMean.runSync(series, { window: 5 });
    setMeasuredCrossover({ ...found, metal: { ...found.metal, rolling_mean: 401 } });
    expect(await kernels.rollingMean.run(series, { window: 5 }, { precision: 'f32' })).toEqual(exact);
    setMeasuredCrossover({ ...found, metal: { ...found.metal, rolling_mean: 400 } });
    const rounded = await kernels.rollingMean.run(series, { window: 5 }, { precision: 'f32' });
    expect(rounded).not.toEqual(exact);
    setCrossover({});
  });
});
