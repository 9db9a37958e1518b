import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DualbusError, InvalidArgument } from '../base/errors.js';
import { advise } from './advice.js';
import { type Addon, addonFunctions } from './binding.js';
import { sharedLibraryProblem } from './shared-library.js';

/** One place where the addon was looked for, and why it was not taken from there. */
export interface Attempt {
  readonly source: string;
  readonly problem: string;
}

export interface LoadedAddon {
  readonly status: 'loaded';
  readonly addon: Addon;
  /** The file or package it came from. */
  readonly source: string;
  /** The instruction set in use, and all that this machine can run. */
  readonly implementation: string;
  readonly implementations: readonly string[];
}

export interface MissingAddon {
  /** `disabled`: DUALBUS_BACKEND=reference asked for it. `unavailable`: nothing that was tried could be used. */
  readonly status: 'disabled' | 'unavailable';
  readonly attempts: readonly Attempt[];
  /** What to type next. */
  readonly advice: string;
}

export type AddonState = LoadedAddon | MissingAddon;

const require = createRequire(import.meta.url);

let cached: AddonState | undefined;

/**
 * The native addon of this thread, looked for once: the file in DUALBUS_ADDON alone if set, else the package
 * `@dualbus/<platform>-<arch>`, else the local build (build/Release/dualbus.node). DUALBUS_CPU forces an instruction
 * set, DUALBUS_BACKEND=reference leaves the addon unloaded. Never throws: without it the TypeScript kernels serve.
 */
export function loadAddon(): AddonState {
  cached ??= find(process.env);
  return cached;
}

/** One paragraph: what is in use, or what was tried and what to do about it. */
export function describeAddon(state: AddonState = loadAddon()): string {
  if (state.status === 'loaded')
    return `native addon ${state.source}, ${state.implementation} (of ${state.implementations.join(', ')})`;
  const tried = state.attempts.map(({ source, problem }) => `  ${source}: ${problem}`);
  return [`native addon ${state.status}; the TypeScript kernels serve`, ...tried, state.advice].join('\n');
}

function find(env: NodeJS.ProcessEnv): AddonState {
  if (env.DUALBUS_BACKEND === 'reference') {
    return { status: 'disabled', attempts: [], advice: 'Unset DUALBUS_BACKEND to use the native addon.' };
  }
  const attempts: Attempt[] = [];
  for (const candidate of candidates(env)) {
    try {
      return open(candidate, env.DUALBUS_CPU ?? '');
    } catch (error) {
      attempts.push({ source: candidate.source, problem: firstLine(error) });
    }
  }
  return { status: 'unavailable', attempts, advice: advise(attempts, process.platform, process.arch) };
}

interface Candidate {
  readonly source: string;
  /** The path of the file; throws where there is none. */
  readonly find: () => string;
}

function candidates(env: NodeJS.ProcessEnv): Candidate[] {
  if (env.DUALBUS_ADDON) return [fileCandidate(resolve(env.DUALBUS_ADDON))];
  const local = fileURLToPath(new URL('../../build/Release/dualbus.node', import.meta.url));
  const published = platformPackage(`${process.platform}-${process.arch}`);
  return [...(published ? [published] : []), fileCandidate(local)];
}

function fileCandidate(file: string): Candidate {
  return { source: file, find: () => require.resolve(file) };
}

/** Literal names, so that bundlers and package checks see them. */
function platformPackage(platform: string): Candidate | undefined {
  switch (platform) {
    case 'darwin-arm64':
      return {
        source: '@dualbus/darwin-arm64',
        find: () => require.resolve('@dualbus/darwin-arm64/dualbus.node'),
      };
    case 'linux-arm64':
      return {
        source: '@dualbus/linux-arm64',
        find: () => require.resolve('@dualbus/linux-arm64/dualbus.node'),
      };
    case 'linux-x64':
      return {
        source: '@dualbus/linux-x64',
        find: () => require.resolve('@dualbus/linux-x64/dualbus.node'),
      };
    default:
      return undefined;
  }
}

function open({ source, find }: Candidate, implementation: string): LoadedAddon {
  const file = find();
  const problem =
    process.platform === 'linux' && file.endsWith('.node') ? sharedLibraryProblem(file) : undefined;
  if (problem !== undefined) throw new Error(problem);
  const addon = require(file) as Addon;
  const missing = addonFunctions.filter((name) => typeof addon[name] !== 'function');
  if (missing.length > 0) throw new Error(`is from another release: it has no ${missing.join(', ')}`);
  addon.setErrorFactory(nativeError);
  const implementations = addon.implementations();
  const selected = addon.selectImplementation(implementation);
  if (selected === undefined)
    throw new Error(`DUALBUS_CPU=${implementation}, but this machine has ${implementations.join(', ')}`);
  return { status: 'loaded', addon, source, implementation: selected, implementations };
}

/** The exceptions of the addon are the library's own classes. */
function nativeError(code: string, where: string, problem: string): Error {
  if (code === 'DUALBUS_INVALID_ARGUMENT') return new InvalidArgument(where, problem);
  return new DualbusError(code, `${where}: ${problem}`);
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]!;
}
