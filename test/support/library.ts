import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The addon of this checkout, where `npm run build:native` puts it. */
export const localAddon = join(root, 'build/Release/dualbus.node');

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
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }\n');
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
    const { DUALBUS_BACKEND: _, DUALBUS_CPU: __, DUALBUS_ADDON: ___, ...inherited } = process.env;
    const child = spawnSync(process.execPath, [...nodeOptions, '--input-type=module', '-e', source], {
      cwd: join(this.folder, 'dist'),
      encoding: 'utf8',
      env: { ...inherited, ...env },
      timeout: 30_000,
    });
    if (child.status !== 0)
      throw new Error(`child ended with ${child.signal ?? child.status}: ${child.stderr}${child.stdout}`);
    return JSON.parse(child.stdout) as T;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
