import { InvalidArgument } from '../base/errors.js';
import {
  type BusName,
  clockId,
  InstrumentScales,
  type MessageModule,
  MessageRegistry,
  type Sender,
  SlabPool,
} from '../codec/index.js';
import { checkName, type Transport, type TransportEvent } from '../transport/index.js';
import { type Checkpoint, StoredCheckpoint } from './checkpoint.js';
import { type BatchHandler, Consumer } from './consumer.js';
import { BusClosed, InstanceLost } from './errors.js';
import { type Identity, InstanceLease } from './identity.js';
import { Instruments } from './instruments.js';
import type { PutAside } from './intake.js';
import type { BatchOf } from './message-batch.js';
import type { InputOf, MessageMap, ModuleMessages, NameOf, OwnMessages } from './messages.js';
import type { MethodName, ReplyOf, RequestOf } from './methods.js';
import {
  type DualBusOptions,
  deadlinesMs,
  openBus,
  type ResolvedOptions,
  resolveOptions,
} from './options.js';
import { Publisher, type PublisherOptions, type PublishReceipt, publishOne } from './publisher.js';
import { openIntake, type ReadersDeps, type SubscribeOptions } from './readers.js';
import type { RequestOptions } from './requester.js';
import { Requests } from './requests.js';
import type { RequestHandler } from './responder.js';
import { type Peer, Roster, type RosterView } from './roster.js';
import type { SendOptions } from './sink.js';
import type { TrimmedUnread } from './stream-keeper.js';
import { Subscription } from './subscription.js';
import { Topics } from './topics.js';

/** What a bus has to say beside the outcomes of calls. */
export type BusEvent =
  | { readonly bus: BusName; readonly type: 'transport'; readonly event: TransportEvent }
  /** Another process took the instance's name while this one was cut off: nothing is read, published or answered any more. */
  | { readonly type: 'instance-lost'; readonly instance: string }
  /** An instance came, went, or cannot be judged, since this process was stalled itself. */
  | { readonly type: 'peer'; readonly peer: Peer }
  /** A handler of consume() threw; its messages come again. */
  | {
      readonly type: 'handler-failed';
      readonly name: string;
      readonly stream: string;
      readonly id: string;
      readonly error: unknown;
    }
  | PutAside
  | TrimmedUnread;

