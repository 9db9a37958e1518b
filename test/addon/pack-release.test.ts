// What a release consists of, packed from this checkout and installed into an empty folder.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localAddon } from '../support/library.js';

const root = resolve(import.meta.dirname, '../..');
const built = existsSync(join(root, 'dist/index.js')) && existsSync(localAddon);
const here = `${process.platform}-${process.arch}`;

/** A file that begins like a Mach-O bundle for arm64, as a linker for darwin writes one. */
const bundle = Buffer.alloc(4096);
bundle.writeUInt32LE(0xfeedfacf, 0);
bundle.writeUInt32LE(0x0100000c, 4);
bundle.writeUInt32LE(8, 12);

function node(args: string[], cwd = root, env: NodeJS.ProcessEnv = process.env) {
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env });
}

describe('pack-release', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualbus-release-test-'));
    writeFileSync(join(folder, 'bundle.node'), bundle);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const packRelease = (...args: string[]) => node([join(root, 'scripts/pack-release.mjs'), ...args], folder);

  it.each<[string[], number, RegExp]>([
    [[], 2, /usage/],
    [['out'], 2, /usage/],
    [['out', '--addon', 'win32-x64=bundle.node'], 2, /no platform is called "win32-x64"/],
    [['out', '--addon', 'darwin-arm64'], 2, /--addon PLATFORM=FILE/],
    [['out', '--addon', 'linux-x64=bundle.node'], 1, /bundle\.node is no addon for linux-x64/],
  ])('refuses %j in one line', (args, code, message) => {
    const { status, stderr } = packRelease(...args);
    expect({ status, lines: stderr.split('\n').length }).toEqual({ status: code, lines: 2 });
    expect(stderr).toMatch(message);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it.runIf(built && here.startsWith('linux-'))(
    'packs the library and its platforms, and the addon of this one is found where npm would put it',
    { timeout: 120_000 },
    () => {
      const { status, stdout, stderr } = packRelease(
        'out',
        ...['--addon', 'darwin-arm64=bundle.node', '--addon', `${here}=${localAddon}`],
      );
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      expect(readdirSync(join(folder, 'out')).sort()).toEqual(
        [
          `dualbus-${version}.tgz`,
          `dualbus-darwin-arm64-${version}.tgz`,
          `dualbus-${here}-${version}.tgz`,
        ].sort(),
      );
      expect(stdout.trim().split('\n')).toHaveLength(3);

      const unpack = (tarball: string, ...name: string[]) => {
        const target = join(folder, 'user/node_modules', ...name);
        mkdirSync(target, { recursive: true });
        const file = join(folder, 'out', `${tarball}-${version}.tgz`);
        expect(spawnSync('tar', ['xzf', file, '--strip-components=1'], { cwd: target }).status).toBe(0);
        return JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
      };
      const library = unpack('dualbus', 'dualbus');
      const mac = unpack('dualbus-darwin-arm64', '@dualbus', 'darwin-arm64');
      const own = unpack(`dualbus-${here}`, '@dualbus', here);
      expect(library.optionalDependencies).toEqual({
        '@dualbus/darwin-arm64': version,
        [`@dualbus/${here}`]: version,
      });
      expect(library.gypfile).toBe(false);
      expect(library).not.toHaveProperty('scripts');
      expect(existsSync(join(folder, 'user/node_modules/dualbus/binding.gyp'))).toBe(false);
      expect(mac).toMatchObject({ name: '@dualbus/darwin-arm64', version, os: ['darwin'], cpu: ['arm64'] });
      expect(own).toMatchObject({ os: ['linux'], cpu: [process.arch], libc: ['glibc'] });
      const addon = readFileSync(join(folder, 'user/node_modules/@dualbus/darwin-arm64/dualbus.node'));
      expect(addon.equals(bundle)).toBe(true);

      const { DUALBUS_ADDON: _, DUALBUS_BACKEND: __, ...env } = process.env;
      const probe = `import { describeAddon } from './node_modules/dualbus/dist/addon/load.js';
        import { kernels } from 'dualbus/compute';
        console.log(describeAddon(), kernels.rollingMean.runSync(Float64Array.of(1, 3), { window: 2 })[1]);`;
      const used = node(['--input-type=module', '-e', probe], join(folder, 'user'), env);
      expect(used.stderr).toBe('');
      expect(used.stdout).toMatch(new RegExp(`^native addon @dualbus/${here}, .* 2\\n$`));
    },
  );
});
