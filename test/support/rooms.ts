// The house: which room may import which. A room imports only what stands above it; nothing flows back.

const native = ['base', 'kernels', 'cpu', 'gpu', 'neural', 'backend', 'codec', 'vpin', 'napi'] as const;
const source = [
  'base', 'metrics', 'market', 'addon', 'compute', 'sbe', 'codec', 'transport', 'bus', 'analytics', 'pool', 'engine',
  'fleet', 'cli',
] as const; // biome-ignore format: a table

export type Room = (typeof source)[number] | (typeof native)[number];

export const mayImport: Partial<Record<Room, readonly Room[]>> = {
  base: [],
  metrics: ['base'],
  market: ['base'],
  addon: ['base'],
  compute: ['base', 'addon'],
  sbe: ['base'],
  codec: ['base', 'market', 'compute', 'sbe'],
  transport: ['base'],
  bus: ['base', 'market', 'codec', 'transport'],
  analytics: ['base', 'market', 'compute'],
  pool: ['base', 'addon', 'market', 'compute', 'codec', 'analytics', 'bus'],
  engine: source.slice(0, source.indexOf('engine')),
  fleet: source.slice(0, source.indexOf('fleet')),
  cli: source.slice(0, source.indexOf('cli')),
};

export const mayInclude: Partial<Record<Room, readonly Room[]>> = {
  base: [],
  kernels: [],
  cpu: ['kernels'],
  gpu: ['kernels'],
  neural: ['kernels'],
  backend: ['kernels', 'cpu', 'gpu', 'neural'],
  codec: ['kernels', 'backend'],
  vpin: ['kernels'],
  napi: ['kernels', 'backend', 'codec', 'vpin'],
};

/** The rooms that may import a package from npm; every other room goes through them. */
export const packageHomes: Record<string, readonly string[]> = {
  '@rgrove/parse-xml': ['sbe'],
  asciichart: ['cli'],
  commander: ['cli'],
  ioredis: ['transport/redis'],
  piscina: ['pool'],
  yauzl: ['market'],
};
