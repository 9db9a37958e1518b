import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The addon of this checkout, where `npm run build:native` puts it. */
export const localAddon = join(root, 'build/Release/dualbus.node');

/** The addon with the emulated GPU and the emulated model, where `build-native.mjs --emulated` puts it. */
export const emulatedAddon = join(root, 'build/Emulated/dualbus.node');

/** Whether the devices of this process are the emulated ones, which can be told to fail. */
export const emulating = process.env.DUALBUS_ADDON === emulatedAddon;

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Standard input. */
  readonly input?: string | Uint8Array;
}

/**
 * The library as plain JavaScript in a folder of its own (src/ becomes dist/), for tests that need another process or
 * thread. It has no addon unless DUALBUS_ADDON names one.
 */
export class LibraryCopy {
  readonly folder: string;

  constructor() {
    mkdirSync(join(root, 'build'), { recursive: true });
    this.folder = mkdtempSync(join(root, 'build/library-'));
    for (const entry of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
      if (entry.endsWith('.ts')) this.#transpile(entry);
    }
    cpSync(join(root, 'package.json'), join(this.folder, 'package.json'));
  }

  #transpile(entry: string): void {
    const { code } = transformSync(entry, readFileSync(join(root, 'src', entry), 'utf8'));
    const target = join(this.folder, 'dist', entry.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }

  /** Writes a file into the folder and returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /**
   * Runs an ES module in a child process, with imports relative to dist/ (`./addon/load.js`), and returns what it
   * printed, parsed as JSON. Fails when the process fails.
   */
  run<T>(source: string, env: Record<string, string> = {}, nodeOptions: string[] = []): T {
    const child = this.#node([...nodeOptions, '--input-type=module', '-e', source], { env });
    if (child.status !== 0)
      throw new Error(`child ended with ${child.signal ?? child.status}: ${child.stderr}${child.stdout}`);
    return JSON.parse(child.stdout) as T;
  }

  /** Runs the command line with these arguments, from dist/ unless `cwd` says otherwise. */
  cli(
    args: readonly string[],
    options: ChildOptions = {},
  ): { status: number; stdout: string; stderr: string } {
    const child = this.#node([join(this.folder, 'dist/cli/main.js'), ...args], options);
    if (child.status === null) throw new Error(`child ended with ${child.signal}: ${child.stderr}`);
    return { status: child.status, stdout: child.stdout, stderr: child.stderr };
  }

  #node(args: readonly string[], { env = {}, cwd = join(this.folder, 'dist'), input }: ChildOptions) {
    const { DUALBUS_BACKEND: _, DUALBUS_CPU: __, DUALBUS_ADDON: ___, ...inherited } = process.env;
    return spawnSync(process.execPath, [...args], {
      cwd,
      encoding: 'utf8',
      env: { ...inherited, ...env },
      timeout: 60_000,
      maxBuffer: 1 << 28,
      ...(input !== undefined && { input }),
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
