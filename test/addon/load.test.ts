import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddonState } from '#dualbus/addon/load.js';
import { describeWithAddon } from '../support/addon.js';
import { LibraryCopy, localAddon } from '../support/library.js';

interface Report {
  state: AddonState;
  text: string;
}

const report = `
  import { describeAddon, loadAddon } from './addon/load.js';
  const { addon, ...state } = loadAddon();
  console.log(JSON.stringify({ state, text: describeAddon() }));
`;

let library: LibraryCopy;
beforeAll(() => {
  library = new LibraryCopy();
});
afterAll(() => library.remove());

function load(env: Record<string, string>, nodeOptions: string[] = []): Report {
  return library.run<Report>(report, env, nodeOptions);
}

/** Expects that nothing was loaded, and returns the whole description. */
function refused(env: Record<string, string>, nodeOptions: string[] = []): string {
  const { state, text } = load(env, nodeOptions);
  expect(state.status).toBe('unavailable');
  return text;
}

describe('without a usable addon', () => {
  it('lists the platform package and the local build when there is neither, and says what to type', () => {
    const text = refused({});
    expect(text).toContain('the TypeScript kernels serve');
    expect(text).toMatch(/build\/Release\/dualbus\.node: Cannot find module/);
    expect(text).toMatch(/npm run build:native/);
    if (process.platform === 'linux' && process.arch === 'x64') {
      expect(text).toContain("@dualbus/linux-x64: Cannot find module '@dualbus/linux-x64/dualbus.node'");
      expect(text).toContain('npm install @dualbus/linux-x64');
    }
  });

  it('does not look for it when the reference is asked for', () => {
    const { state, text } = load({ DUALBUS_BACKEND: 'reference' });
    expect(state).toMatchObject({ status: 'disabled', attempts: [] });
    expect(text).toContain('Unset DUALBUS_BACKEND');
  });

  it('refuses a file that is no shared library', () => {
    const file = library.write(
      'text.node',
      'not a shared library, but longer than the header of one: '.repeat(9),
    );
    expect(refused({ DUALBUS_ADDON: file })).toMatch(/damaged or for another machine/);
  });

  it('refuses an addon of another release and names what it lacks', () => {
    const file = library.write('old.cjs', 'exports.kernels = () => []; exports.step = () => {};');
    const text = refused({ DUALBUS_ADDON: file });
    expect(text).toContain('is from another release: it has no implementations');
    expect(text).toMatch(/does not belong to this version/);
  });
});

describeWithAddon('with the addon of this checkout', () => {
  it('takes the file that DUALBUS_ADDON names, with the best instruction set', () => {
    const { state, text } = load({ DUALBUS_ADDON: localAddon });
    expect(state).toMatchObject({ status: 'loaded', source: localAddon });
    if (state.status !== 'loaded') return;
    expect(state.implementation).toBe(state.implementations[0]);
    expect(text).toContain(state.implementation);
  });

  it('takes a local build', () => {
    const file = library.write('build/Release/dualbus.node', readFileSync(localAddon));
    expect(load({}).state).toMatchObject({ status: 'loaded', source: file });
  });

  it('takes the instruction set that DUALBUS_CPU names', () => {
    const { state } = load({ DUALBUS_ADDON: localAddon, DUALBUS_CPU: 'scalar' });
    expect(state).toMatchObject({ status: 'loaded', implementation: 'scalar' });
  });

  it('reports an instruction set that the machine lacks, and stays usable', () => {
    const text = refused({ DUALBUS_ADDON: localAddon, DUALBUS_CPU: 'altivec' });
    expect(text).toMatch(/DUALBUS_CPU=altivec, but this machine has .*scalar/);
    expect(text).toContain('Unset DUALBUS_CPU');
  });

  it('survives --no-addons', () => {
    expect(refused({ DUALBUS_ADDON: localAddon }, ['--no-addons'])).toMatch(/without --no-addons/);
  });

  it.each([64, 1000, 20_000])('refuses a file cut off after %d bytes', (length) => {
    const file = library.write(`cut-${length}.node`, readFileSync(localAddon).subarray(0, length));
    expect(refused({ DUALBUS_ADDON: file })).toMatch(/damaged or for another machine/);
  });

  it.runIf(process.platform === 'linux')('refuses a file for another processor', () => {
    const bytes = readFileSync(localAddon);
    bytes.writeUInt16LE(0x15, 18); // e_machine: PowerPC64
    expect(refused({ DUALBUS_ADDON: library.write('foreign.node', bytes) })).toMatch(/for another machine/);
  });
});
