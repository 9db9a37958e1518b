// Style and architecture as a test: who may import whom, how long a file may be, which words are not left behind.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mayImport, mayInclude, packageHomes, type Room } from './support/rooms.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const maxLines = 400;

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && exists(file));
const written = tracked.filter(
  (file) => /\.(ts|mjs|cc|h|mm|metal)$/.test(file) && !file.includes('/generated/'),
);
const sources = written.filter((file) => file.startsWith('src/'));
const natives = written.filter((file) => file.startsWith('native/'));

function exists(file: string): boolean {
  try {
    readFileSync(join(root, file));
    return true;
  } catch {
    return false;
  }
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function roomOf(file: string, tree: string): Room | undefined {
  const parts = relative(tree, file).split('/');
  return parts.length > 1 ? (parts[0] as Room) : undefined;
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[0]);
}

const importPattern = /(?<![.\w])(?:from\s+|import\s*\(?\s*)['"]([^'"]+)['"]/g;

describe('imports of src/', () => {
  for (const file of sources) {
    it(file, () => {
      const room = roomOf(file, 'src');
      for (const specifier of matches(read(file), importPattern)) {
        if (specifier.startsWith('.')) {
          const target = roomOf(relative(root, resolve(root, dirname(file), specifier)), 'src');
          if (room === undefined || target === undefined || target === room) continue;
          expect(
            mayImport[room],
            `src/${room}/ is not a room of test/support/rooms.ts: add it there first`,
          ).toBeDefined();
          expect(
            mayImport[room],
            `${file} imports src/${target}/. Data flows one way: move the shared piece to a room that both may import.`,
          ).toContain(target);
        } else if (!specifier.startsWith('node:')) {
          const name = specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/');
          const homes = packageHomes[name];
          expect(
            homes,
            `${file} imports ${name}: give the package a home in test/support/rooms.ts`,
          ).toBeDefined();
          const inside = homes?.some((home) => file.startsWith(`src/${home}/`));
          expect(inside, `${file} imports ${name}, which only ${homes?.join(' and ')} may do`).toBe(true);
        }
      }
    });
  }
});

describe('includes of native/', () => {
  it('starts from rooms that exist', () => {
    for (const file of natives) expect(mayInclude, file).toHaveProperty(roomOf(file, 'native') ?? 'base');
  });
  for (const file of natives) {
    it(file, () => {
      const room = roomOf(file, 'native');
      const text = read(file);
      if (room !== 'napi') {
        expect(text, `${file}: only native/napi/ knows Node; pass spans and results instead`).not.toMatch(
          /#include\s*[<"]n(api|ode_api)/,
        );
      }
      for (const include of matches(text, /#include\s*"([^"]+)"/g)) {
        const target = include.includes('/') ? include.split('/')[0] : room;
        if (room === undefined || target === room || target === 'base') continue;
        if (
          mayInclude[target as Room] === undefined &&
          !natives.some((n) => n.startsWith(`native/${target}/`))
        )
          continue;
        expect(
          mayInclude[room],
          `${file} includes ${include}: native/${room}/ may include ${mayInclude[room]?.join(', ') || 'only base'}`,
        ).toContain(target);
      }
    });
  }
});

describe('every written file', () => {
  for (const file of written) {
    it(file, () => {
      const text = read(file);
      const lines = text.split('\n').length - 1;
      expect(
        lines,
        `${file} has ${lines} lines: split it by meaning (at most ${maxLines})`,
      ).toBeLessThanOrEqual(maxLines);
      for (const [word, advice] of banned(file)) {
        const line = text.split('\n').findIndex((l) => l.includes(word)) + 1;
        expect(line, `${file}:${line} has "${word}": ${advice}`).toBe(0);
      }
    });
  }

  it('has a median of at most 130 lines', () => {
    const lengths = [...sources, ...natives]
      .map((file) => read(file).split('\n').length - 1)
      .sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)] ?? 0).toBeLessThanOrEqual(130);
  });
});

function banned(file: string): [string, string][] {
  if (file === 'test/tidy.test.ts') return [];
  const words: [string, string][] = [
    ['FIX' + 'ME', 'do it or file an issue'],
    ['TO' + 'DO', 'do it or file an issue'],
    ['.on' + 'ly(', 'a focused test hides the others'],
  ];
  const prints = file.startsWith('src/') && !file.startsWith('src/cli/');
  if (prints)
    words.push([
      'console' + '.',
      'a library is silent: throw a typed error or publish on a diagnostics channel',
    ]);
  if (prints) words.push(['process' + '.exit', 'only the command line ends the process']);
  return words;
}
