import {
  type Batch,
  FrameBuilder,
  FrameDecoder,
  type InstrumentDefinition,
  type InstrumentDefinitionInput,
  type InstrumentScales,
  type MessageRegistry,
  type Sender,
} from '../codec/index.js';
import type { Instrument, InstrumentTable } from '../market/index.js';
import { type Transport, unwrap } from '../transport/index.js';
import { InstrumentConflict } from './errors.js';
import { instrumentsKey } from './keys.js';

/** An instrument, and of its definition as much as is known. Ticks default to one unit of the exponents. */
export type InstrumentInput = Instrument &
  Partial<Omit<InstrumentDefinitionInput, 'instrument' | 'symbol' | 'priceExponent' | 'sizeExponent'>>;

/** Definitions are shared through a hash on the MarketData bus: what an id means never changes. */
export class Instruments {
  readonly #transport: Transport;
  readonly #key: string;
  readonly #scales: InstrumentScales;
  readonly #sender: Sender;
  readonly #registry: MessageRegistry;
  readonly #decoder: FrameDecoder;
  readonly #definitions = new Map<number, InstrumentDefinition>();
  /** The definitions as they are stored. */
  readonly #stored = new Map<number, Uint8Array>();
  #refreshing: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #lookedFor: InstrumentTable | undefined;

  constructor(transport: Transport, namespace: string, sender: Sender, registry: MessageRegistry) {
    this.#transport = transport;
    this.#key = instrumentsKey(namespace);
    this.#scales = sender.scales;
    this.#sender = sender;
    this.#registry = registry;
    this.#decoder = new FrameDecoder(registry, sender.scales);
  }

  /** All instruments known here, by id. */
  get table(): InstrumentTable {
    return this.#scales.table;
  }

  definition(id: number): InstrumentDefinition | undefined {
    return this.#definitions.get(id);
  }

  /**
   * Defines instruments for everybody. The same definition again does nothing.
   *
   * @throws InstrumentConflict, InvalidArgument, CallRejected, OutcomeUnknown.
   */
  async define(...instruments: readonly InstrumentInput[]): Promise<void> {
    await Promise.all(instruments.map((instrument) => this.#define(instrument)));
  }

  async #define(instrument: InstrumentInput): Promise<void> {
    const { keys, bus } = this.#transport;
    const frame = new FrameBuilder(this.#registry.get('instrumentDefinition'), this.#sender);
    frame.add(complete(instrument, this.#sender.clock.wallNs()));
    const encoded = frame.finish(1n);
    const bytes = encoded.bytes.slice();
    encoded.release();
    const field = String(instrument.id);
    const what = `define instrument ${field}`;
    const made = await keys.hashSetIfAbsent(this.#key, field, bytes, callMs);
    if (unwrap(made, bus, what)) {
      this.#learn(bytes);
      return;
    }
    const stored = unwrap(await keys.hashGet(this.#key, field, callMs), bus, what);
    if (stored === undefined) return this.#define(instrument);
    const known = this.#learn(stored);
    const { symbol, priceExponent, sizeExponent } = known;
    if (
      symbol !== instrument.symbol ||
      priceExponent !== instrument.priceExponent ||
      sizeExponent !== instrument.sizeExponent
    )
      throw new InstrumentConflict(
        instrument.id,
        `${symbol}, exponents ${priceExponent} and ${sizeExponent}`,
      );
  }

  /** Stores what is known here again, where the server lost it. What fails is left to the others who know it. */
  async restore(): Promise<void> {
    const { keys } = this.#transport;
    for (const [id, bytes] of this.#stored) await keys.hashSetIfAbsent(this.#key, String(id), bytes, callMs);
  }

  /** Reads what others have defined. Calls meanwhile share one reading. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#load().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /**
   * Looks for the definitions of instruments that a batch names and nobody here knows, at most once a second. With
   * `keysOnly` it decodes no columns where the frame lists its instruments.
   */
  async ensure(batch: Batch, keysOnly = false): Promise<void> {
    const ids = (keysOnly ? batch.packed?.keys() : undefined) ?? batch.instruments();
    if (ids === undefined || this.#knowsAll(ids)) return;
    const now = this.#transport.clock.now();
    if (now - this.#lookedAt < 1_000 && this.#lookedFor === this.#scales.table) return;
    await this.refresh();
    this.#lookedAt = now;
    this.#lookedFor = this.#scales.table;
  }

  #knowsAll(ids: Uint32Array): boolean {
    const { table } = this.#scales;
    let last = noInstrument;
    for (const id of ids) {
      if (id === last || id === noInstrument) continue;
      if (!table.has(id)) return false;
      last = id;
    }
    return true;
  }

  async #load(): Promise<void> {
    const all = await this.#transport.keys.hashGetAll(this.#key, callMs);
    for (const [field, bytes] of unwrap(all, this.#transport.bus, 'read the instruments'))
      if (!this.#definitions.has(Number(field))) this.#learn(bytes);
  }

  #learn(bytes: Uint8Array): InstrumentDefinition {
    const [definition] = this.#decoder.decode(bytes) as Iterable<InstrumentDefinition>;
    const { instrument: id, symbol, priceExponent, sizeExponent } = definition!;
    this.#definitions.set(id, definition!);
    this.#stored.set(id, bytes);
    this.#scales.define({ id, symbol, priceExponent, sizeExponent });
    return definition!;
  }
}

const callMs = { deadlineMs: 2_000 };
/** What an optional instrument is when there is none. */
const noInstrument = 0xffff_ffff;

function complete(instrument: InstrumentInput, now: bigint): InstrumentDefinitionInput {
  const { id, ...given } = instrument;
  return {
    validFrom: now,
    priceTick: unit(given.priceExponent),
    sizeStep: unit(given.sizeExponent),
    multiplier: 1,
    venue: '',
    currency: '',
    instrumentKind: 'other',
    ...given,
    instrument: id,
  };
}

/** The double nearest to a power of ten, which `**` does not always give. */
function unit(exponent: number): number {
  return Number(`1e${exponent}`);
}
