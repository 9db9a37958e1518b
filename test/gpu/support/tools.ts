import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface ShaderTools {
  flatten(root: string, path: string): string;
  withoutComments(text: string): string;
  codeOnly(text: string): string;
  hashOf(text: string): string;
  lint(flat: string): Finding[];
  translateForEmulator(name: string, flat: string, original?: string): string;
  checkSpaces(clang: string, flat: string): string;
}

/** The folder native/ of this project. */
export const native = resolve(dirname(fileURLToPath(import.meta.url)), '../../../native');

/** Every shader, as a path below native/. */
export const shaders = readdirSync(join(native, 'gpu/shaders'))
  .filter((file) => file.endsWith('.metal'))
  .map((file) => `gpu/shaders/${file}`);

/** The build tools of native/gpu: plain JavaScript, since they run before anything is compiled. */
export async function shaderTools(): Promise<ShaderTools> {
  const modules = ['source', 'lint', 'translate', 'check-spaces'].map(
    (name) => import(join(native, `gpu/tools/${name}.mjs`)) as Promise<object>,
  );
  return Object.assign({}, ...(await Promise.all(modules))) as ShaderTools;
}

export const clang = ['clang++-19', 'clang++-20', 'clang++-18', 'clang++'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
