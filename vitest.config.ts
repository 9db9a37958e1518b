import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Each project reads this file again, but one notice is enough.
const noticed = Boolean(process.env.DUALBUS_NOTICED);
process.env.DUALBUS_NOTICED = '1';
function notice(text: string): void {
  if (!noticed) process.stderr.write(`${text}\n`);
}

const source = fileURLToPath(new URL('./src/', import.meta.url));

// The rooms whose results must be the same with and without the addon run once in each mode.
const bothModes = ['test/compute/**', 'test/analytics/**', 'test/codec/**'];

// The addon with the emulated GPU and the emulated model: "node scripts/build-native.mjs --emulated" makes it.
const emulated = fileURLToPath(new URL('./build/Emulated/dualbus.node', import.meta.url));
if (!existsSync(emulated)) notice(`the mode "emulated" is SKIPPED: there is no ${emulated}`);

// Tests that start many processes, or wait for real clocks to run out: scripts/test.sh runs them too.
const long = [
  'test/fleet/**',
  'test/pool/lifecycle.test.ts',
  'test/pool/shard*.test.ts',
  'test/transport/faults/**',
  'test/transport/redis/settings.test.ts',
];
const all = process.env.DUALBUS_TESTS === 'all';
if (!all) notice(`SKIPPED without DUALBUS_TESTS=all: ${long.join(', ')}`);

export default defineConfig({
  resolve: { alias: [{ find: /^#dualbus\//, replacement: source }] },
  test: {
    setupFiles: [fileURLToPath(new URL('./test/support/seed.ts', import.meta.url))],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // More than two cores: many tests wait for servers, processes and clocks.
    maxWorkers: Math.max(3, availableParallelism()),
    projects: [
      { extends: true, test: { name: 'native', include: ['test/**/*.test.ts'], exclude: all ? [] : long } },
      {
        extends: true,
        test: {
          name: 'reference',
          include: bothModes.map((room) => `${room}/*.test.ts`),
          env: { DUALBUS_BACKEND: 'reference' },
        },
      },
      ...(existsSync(emulated)
        ? [
            {
              extends: true as const,
              test: {
                name: 'emulated',
                include: ['test/compute/*.test.ts', 'test/analytics/model*.test.ts'],
                env: {
                  DUALBUS_ADDON: emulated,
                  DUALBUS_CACHE: fileURLToPath(new URL('./build/test-cache/', import.meta.url)),
                },
              },
            },
          ]
        : []),
    ],
  },
});
