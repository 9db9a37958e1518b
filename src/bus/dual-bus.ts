import {
  type BusName,
  clockId,
  InstrumentScales,
  type MessageModule,
  MessageRegistry,
  type Sender,
  SlabPool,
} from '../codec/index.js';
import type { Transport, TransportEvent } from '../transport/index.js';
import { type BatchHandler, Consumer } from './consumer.js';
import { BusClosed } from './errors.js';
import { type Identity, InstanceLease } from './identity.js';
import { Instruments } from './instruments.js';
import type { PutAside } from './intake.js';
import type { BatchOf } from './message-batch.js';
import type { InputOf, MessageMap, ModuleMessages, NameOf, OwnMessages } from './messages.js';
import {
  type DualBusOptions,
  deadlinesMs,
  openBus,
  type ResolvedOptions,
  resolveOptions,
} from './options.js';
import { Publisher, type PublisherOptions, type PublishReceipt, publishOne } from './publisher.js';
import { openIntake, type ReadersDeps, type SubscribeOptions } from './readers.js';
import type { SendOptions } from './sink.js';
import { Subscription } from './subscription.js';
import { Topics } from './topics.js';

/** What a bus has to say beside the outcomes of calls. */
export type BusEvent =
  | { readonly bus: BusName; readonly type: 'transport'; readonly event: TransportEvent }
  /** Another process took the instance's name while this one was cut off: stop publishing. */
  | { readonly type: 'instance-lost'; readonly instance: string }
  /** A handler of consume() threw; its messages come again. */
  | {
      readonly type: 'handler-failed';
      readonly name: string;
      readonly stream: string;
      readonly id: string;
      readonly error: unknown;
    }
  | PutAside;

/** Both transports, open. */
interface Transports {
  readonly marketData: Transport;
  readonly engineLogic: Transport;
}

/** The two buses of one engine instance. */
export class DualBus<M extends MessageMap<M> = OwnMessages> implements AsyncDisposable {
  readonly identity: Identity;
  readonly instruments: Instruments;
  readonly #transports: Transports;
  readonly #lease: InstanceLease;
  readonly #registry: MessageRegistry;
  readonly #topics: Topics;
  readonly #readers: ReadersDeps;
  readonly #open = new Set<AsyncDisposable>();
  readonly #listeners = new Set<(event: BusEvent) => void>();
  #closing: Promise<void> | undefined;

