import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithAddon } from '../support/addon.js';
import { LibraryCopy, localAddon } from '../support/library.js';

let library: LibraryCopy;
beforeAll(() => {
  library = new LibraryCopy();
});
afterAll(() => library.remove());

describe('dualbus', () => {
  it('prints its version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(library.cli(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists its commands', () => {
    const { status, stdout } = library.cli(['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/doctor/);
  });

  it.each([
    [['frobnicate'], /^dualbus: unknown command 'frobnicate'\n$/],
    [['doctor', '--frobnicate'], /^dualbus: unknown option '--frobnicate'\n$/],
  ])('refuses %j in one line, with exit code 2', (args, message) => {
    const { status, stdout, stderr } = library.cli(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });
});

describe('dualbus doctor', () => {
  it('says what is missing without an addon, and what to type', () => {
    const { status, stdout } = library.cli(['doctor']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/not loaded, the TypeScript kernels serve/);
    expect(stdout).toMatch(/npm run build:native/);
    expect(stdout).toMatch(/ok backend reference/);
    expect(stdout).toMatch(/compute pool +\d+ workers? by default \(of \d+ cores\)/);
    if (process.platform === 'linux') expect(stdout).toMatch(/\d+ steps behind the I\/O thread/);
  });

  it('prints one JSON document', () => {
    const { stdout, stderr } = library.cli(['doctor', '--json'], { env: { DUALBUS_BACKEND: 'reference' } });
    expect(stderr).toBe('');
    const document = JSON.parse(stdout);
    expect(document.addon.status).toBe('disabled');
    expect(document.machine).toMatchObject({ platform: process.platform, node: process.version });
    expect(document.backends.map(({ name }: { name: string }) => name)).toContain('reference');
  });

  it('fails on a forced instruction set that the machine lacks only as far as the addon goes', () => {
    const env = { DUALBUS_ADDON: localAddon, DUALBUS_CPU: 'sse9' };
    const { status, stdout } = library.cli(['doctor'], { env });
    expect(status).toBe(0);
    expect(stdout).toMatch(/!! addon/);
  });
});

describeWithAddon('dualbus doctor with the addon', () => {
  it('--calibrate measures, keeps the figures and says so; a damaged file is ignored with a word', {
    timeout: 180_000,
  }, () => {
    const env = { DUALBUS_ADDON: localAddon, DUALBUS_CACHE: `${library.folder}/cache` };
    const before = library.cli(['doctor'], { env });
    expect(before.stdout).toMatch(/-- crossovers +not measured on this machine/);
    const { status, stdout } = library.cli(['doctor', '--calibrate', '--json'], { env });
    expect(status).toBe(0);
    const { crossovers, calibration } = JSON.parse(stdout);
    expect(crossovers).toMatchObject({
      status: 'measured',
      table: { cpu: { rolling_mean: expect.anything() } },
    });
    expect(calibration[0]).toMatchObject({ backend: 'cpu', against: 'reference' });
    expect(library.cli(['doctor'], { env }).stdout).toMatch(
      /ok crossovers +measured \d{4}-\d\d-\d\d: cpu pays/,
    );
    writeFileSync(crossovers.file, '{');
    expect(library.cli(['doctor'], { env }).stdout).toMatch(/!! crossovers +.*is ignored: it is not JSON/);
  });

  it('runs the self-test of every kernel', () => {
    const { status, stdout } = library.cli(['doctor'], { env: { DUALBUS_ADDON: localAddon } });
    expect(status).toBe(0);
    expect(stdout).toMatch(/ok addon/);
    expect(stdout).toMatch(/ok backend cpu +f64, self-test agreed on \d+ kernels/);
  });
});
