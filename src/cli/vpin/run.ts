import { NeedsWholeSample, Vpin, type VpinOptions } from '../../analytics/index.js';
import { formatPlace, InvalidInput } from '../../base/errors.js';
import {
  type MarketColumns,
  type MarketStream,
  mergeByTime,
  type ReadReport,
  readMarketFiles,
  readQuotes,
} from '../../market/index.js';
import { note, writeOut } from '../output.js';
import { JsonDocument } from './document.js';
import { readOptions, type VpinFlags, vpinOptions } from './flags.js';
import { VpinHistory } from './history.js';
import { counted, terminalReport } from './terminal.js';

/** One run of `dualbus vpin`. */
export class VpinRun {
  readonly #options: VpinOptions;
  readonly #reports: ReadReport[] = [];
  #flagged = false;
  #kind: 'trade' | 'bar' = 'trade';

  constructor(
    private readonly files: readonly string[],
    private readonly flags: VpinFlags,
    private readonly signal: AbortSignal,
  ) {
    this.#options = vpinOptions(flags);
  }

  async print(): Promise<void> {
    const explicit = await Vpin.calibrate(() => this.#again(), this.#options);
    const vpin = new Vpin(explicit);
    const history = new VpinHistory();
    const document = this.flags.json ? new JsonDocument() : undefined;
    for await (const columns of this.#read()) {
      const buckets = vpin.push(columns);
      history.add(buckets);
      await document?.add(buckets);
      this.#look(columns);
    }
    const last = vpin.close();
    history.add(last);
    await document?.add(last);
    const states = vpin.states();
    if (states.length === 0) throw new InvalidInput({ file: this.files.join(', ') }, 'no trades');
    await document?.end(states, history);
    if (document === undefined)
      await writeOut(`${terminalReport(states, history, vpin, this.#kind).join('\n')}\n`);
    this.#report(vpin);
  }

  /** A pass before the last one. */
  #again(): AsyncIterable<MarketColumns> {
    if (this.files.includes('-')) {
      throw new NeedsWholeSample(
        'sizes from totals and sigma of the whole sample need two passes, and standard input can be read once: give --bucket-volume and a causal --sigma, or files',
      );
    }
    return this.#open().trades;
  }

  /** The last pass: trades, with quotes among them. */
  #read(): AsyncIterable<MarketColumns> {
    const { trades, quotes } = this.#open();
    this.#reports.push(trades.report, ...(quotes ? [quotes.report] : []));
    return quotes === undefined ? trades : mergeByTime<MarketColumns>([trades, quotes]);
  }

  #open(): { trades: MarketStream; quotes: MarketStream | undefined } {
    const options = readOptions(this.flags, this.signal);
    const trades = noQuotes(readMarketFiles(this.files, options));
    return { trades, quotes: this.flags.quotes && readQuotes(this.flags.quotes, options) };
  }

  #look(columns: MarketColumns): void {
    if (columns.kind === 'bar') this.#kind = 'bar';
    if (columns.kind === 'trade' && !this.#flagged) this.#flagged = columns.side.some((side) => side !== 0);
  }

  #report({ classifier }: Vpin): void {
    for (const report of this.#reports.filter(({ badRows }) => badRows > 0)) {
      const reasons = Object.entries(report.bad).map(([reason, count]) => `${reason} ${count}`);
      const [first] = report.firstBad;
      note(
        `skipped ${counted(report.badRows, 'bad row')} (${reasons.join(', ')}), the first: ${formatPlace(first.place)}: ${first.message}`,
      );
    }
    if (classifier === 'aggressor' && !this.#flagged)
      note(
        'no trade tells its aggressor, so each counts half as buy and half as sell: try --classifier tick',
      );
  }
}

/** The stream, which must not be one of quotes. */
function noQuotes(stream: MarketStream): MarketStream {
  async function* checked(): AsyncGenerator<MarketColumns, void, undefined> {
    for await (const columns of stream) {
      const file = stream.report.formats.at(-1)?.file ?? '';
      if (columns.kind === 'quote')
        throw new InvalidInput({ file }, 'holds quotes, not trades (see --quotes)');
      yield columns;
    }
  }
  const batches = checked();
  return { report: stream.report, [Symbol.asyncIterator]: () => batches };
}
