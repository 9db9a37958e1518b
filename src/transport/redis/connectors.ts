import { createConnection } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, type Redis, type RedisOptions, SentinelConnector } from 'ioredis';

type NetStream = Awaited<ReturnType<AbstractConnector['connect']>>;
type ErrorEmitter = Parameters<AbstractConnector['connect']>[0];

/**
 * A socket can fail twice (a TLS alert after the reset that caused it), and ioredis listens once: the second error would
 * end the process. The first one is told as before; the others have nothing to add.
 */
function guarded<Stream extends NetStream>(stream: Stream): Stream {
  stream.on('error', () => {});
  return stream;
}

/** Connects to one address, as ioredis's own connector does. */
export class DirectConnector extends AbstractConnector {
  private readonly options: RedisOptions;

  constructor(options: unknown) {
    super((options as RedisOptions).disconnectTimeout ?? 100);
    this.options = options as RedisOptions;
  }

  async connect(_emit: ErrorEmitter): Promise<NetStream> {
    const { path, host, port, tls } = this.options;
    this.connecting = true;
    const address = path !== undefined ? { path } : { host: host ?? '127.0.0.1', port: port ?? 6379 };
    // ioredis must have set itself up before the socket can have events.
    await Promise.resolve();
    this.stream = guarded(tls === undefined ? createConnection(address) : connectTls({ ...address, ...tls }));
    this.stream.once('error', (error) => {
      this.firstError = error;
    });
    return this.stream;
  }
}

interface SentinelInternals {
  connectToSentinel(...args: unknown[]): Redis;
}

/** ioredis's own connector; the clients that watch for failovers get the listener for errors that it forgets. */
export class QuietSentinelConnector extends SentinelConnector {
  constructor(options: unknown) {
    super(options as ConstructorParameters<typeof SentinelConnector>[0]);
    const internals = this as unknown as SentinelInternals;
    const connectToSentinel = internals.connectToSentinel.bind(this);
    internals.connectToSentinel = (...args) => connectToSentinel(...args).on('error', () => {});
  }

  override async connect(emit: ErrorEmitter): Promise<NetStream> {
    return guarded(await super.connect(emit));
  }
}
