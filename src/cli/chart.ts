import asciichart from 'asciichart';

/** Points that fit beside the axis labels of a terminal of 80 columns. */
const width = 68;
const height = 12;

/** A line chart; longer series are drawn as the means of equal stretches. */
export function lineChart(values: ArrayLike<number>, from: string, to: string): string {
  const points = stretched(values, width);
  const lines = asciichart
    .plot(points, { height, format: (value) => value.toFixed(3).padStart(7) })
    .replace(/ +$/gm, '');
  const space = Math.max(1, points.length - from.length - to.length);
  return `${lines}\n${' '.repeat(9)}${from}${' '.repeat(space)}${to}`;
}

const blocks = '▁▂▃▄▅▆▇█';

/** A chart in one line, from the least to the greatest value. */
export function sparkline(values: ArrayLike<number>, length = 24): string {
  const points = stretched(values, length);
  const low = Math.min(...points);
  const range = Math.max(...points) - low || 1;
  return points.map((value) => blocks[Math.min(7, Math.floor((8 * (value - low)) / range))]).join('');
}

/** At most `count` means over neighbours, missing values left out. */
function stretched(values: ArrayLike<number>, count: number): number[] {
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  const length = Math.min(count, known.length);
  return Array.from({ length }, (_, i) => {
    const part = known.slice(
      Math.floor((i * known.length) / length),
      Math.floor(((i + 1) * known.length) / length),
    );
    return part.reduce((a, b) => a + b, 0) / part.length;
  });
}