/** How long close() waits for the requests that run, when it is not told. */
const requestDrainMs = 5_000;

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
  readonly #roster: Roster;
  readonly #requests: Requests;
  readonly #open = new Set<AsyncDisposable & { fail(error: Error): Promise<void> }>();
  readonly #attached = new Set<AsyncDisposable>();
  readonly #listeners = new Set<(event: BusEvent) => void>();
  #received = 0;
  #lost: InstanceLost | undefined;
  #closing: Promise<void> | undefined;
  #closed = false;

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
      report: (event) => this.#emit(event),
      transport: (bus) => transports[bus],
    });
    this.#readers = {
      options,
      registry: this.#registry,
      sender,
      instance,
      instruments: this.instruments,
      report: (event) => this.#emit(event),
      memberships: new Set(),
      engineOf: (instance) => this.#roster.engineOf(instance) ?? instance,
      listenTails: (listener) => this.#roster.listenTails(listener),
      received: (messages) => {
        this.#received += messages;
      },
      transport: (bus) => transports[bus],
    };
    const shared = {
      transport: transports.engineLogic,
      namespace,
      identity: lease.identity,
      sender,
      registry: this.#registry,
    };
    this.#roster = new Roster({
      ...shared,
      beatMs: options.beaconMs,
      received: () => this.#received,
      streams: () => this.#topics.tails,
      onChange: (peer) => this.#emit({ type: 'peer', peer }),
    });
    const { wallErrorNs } = options;
    const timeoutMs = deadlines.engineLogic;
    this.#requests = new Requests({ ...shared, roster: this.#roster, wallErrorNs, timeoutMs });
    for (const bus of ['marketData', 'engineLogic'] as const)
      transports[bus].onEvent((event) => this.#heard(bus, event));
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
    let bus: DualBus<OwnMessages> | undefined;
    try {
      const lost = { report: (): void => {} };
      lease = await InstanceLease.take(transports.engineLogic, options, () => lost.report());
      const { instance } = lease.identity;
      const deadlines = {
        marketData: given.marketData?.deadlineMs ?? deadlinesMs.marketData,
        engineLogic: given.engineLogic?.deadlineMs ?? deadlinesMs.engineLogic,
      };
      const made = new DualBus<OwnMessages>(options, deadlines, transports, lease);
      bus = made;
      lost.report = () => made.#lose(new InstanceLost(instance));
      await Promise.all([made.instruments.refresh(), made.#requests.start(), made.#roster.start()]);
      return made;
    } catch (error) {
      if (bus !== undefined) await bus.#roster.close({ silently: true });
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

  /**
   * State of this instance that is stored together with how far it has read: give it to subscribe() or consume() of a
   * group, restore() it before, and save() it now and then. Needs a given instance name, which the next session has too.
   *
   * @throws InvalidArgument, BusClosed.
   */
  checkpoint(name: string): Checkpoint {
    this.#checkOpen();
    if (this.#readers.options.instance === undefined)
      throw new InvalidArgument('instance', 'a checkpoint needs a given instance name');
    return new StoredCheckpoint({
      name: checkName('name', name),
      instance: this.identity.instance,
      namespace: this.#readers.options.namespace,
      transport: this.#transports.engineLogic,
      drain: () => this.#topics.drain(),
      confirm: () => this.#lease.confirm(),
    });
  }

  /**
   * Asks an instance of an engine and resolves with its answer: JSON, in which bigints keep their type. Declare the types
   * of a method in RequestMap.
   *
   * @throws NoResponders: not executed, nobody is there; CallRejected: not executed; RequestTimedOut: perhaps executed;
   * RequestFailed: answered with an error, whose `code` it has; the signal's reason; InvalidArgument, BusClosed.
   */
  async request<K extends MethodName>(
    engine: string,
    method: K,
    request: RequestOf<K>,
    options: RequestOptions = {},
  ): Promise<ReplyOf<K>> {
    this.#checkOpen();
    return (await this.#requests.request(engine, method, request, options)) as ReplyOf<K>;
  }

  /**
   * Answers requests of a method. Each is executed at most once here, however often it is sent; one that comes after its
   * deadline is dropped. Returns how to stop answering.
   *
   * @throws InvalidArgument for a method that has a handler; BusClosed.
   */
  handle<K extends MethodName>(method: K, handler: RequestHandler<RequestOf<K>, ReplyOf<K>>): () => void {
    this.#checkOpen();
    return this.#requests.handle(method, handler as RequestHandler);
  }

  /** The instances of both buses, as their beacons show them. */
  get roster(): RosterView {
    return this.#roster;
  }

  /** What came to the inbox and was dropped. */
  get droppedRequests(): Requests['dropped'] {
    return this.#requests.dropped;
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

  /** Ties the life of what reads and publishes here to this bus: close() closes it first. Returns how to undo it. */
  attach(resource: AsyncDisposable): () => void {
    this.#checkOpen();
    this.#attached.add(resource);
    return () => this.#attached.delete(resource);
  }

  async #shutDown(drainMs: number | undefined): Promise<void> {
    // What is attached may still publish the last of its results.
    this.#closed = this.#attached.size === 0;
    await Promise.all([...this.#attached].map((resource) => resource[Symbol.asyncDispose]()));
    this.#closed = true;
    const lost = this.#lost !== undefined;
    if (!lost) await this.#roster.announce('draining');
    await Promise.all([
      ...[...this.#open].map((reader) => reader[Symbol.asyncDispose]()),
      this.#requests.close(drainMs ?? requestDrainMs),
    ]);
    await this.#topics.close();
    await this.#roster.close({ silently: lost });
    await this.#lease.release();
    await closeBoth(this.#transports, drainMs);
    this.#listeners.clear();
  }

  #heard(bus: BusName, event: TransportEvent): void {
    const lost = event.type === 'data-loss' || event.type === 'server-changed';
    if (lost && bus === 'marketData') void this.instruments.restore();
    this.#emit({ bus, type: 'transport', event });
  }

  /** What another process does under the same name must not be mixed with what this one does. */
  #lose(lost: InstanceLost): void {
    this.#lost = lost;
    this.#topics.fence(lost);
    void this.#roster.close({ silently: true });
    void this.#requests.close(0);
    for (const reader of this.#open) void reader.fail(lost);
    this.#emit({ type: 'instance-lost', instance: lost.instance });
  }

  #checkOpen(): void {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#closed) throw new BusClosed('the bus');
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