  private constructor(
    options: ResolvedOptions,
    deadlines: Readonly<Record<BusName, number>>,
    transports: Transports,
    lease: InstanceLease,
  ) {
    this.#transports = transports;
    this.#lease = lease;
    this.identity = lease.identity;
    this.#registry = new MessageRegistry(options.modules);
    const { producer, epoch, instance } = lease.identity;
    const { clock, namespace } = options;
    const scales = new InstrumentScales();
    const sender: Sender = { producer, epoch, clockId: clockId(), clock, scales, slabs: new SlabPool() };
    this.instruments = new Instruments(transports.marketData, namespace, sender, this.#registry);
    this.#topics = new Topics({
      options,
      registry: this.#registry,
      sender,
      instance,
      deadlineMs: deadlines,
      transport: (bus) => transports[bus],
    });
    this.#readers = {
      options,
      registry: this.#registry,
      sender,
      instance,
      instruments: this.instruments,
      report: (event) => this.#emit(event),
      transport: (bus) => transports[bus],
    };
    for (const bus of ['marketData', 'engineLogic'] as const)
      transports[bus].onEvent((event) => this.#emit({ bus, type: 'transport', event }));
  }

  /**
   * Opens both buses and takes the instance's name. When anything fails, nothing stays open.
   *
   * @throws InvalidArgument, ConnectFailed, UnsafeServer, InstanceTaken, CallRejected, OutcomeUnknown.
   */
  static async connect(
    options: DualBusOptions & { readonly messages?: readonly never[] },
  ): Promise<DualBus<OwnMessages>>;
  static async connect<Module extends MessageModule>(
    options: DualBusOptions & { readonly messages: Module | readonly Module[] },
  ): Promise<DualBus<OwnMessages & ModuleMessages<Module>>>;
  static async connect(given: DualBusOptions): Promise<unknown> {
    const options = resolveOptions(given);
    const transports = await openBoth(given, options);
    let lease: InstanceLease | undefined;
    try {
      const lost = { report: (): void => {} };
      lease = await InstanceLease.take(transports.engineLogic, options, () => lost.report());
      const { instance } = lease.identity;
      const deadlines = {
        marketData: given.marketData?.deadlineMs ?? deadlinesMs.marketData,
        engineLogic: given.engineLogic?.deadlineMs ?? deadlinesMs.engineLogic,
      };
      const bus = new DualBus<OwnMessages>(options, deadlines, transports, lease);
      lost.report = () => bus.#emit({ type: 'instance-lost', instance });
      await bus.instruments.refresh();
      return bus;
    } catch (error) {
      await lease?.release();
      await closeBoth(transports, 0);
      throw error;
    }
  }

  /** The transport of one bus: health, streams and leases for what the typed bus has no method for. */
  transport(bus: BusName): Transport {
    return this.#transports[bus];
  }

  /**
   * Publishes one message and settles when Redis has it.
   *
   * @throws CallRejected: not stored, now or later; OutcomeUnknown: nobody can say, never stored twice; InvalidArgument,
   * ExactnessLost, UnknownInstrument for a message that cannot be sent; BusClosed.
   */
  async publish<K extends NameOf<M>>(
    name: K,
    message: InputOf<M, K>,
    options?: SendOptions,
  ): Promise<PublishReceipt> {
    this.#checkOpen();
    const type = this.#registry.get(name);
    return publishOne(this.#topics.of(type), type, message, options);
  }

  /** A publisher for the hot path. Throws UnknownMessage, BusClosed. */
  publisher<K extends NameOf<M>>(name: K, options: PublisherOptions = {}): Publisher<M, K> {
    this.#checkOpen();
    const type = this.#registry.get(name);
    return new Publisher<M, K>(name, type, this.#topics.of(type), options);
  }

  /**
   * Reads messages batch by batch. One that is not read from yet starts with its first next(), iteration or ready().
   *
   * @throws InvalidArgument, UnknownMessage, BusClosed.
   */
  subscribe<K extends NameOf<M>>(names: readonly K[], options: SubscribeOptions = {}): Subscription<M, K> {
    this.#checkOpen();
    const intake = openIntake(names, options, this.#readers);
    const subscription = new Subscription<M, K>(intake, () => this.#open.delete(subscription));
    this.#open.add(subscription);
    return subscription;
  }

  /**
   * Hands batches to a handler, one at a time. Resolves when all streams that exist now are read. `onError` hears what
   * the handler throws; without it, that is raised by the event `handler-failed` only.
   *
   * @throws InvalidArgument, UnknownMessage, BusClosed, CallRejected, OutcomeUnknown.
   */
  async consume<K extends NameOf<M>>(
    names: readonly K[],
    options: SubscribeOptions & { readonly onError?: (error: unknown, batch: BatchOf<M, K>) => void },
    handler: BatchHandler<M, K>,
  ): Promise<Consumer<M, K>> {
    this.#checkOpen();
    const intake = openIntake(names, options, this.#readers);
    try {
      await intake.start();
    } catch (error) {
      await intake.close();
      throw error;
    }
    const onError = (error: unknown, batch: BatchOf<M, K>): void => {
      this.#emit({ type: 'handler-failed', name: batch.name, stream: batch.stream, id: batch.id, error });
      options.onError?.(error, batch);
    };
    const consumer = new Consumer<M, K>(intake, handler, onError, () => this.#open.delete(consumer));
    this.#open.add(consumer);
    return consumer;
  }

  /** Listens to what no call can tell. Returns how to stop. */
  onEvent(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes no more calls, waits for the outcomes of what was taken, gives the name back and closes both buses. */
  close(options: { readonly drainMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#shutDown(options.drainMs);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #shutDown(drainMs: number | undefined): Promise<void> {
    await Promise.all([...this.#open].map((reader) => reader[Symbol.asyncDispose]()));
    await this.#topics.close();
    await this.#lease.release();
    await closeBoth(this.#transports, drainMs);
    this.#listeners.clear();
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new BusClosed('the bus');
  }

  #emit(event: BusEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Opens both transports; when one fails, the other one is closed again. */
async function openBoth(given: DualBusOptions, options: ResolvedOptions): Promise<Transports> {
  const [marketData, engineLogic] = await Promise.allSettled([
    openBus('marketData', given.marketData, options),
    openBus('engineLogic', given.engineLogic, options),
  ]);
  if (marketData.status === 'fulfilled' && engineLogic.status === 'fulfilled')
    return { marketData: marketData.value, engineLogic: engineLogic.value };
  const failed = [marketData, engineLogic].find((result) => result.status === 'rejected');
  for (const result of [marketData, engineLogic])
    if (result.status === 'fulfilled') await result.value.close({ drainMs: 0 });
  throw failed!.reason;
}

async function closeBoth({ marketData, engineLogic }: Transports, drainMs?: number): Promise<void> {
  const options = drainMs === undefined ? {} : { drainMs };
  await Promise.all([marketData.close(options), engineLogic.close(options)]);
}
