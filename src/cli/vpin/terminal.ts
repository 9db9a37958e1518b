import { summarize, type Vpin, type VpinState } from '../../analytics/index.js';
import { lineChart, sparkline } from '../chart.js';
import { paint } from '../style.js';
import { isoTime } from '../time.js';
import type { InstrumentHistory, VpinHistory } from './history.js';

/** How much of many instruments is shown. */
const maxRows = 40;

/** What a person sees: the figures of each instrument, and a chart of one. */
export function terminalReport(
  states: readonly VpinState[],
  history: VpinHistory,
  vpin: Vpin,
  rows: 'trade' | 'bar',
): readonly string[] {
  const { window, classifier } = vpin;
  const [only] = states;
  const lines =
    states.length === 1 ? oneInstrument(only, history.byInstrument[0], rows) : table(states, history);
  lines.push(paint('dim', `UTC; window of ${window} buckets, classifier ${classifier}`));
  const closed = Math.max(0, ...states.map(({ buckets }) => buckets));
  if (closed >= window) return lines;
  return [
    ...lines,
    `no VPIN yet: it takes ${window} buckets, and ${closed} closed (smaller ones: --buckets)`,
  ];
}

function oneInstrument(
  state: VpinState,
  history: InstrumentHistory | undefined,
  rows: 'trade' | 'bar',
): string[] {
  const { instrument, trades, days, buckets, bucketVolume, openVolume } = state;
  const size =
    bucketVolume === undefined ? '' : ` of ${short(bucketVolume)}, ${short(openVolume)} in the open one`;
  const lines = [
    `${paint('bold', instrument)}: ${counted(trades, rows)} on ${counted(days, 'day')}, ` +
      `${counted(buckets, 'bucket')}${size}`,
  ];
  const summary = summarize(history?.vpin.values ?? []);
  if (history === undefined || summary.count === 0) return lines;
  const { min, q1, median, mean, q3, max } = summary;
  const seconds = history.end - history.start < 7_200_000_000_000n;
  const figures = Object.entries({ min, q1, median, mean, q3, max, last: state.vpin, cdf: state.cdf });
  lines.push(
    '',
    `VPIN    ${figures.map(([name]) => name.padStart(7)).join(' ')}`,
    `        ${figures.map(([, value]) => fixed(value)).join(' ')}`,
    '',
    lineChart(history.vpin.values, shown(history.start, seconds), shown(history.end, seconds)),
  );
  return lines;
}

function table(states: readonly VpinState[], history: VpinHistory): string[] {
  const width = Math.max(10, ...states.slice(0, maxRows).map(({ instrument }) => instrument.length));
  const rows = states.slice(0, maxRows).map((state, slot) => {
    const values = history.byInstrument[slot]?.vpin.values ?? [];
    const { min, mean, max } = summarize(values);
    const figures = [min, mean, max, state.vpin, state.cdf].map(fixed).join(' ');
    return `${state.instrument.padEnd(width)} ${grouped(state.buckets).padStart(8)} ${figures}  ${sparkline(values)}`;
  });
  const names = ['min', 'mean', 'max', 'last', 'cdf'].map((name) => name.padStart(7)).join(' ');
  const head = paint('bold', `${'VPIN of'.padEnd(width)} ${'buckets'.padStart(8)} ${names}`);
  const rest = states.length - rows.length;
  return [head, ...rows, ...(rest > 0 ? [`and ${rest} more instruments (all of them: --json)`] : [])];
}

function fixed(value: number): string {
  return (Number.isNaN(value) ? '-' : value.toFixed(4)).padStart(7);
}

function short(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 7 });
}

export function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function shown(time: bigint, seconds: boolean): string {
  return isoTime(time)
    .slice(0, seconds ? 19 : 16)
    .replace('T', ' ');
}
