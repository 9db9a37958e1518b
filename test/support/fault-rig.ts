import type { RedisTransportOptions } from '../../src/transport/redis/redis-transport.js';
import { openRedisTransport } from '../../src/transport/redis/redis-transport.js';
import type { OwnedStream, Transport, TransportEvent } from '../../src/transport/transport.js';
import { FaultLedger } from './fault-ledger.js';
import { FaultProxy } from './proxy.js';
import { RedisServer, type RedisServerOptions } from './redis-server.js';

/** Slow scenarios run when scripts/test-faults.sh sets this. */
export const longFaults = process.env.DUALBUS_LONG_FAULTS === '1';

/** A server, a proxy before it, and a transport through the proxy with one owned stream. */
export class FaultRig {
  readonly server: RedisServer;
  readonly proxy: FaultProxy;
  readonly events: TransportEvent[] = [];
  transport!: Transport;
  stream!: OwnedStream;
  ledger!: FaultLedger;

  private constructor(server: RedisServer, proxy: FaultProxy) {
    this.server = server;
    this.proxy = proxy;
  }

  static async start(
    options: Partial<RedisTransportOptions> = {},
    serverOptions: RedisServerOptions & { readonly direct?: boolean } = {},
  ): Promise<FaultRig> {
    const server = await RedisServer.start(serverOptions);
    const rig = new FaultRig(server, await FaultProxy.start(server.port));
    rig.transport = await openRedisTransport({
      bus: 'faults',
      // A proxy in this process is no witness where this process's own loop is the fault.
      endpoint: { host: '127.0.0.1', port: serverOptions.direct ? server.port : rig.proxy.port },
      ...options,
    });
    rig.transport.onEvent((event) => rig.events.push(event));
    rig.stream = await rig.transport.ownStream('{faults}:stream');
    rig.ledger = new FaultLedger(rig.stream);
    return rig;
  }

  /** Connections of a lane that were lost, by cause. */
  lost(lane: string): string[] {
    return this.events.flatMap((event) =>
      event.type === 'connection' && event.lane === lane && event.state === 'reconnecting'
        ? [event.cause ?? '']
        : [],
    );
  }

  /** Waits until frames are stored again. Milliseconds since `since`. */
  async recovered(since: number, timeoutMs = 10_000): Promise<number> {
    const end = performance.now() + timeoutMs;
    while (performance.now() < end) {
      if (await this.ledger.sendAndWait({ deadlineMs: 250 })) return Math.round(performance.now() - since);
      await sleep(5);
    }
    throw new Error(`not recovered within ${timeoutMs} ms`);
  }

  async stop(): Promise<void> {
    await this.transport.close({ drainMs: 0 });
    await this.proxy.stop();
    this.server.signal('SIGCONT');
    await this.server.stop();
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Keeps this process's event loop busy. */
export function burn(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
