import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = fileURLToPath(new URL('./src/', import.meta.url));

// The rooms whose results must be the same with and without the addon run once in each mode.
const bothModes = ['test/compute/**', 'test/analytics/**', 'test/codec/**'];

export default defineConfig({
  resolve: { alias: [{ find: /^#dualbus\//, replacement: source }] },
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // One fewer than the cores would leave half of a two-core machine idle while tests wait for servers and clocks.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'native', include: ['test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'reference',
          include: bothModes.map((room) => `${room}/*.test.ts`),
          env: { DUALBUS_BACKEND: 'reference' },
        },
      },
    ],
  },
});
