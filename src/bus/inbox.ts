import {
  type Batch,
  FrameBuilder,
  type FrameDecoder,
  type MessageRegistry,
  type Query,
  type QueryInput,
  type Reply,
  type ReplyError,
  type ReplyErrorInput,
  type ReplyInput,
  type Sender,
} from '../codec/index.js';
import { type Outcome, rejected, type Subscription, type Transport } from '../transport/index.js';
import { inboxChannel } from './keys.js';

export interface InboxOptions {
  readonly transport: Transport;
  readonly namespace: string;
  readonly instance: string;
  readonly sender: Sender;
  readonly registry: MessageRegistry;
  readonly decoder: FrameDecoder;
}

/** The messages of the request protocol. */
export interface InboxMessages {
  readonly query: QueryInput;
  readonly reply: ReplyInput;
  readonly replyError: ReplyErrorInput;
}

export interface InboxHandlers {
  query(query: Query, envelope: Batch['envelope']): void;
  reply(reply: Reply | ReplyError, envelope: Batch['envelope']): void;
}

const protocol: ReadonlySet<string> = new Set(['query', 'reply', 'replyError']);

/** The channel on which an instance is asked and answered; carries one message a frame, with its correlation. */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #builders = new Map<string, FrameBuilder>();
  #sequence = 0n;
  #subscription: Subscription | undefined;
  /** Frames that were no message of the protocol: anybody may publish on a channel. */
  foreign = 0;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  async start(handlers: InboxHandlers): Promise<void> {
    const { transport, namespace, instance } = this.#options;
    const hear = (frame: Uint8Array): void => this.#hear(frame, handlers);
    this.#subscription = await transport.subscribe(inboxChannel(namespace, instance), hear);
  }

  /** Publishes to an instance's inbox; the value is how many listen there. */
  send<Name extends keyof InboxMessages>(
    instance: string,
    name: Name,
    message: InboxMessages[Name],
    correlation: bigint,
    options: { readonly deadlineMs: number; readonly budgetUs?: number },
  ): Promise<Outcome<number>> {
    const { transport, namespace, registry, sender } = this.#options;
    if (!(options.deadlineMs > 0)) return Promise.resolve(rejected('not-sent'));
    let builder = this.#builders.get(name);
    if (builder === undefined) {
      builder = new FrameBuilder(registry.get(name), sender);
      this.#builders.set(name, builder);
    }
    builder.add(message);
    const frame = builder.finish(++this.#sequence, { correlation, budgetUs: options.budgetUs });
    const sent = transport.publish(inboxChannel(namespace, instance), frame.bytes, {
      deadlineMs: options.deadlineMs,
    });
    // publish() has copied the bytes when it returns.
    frame.release();
    return sent;
  }

  #hear(frame: Uint8Array, handlers: InboxHandlers): void {
    const heard = this.#decode(frame);
    if (heard === undefined) {
      this.foreign++;
      return;
    }
    const { batch, message } = heard;
    if (batch.type.name === 'query') handlers.query(message as Query, batch.envelope);
    else handlers.reply(message as Reply | ReplyError, batch.envelope);
  }

  #decode(frame: Uint8Array): { readonly batch: Batch; readonly message: unknown } | undefined {
    try {
      const { decoder, registry } = this.#options;
      const batch = decoder.decode(frame);
      const [message] = batch.toArray();
      const known = batch.type.schemaId === registry.get('query').schemaId;
      return known && protocol.has(batch.type.name) ? { batch, message } : undefined;
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.#subscription?.close();
  }
}
