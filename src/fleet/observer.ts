import type { DualBus, OwnMessages } from '../bus/index.js';
import { Tally } from './tally.js';

/** One instrument's VPIN, as it came over the bus. */
export interface VpinSeries {
  readonly instrument: string;
  /** By bucket; null before the window is full. */
  readonly values: readonly (number | null)[];
  /** Buckets that came again, and buckets that never came before a later one. */
  readonly repeated: number;
  readonly missing: number;
}

/** Reads what nobody else in the fleet does and keeps the VPIN series, with an account of its own: indices of buckets. */
export class Observer {
  readonly tally = new Tally();
  readonly #series = new Map<number, { values: (number | null)[]; repeated: number; missing: number }>();
  readonly #bus: DualBus;
  readonly #consumers: AsyncDisposable[] = [];

  constructor(bus: DualBus) {
    this.#bus = bus;
  }

  async start(): Promise<void> {
    const group = { group: observerName };
    this.#consumers.push(
      await this.#bus.consume(['quote'], group, (batch) => this.#count(batch)),
      await this.#bus.consume(['vpinCalculation', 'strategySignal'], group, (batch) => {
        this.#count(batch);
        if (batch.name === 'vpinCalculation') for (const message of batch) this.#note(message);
      }),
    );
  }

  /** By symbol, in the order in which they were first met. */
  get series(): VpinSeries[] {
    return [...this.#series].map(([id, series]) => ({
      instrument: this.#bus.instruments.table.get(id)?.symbol ?? String(id),
      ...series,
    }));
  }

  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer[Symbol.asyncDispose]()));
  }

  #count(batch: Parameters<Tally['handled']>[0]): void {
    this.tally.arrived(batch);
    this.tally.handled(batch);
  }

  #note({ instrument, index, vpin }: OwnMessages['vpinCalculation']['value']): void {
    let series = this.#series.get(instrument);
    if (series === undefined) {
      series = { values: [], repeated: 0, missing: 0 };
      this.#series.set(instrument, series);
    }
    if (index < series.values.length) {
      series.repeated++;
      return;
    }
    series.missing += index - series.values.length;
    while (series.values.length < index) series.values.push(null);
    series.values.push(vpin);
  }
}

export const observerName = 'fleet';
