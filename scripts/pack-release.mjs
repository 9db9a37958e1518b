// Packs what a release consists of: a package for each platform whose addon is given, and the library, which names exactly
// those as optional dependencies of its own version. Needs `npm run build`.
//   node scripts/pack-release.mjs OUT --addon darwin-arm64=FILE [--addon linux-x64=FILE ...]
// Prints the tarballs. Exit code 2 for wrong arguments, 1 when a file is no addon for its platform or packing fails.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** [os, cpu, libc]: what npm compares with the machine before it installs one. */
const platforms = {
  'darwin-arm64': { os: 'darwin', cpu: 'arm64', isAddon: isMachO },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc', isAddon: (bytes) => isElf(bytes, 183) },
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc', isAddon: (bytes) => isElf(bytes, 62) },
};

function fail(message, code = 1) {
  process.stderr.write(`pack-release: ${message}\n`);
  process.exit(code);
}

/** A 64-bit little-endian Mach-O library (6) or bundle (8) for arm64. */
function isMachO(bytes) {
  if (bytes.length < 32 || bytes.readUInt32LE(0) !== 0xfeedfacf) return false;
  return bytes.readUInt32LE(4) === 0x0100000c && [6, 8].includes(bytes.readUInt32LE(12));
}

/** A 64-bit little-endian ELF shared object for a machine. */
function isElf(bytes, machine) {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2) return false;
  return bytes.readUInt16LE(16) === 3 && bytes.readUInt16LE(18) === machine;
}

function readArguments([out, ...rest]) {
  const addons = new Map();
  for (let i = 0; i < rest.length; i += 2) {
    const [platform, file] = (rest[i + 1] ?? '').split(/=(.*)/s);
    if (rest[i] !== '--addon' || !file) fail(`unknown argument ${rest[i]} (--addon PLATFORM=FILE)`, 2);
    if (!Object.hasOwn(platforms, platform))
      fail(`no platform is called "${platform}": there are ${Object.keys(platforms).join(', ')}`, 2);
    addons.set(platform, resolve(file));
  }
  if (!out || addons.size === 0) fail('usage: pack-release.mjs OUT --addon PLATFORM=FILE ...', 2);
  return { out: resolve(out), addons };
}

function run(command, args, cwd) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) fail(`${command} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
}

/** Packs a folder into `out`; the file's path. */
function pack(folder, out) {
  const before = new Set(readdirSync(out));
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', out], folder);
  const made = readdirSync(out).find((name) => name.endsWith('.tgz') && !before.has(name));
  return made ? join(out, made) : fail(`npm packed nothing in ${folder}; is its tarball in ${out} already?`);
}

function packPlatform(platform, file, folder, out) {
  const { os, cpu, libc, isAddon } = platforms[platform];
  if (!isAddon(readFileSync(file))) fail(`${file} is no addon for ${platform}`);
  const { version, license, engines } = manifest;
  const description = `The native addon of dualbus ${version} for ${platform}; dualbus installs it by itself`;
  const fields = { name: `@dualbus/${platform}`, version, description, license, engines };
  mkdirSync(folder, { recursive: true });
  for (const name of ['LICENSE', 'NOTICE']) copyFileSync(join(root, name), join(folder, name));
  copyFileSync(file, join(folder, 'dualbus.node'));
  writeFileSync(join(folder, 'README.md'), `# @dualbus/${platform}\n\n${description}.\n`);
  writeManifest(folder, {
    ...fields,
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    main: 'dualbus.node',
    files: ['dualbus.node', 'NOTICE'],
  });
  return pack(folder, out);
}

/** The library as npm packs it, with the platform packages in its manifest and without what only a clone needs. */
function packLibrary(names, folder, out) {
  mkdirSync(folder, { recursive: true });
  run('tar', ['xzf', pack(root, folder)], folder);
  const { scripts: _, devDependencies: __, ...published } = manifest;
  const optionalDependencies = Object.fromEntries(
    names.map((name) => [`@dualbus/${name}`, manifest.version]),
  );
  // Registries build every package with a binding.gyp unless it says otherwise.
  writeManifest(join(folder, 'package'), { ...published, gypfile: false, optionalDependencies });
  return pack(join(folder, 'package'), out);
}

function writeManifest(folder, fields) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(fields, null, 2)}\n`);
}

const { out, addons } = readArguments(process.argv.slice(2));
const work = mkdtempSync(join(tmpdir(), 'dualbus-release-'));
try {
  const packed = join(work, 'packed');
  mkdirSync(packed);
  for (const [platform, file] of addons) packPlatform(platform, file, join(work, platform), packed);
  packLibrary([...addons.keys()], join(work, 'library'), packed);
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(packed).sort()) {
    copyFileSync(join(packed, name), join(out, `${name}.new`));
    renameSync(join(out, `${name}.new`), join(out, name));
    process.stdout.write(`${join(out, name)}\n`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
