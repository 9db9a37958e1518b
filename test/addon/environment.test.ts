// What depends on how the process was started: forced backends and instruction sets, and no addon at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithAddon } from '../support/addon.js';
import { LibraryCopy, localAddon } from '../support/library.js';

let library: LibraryCopy;
beforeAll(() => {
  library = new LibraryCopy();
});
afterAll(() => library.remove());

interface Outcome {
  mean?: number[];
  cdf?: number[];
  rank?: number[];
  cpu: { available: boolean; reason?: string };
  error?: { name: string; code: string; message: string };
}

const compute = `
  import { describeBackends, kernels } from './compute/index.js';
  const x = Float64Array.from({ length: 100 }, (_, i) => Math.sin(i));
  const result = {};
  try {
    result.mean = [...kernels.rollingMean.runSync(x, { window: 9 }).subarray(8)];
    result.rank = [...kernels.csRank.runSync({ data: x, rows: 4, cols: 25, rowStride: 25 }).data];
    result.cdf = [...(await kernels.normalCdf.run(x))];
  } catch (error) {
    result.error = { name: error.name, code: error.code, message: error.message };
  }
  result.cpu = describeBackends().find(({ name }) => name === 'cpu');
  console.log(JSON.stringify(result));
`;

describe('DUALBUS_BACKEND', () => {
  it('reference computes everything without the addon', () => {
    const { mean, error, cpu } = library.run<Outcome>(compute, { DUALBUS_BACKEND: 'reference' });
    expect(error).toBeUndefined();
    expect(mean).toHaveLength(92);
    expect(cpu.available).toBe(false);
  });

  it('of an unknown name fails the first call, not the import', () => {
    const { error } = library.run<Outcome>(compute, { DUALBUS_BACKEND: 'cuda' });
    expect(error).toMatchObject({ name: 'UnknownBackend', code: 'DUALBUS_UNKNOWN_BACKEND' });
    expect(error?.message).toContain('coreml, metal, cpu, reference');
  });

  it.each(['cpu', 'coreml'])('%s says why it cannot serve', (backend) => {
    const { error } = library.run<Outcome>(compute, {
      DUALBUS_BACKEND: backend,
      DUALBUS_ADDON: '/nowhere.node',
    });
    expect(error).toMatchObject({ name: 'BackendUnavailable', code: 'DUALBUS_BACKEND_UNAVAILABLE' });
  });
});

describeWithAddon('with and without the addon', () => {
  const withAddon = (env: Record<string, string> = {}) =>
    library.run<Outcome>(compute, { DUALBUS_ADDON: localAddon, ...env });

  it('results are the same, and CDFs the same to 1e-15', () => {
    const native = withAddon();
    const absent = library.run<Outcome>(compute);
    expect(native.cpu.available).toBe(true);
    expect(absent.cpu.reason).toMatch(/npm run build:native/);
    expect(native.mean).toEqual(absent.mean);
    expect(native.rank).toEqual(absent.rank);
    native.cdf!.forEach((p, i) => {
      expect(Math.abs(p - absent.cdf![i]!)).toBeLessThanOrEqual(1e-15);
    });
  });

  it('DUALBUS_CPU changes no bit', () => {
    const best = withAddon();
    const scalar = withAddon({ DUALBUS_CPU: 'scalar', DUALBUS_BACKEND: 'cpu' });
    expect(scalar).toEqual(best);
  });

  it('DUALBUS_CPU of a set that the machine lacks leaves the reference, or an error where the CPU is forced', () => {
    const { mean, cpu } = withAddon({ DUALBUS_CPU: 'altivec' });
    expect(mean).toHaveLength(92);
    expect(cpu.reason).toMatch(/DUALBUS_CPU=altivec/);
    expect(withAddon({ DUALBUS_CPU: 'altivec', DUALBUS_BACKEND: 'cpu' }).error?.message).toMatch(/altivec/);
  });
});
