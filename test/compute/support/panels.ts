import type { Panel } from '#dualbus/compute/panel.js';
import { gaussian, seededRandom } from '../../support/random.js';

export interface PanelShape {
  readonly rows: number;
  readonly cols: number;
  /** Unused elements between rows; they hold a value that would be noticed in a result. */
  readonly gap?: number;
}

/** What the elements of a panel are like. */
export const characters = {
  /** Random walks of prices around 100. */
  prices: (normal: () => number, previous: number) => (previous === 0 ? 100 : previous) + normal(),
  /** Returns around 0. */
  returns: (normal: () => number) => 0.01 * normal(),
  /** Few distinct values, so that many are equal. */
  ties: (normal: () => number) => Math.round(normal()),
  /** A third missing. */
  gaps: (normal: () => number, _: number, uniform: () => number) =>
    uniform() < 1 / 3 ? Number.NaN : normal(),
  /** Values of every magnitude, infinities, denormals and both zeros. */
  extreme: (normal: () => number, _: number, uniform: () => number) => {
    const list = [Number.NaN, Infinity, -Infinity, 0, -0, 5e-324, -2e-308, 1e300, -1e300, 1e16, 1, -1];
    return uniform() < 0.5 ? normal() : list[Math.floor(uniform() * list.length)]!;
  },
} as const;
export type Character = keyof typeof characters;

export const guard = 777;

/** A reproducible panel; the gaps between its rows hold `guard`. */
export function randomPanel({ rows, cols, gap = 0 }: PanelShape, character: Character, seed: number): Panel {
  const rowStride = cols + gap;
  const data = new Float64Array(rows === 0 ? 0 : (rows - 1) * rowStride + cols + gap).fill(guard);
  const uniform = seededRandom(seed);
  const normal = () => gaussian(uniform);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const previous = r === 0 ? 0 : data[(r - 1) * rowStride + c]!;
      data[r * rowStride + c] = characters[character](normal, previous, uniform);
    }
  return { data, rows, cols, rowStride };
}

/** A panel for an input of that name: values of the character, positive weights, or numbers of up to four groups. */
export function randomInput(name: string, shape: PanelShape, character: Character, seed: number): Panel {
  const panel = randomPanel(shape, character, seed);
  const like = name === 'group' ? groupLike : name === 'weight' ? Math.abs : undefined;
  if (!like) return panel;
  const { cols, rowStride } = panel;
  return { ...panel, data: panel.data.map((value, i) => (i % rowStride < cols ? like(value) : value)) };
}

/** Mostly a number from 0 to 3; sometimes what is no group. */
function groupLike(value: number): number {
  return Number.isFinite(value) && Math.abs(value) < 1e9 ? Math.floor(Math.abs(value * 7)) % 5 : value;
}
