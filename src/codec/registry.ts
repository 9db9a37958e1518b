// Which message types there are, on which bus each travels, and how it is encoded.

import { DualbusError, InvalidArgument } from '../base/errors.js';
import type { MessageCodec } from '../sbe/index.js';
import {
  codecs,
  type MessageTypes,
  type Priority,
  SCHEMA_ID,
  SCHEMA_VERSION,
  shapes,
} from './generated/messages.js';
import type { RowShape } from './rows/shape.js';

export type BusName = 'marketData' | 'engineLogic';

/** A frame or a call names a message type that is not known here. */
export class UnknownMessage extends DualbusError {
  constructor(message: string) {
    super('DUALBUS_UNKNOWN_MESSAGE', message);
  }
}

interface Route {
  readonly bus: BusName;
  readonly priority: Priority;
  /** Types of one topic share streams, and so keep their order among each other. */
  readonly topic: string;
}

export interface MessageType extends Route {
  readonly name: string;
  readonly schemaId: number;
  readonly schemaVersion: number;
  readonly templateId: number;
  /** How messages without variable parts are laid out. */
  readonly shape: RowShape | undefined;
  /** How the others, and those of users' schemas, are encoded one by one. */
  readonly codec: MessageCodec | undefined;
}

function market(topic: string, priority: Priority = 'normal'): Route {
  return { bus: 'marketData', topic, priority };
}

function logic(topic: string, priority: Priority = 'normal'): Route {
  return { bus: 'engineLogic', topic, priority };
}

// Trades, quotes and book deltas share a topic: the Lee-Ready rule needs their order.
const routes: Readonly<Record<keyof MessageTypes, Route>> = {
  instrumentDefinition: market('instruments', 'high'),
  trade: market('ticks'),
  quote: market('ticks'),
  bookDelta: market('ticks'),
  bar: market('bars'),
  priceUpdate: market('prices'),
  tradeExecution: market('executions', 'high'),
  vpinCalculation: logic('vpin'),
  toxicityAlert: logic('toxicity', 'urgent'),
  riskMetric: logic('risk'),
  mlPrediction: logic('predictions'),
  factorCalculation: logic('factors'),
  featureVector: logic('features'),
  analyticsResult: logic('analytics', 'low'),
  strategySignal: logic('signals', 'high'),
  orderRequest: logic('orders', 'urgent'),
  positionChange: logic('positions', 'high'),
  portfolioUpdate: logic('portfolios'),
  marginUpdate: logic('margin'),
  engineHealth: logic('health', 'low'),
  performanceMetric: logic('performance', 'low'),
  errorAlert: logic('alerts', 'urgent'),
  systemAlert: logic('alerts', 'urgent'),
  flashCrashAlert: logic('flashCrash', 'flashCrash'),
  marginCall: logic('marginCalls', 'critical'),
  riskLimitBreach: logic('limits', 'critical'),
  systemFailure: logic('failures', 'critical'),
  backtestStart: logic('backtests'),
  backtestProgress: logic('backtests', 'low'),
  backtestComplete: logic('backtests'),
  backtestError: logic('backtests', 'high'),
  parameterOptimization: logic('optimization', 'low'),
  stressTestResult: logic('stress'),
  query: logic('queries', 'high'),
  reply: logic('replies', 'high'),
  replyError: logic('replies', 'high'),
  beacon: logic('beacons', 'low'),
};

/** The shape of a module that `dualbus sbe compile` made from a user's schema. */
export interface MessageModule {
  readonly SCHEMA: { readonly id: number; readonly version: number };
  // biome-ignore lint/suspicious/noExplicitAny: each codec has a message type of its own, which stays in the module
  readonly messages: Readonly<Record<string, MessageCodec<any, any>>>;
}

/** The interfaces of a user's module by message name, to type-check publish and subscribe with. */
export type TypesOf<M extends MessageModule> = {
  [K in keyof M['messages']]: M['messages'][K] extends MessageCodec<infer Value, infer _> ? Value : never;
};

export type InputsOf<M extends MessageModule> = {
  [K in keyof M['messages']]: M['messages'][K] extends MessageCodec<infer _, infer Input> ? Input : never;
};

/** All message types of one process, by name and by their ids on the wire. */
export class MessageRegistry {
  readonly #byName = new Map<string, MessageType>();
  readonly #byId = new Map<number, MessageType>();

  constructor(modules: readonly MessageModule[] = []) {
    for (const [name, shape] of Object.entries(shapes))
      this.#addOwn(name, shape.templateId, shape as RowShape, undefined);
    for (const [name, codec] of Object.entries(codecs))
      this.#addOwn(name, codec.templateId, undefined, codec as unknown as MessageCodec);
    for (const module of modules) this.#addModule(module);
  }

  #addOwn(
    name: string,
    templateId: number,
    shape: RowShape | undefined,
    codec: MessageCodec | undefined,
  ): void {
    const route = routes[name as keyof MessageTypes];
    this.#add({
      ...route,
      name,
      schemaId: SCHEMA_ID,
      schemaVersion: SCHEMA_VERSION,
      templateId,
      shape,
      codec,
    });
  }

  #addModule({ SCHEMA: { id, version }, messages }: MessageModule): void {
    if (id === SCHEMA_ID) throw new InvalidArgument('messages', `schema id ${id} is that of dualbus itself`);
    checkU16(id, 'schema id');
    checkU16(version, `the version of schema ${id}`);
    for (const [name, codec] of Object.entries(messages)) {
      checkU16(codec.templateId, `the template id of ${name}`);
      const identity = { name, schemaId: id, schemaVersion: version, templateId: codec.templateId };
      this.#add({ ...logic(name), ...identity, shape: undefined, codec });
    }
  }

  #add(type: MessageType): void {
    const id = type.schemaId * 65_536 + type.templateId;
    if (this.#byName.has(type.name))
      throw new InvalidArgument('messages', `there are two messages called ${type.name}`);
    if (this.#byId.has(id))
      throw new InvalidArgument('messages', `${type.name} has the template id of another message`);
    this.#byName.set(type.name, type);
    this.#byId.set(id, type);
  }

  /** Throws UnknownMessage. */
  get(name: string): MessageType {
    const type = this.#byName.get(name);
    if (type === undefined) throw new UnknownMessage(`there is no message type ${name}`);
    return type;
  }

  /** Throws UnknownMessage. */
  byId(schemaId: number, templateId: number): MessageType {
    const type = this.#byId.get(schemaId * 65_536 + templateId);
    if (type === undefined)
      throw new UnknownMessage(`template ${templateId} of schema ${schemaId} is not known here`);
    return type;
  }

  [Symbol.iterator](): IterableIterator<MessageType> {
    return this.#byName.values();
  }
}

/** An envelope has 16 bits for each id, whatever the header of a user's schema has. */
function checkU16(value: number, what: string): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= 0xffff))
    throw new InvalidArgument('messages', `${what} is ${value}, an envelope holds at most 65535`);
}
