import type { Attempt } from './load.js';

/** Platforms with a published package. */
const published = ['darwin-arm64', 'linux-arm64', 'linux-x64'];

const build = '"npm run build:native" in a clone builds it (needs cmake and a C++20 compiler)';

/** [what the loader's message looks like, what to do]; the first that fits counts. */
const cures: readonly (readonly [RegExp, string])[] = [
  [/DUALBUS_CPU=/, 'Unset DUALBUS_CPU, or set it to one of those.'],
  [
    /addons? is disabled|loading addons|ERR_DLOPEN_DISABLED/i,
    'Start Node without --no-addons to use the native kernels.',
  ],
  [
    /GLIBC_|GLIBCXX_|CXXABI_/,
    `The file needs a newer C library than this system has: ${build} for this system.`,
  ],
  [
    /ld-linux|Error relocating/,
    `The file is for glibc, this system has another C library: ${build} for this system.`,
  ],
  [
    /another release/,
    `The file does not belong to this version of dualbus: ${build}; or update the package that holds it.`,
  ],
  [
    /self-register|NODE_MODULE_VERSION|napi_|node_api_|undefined symbol/,
    `The file is not a dualbus addon for this Node: ${build}.`,
  ],
  [
    /ELF file|truncated|not a mach-o|mach-o file|incompatible architecture/i,
    `The file is damaged or for another machine: install again, or ${build}.`,
  ],
];

/** What to type next, from what was tried. */
export function advise(attempts: readonly Attempt[], platform: string, arch: string): string {
  for (const { problem } of attempts) {
    const cure = cures.find(([pattern]) => pattern.test(problem));
    if (cure) return cure[1];
  }
  const name = `${platform}-${arch}`;
  if (!published.includes(name)) return `No binary is published for ${name}: ${build}.`;
  return `Install it with "npm install @dualbus/${name}" (npm leaves optional packages out under --omit=optional), or ${build}.`;
}
