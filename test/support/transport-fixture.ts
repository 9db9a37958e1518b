import { systemClock } from '../../src/base/clock.js';
import type { TransportSettings } from '../../src/transport/limits.js';
import { openMemoryTransport } from '../../src/transport/memory/memory-transport.js';
import { MemoryServer } from '../../src/transport/memory/server.js';
import { openRedisTransport } from '../../src/transport/redis/redis-transport.js';
import type { Transport } from '../../src/transport/transport.js';
import { RedisServer, type RedisServerOptions } from './redis-server.js';

/** A server and transports to it: what a contract test needs, whatever the kind of transport. */
export interface Fixture {
  open(settings?: Partial<TransportSettings>): Promise<Transport>;
  /** A key that no other test uses. */
  key(name: string): string;
  stop(): Promise<void>;
}

let keysMade = 0;

export function fixtureKey(name: string): string {
  return `{test:${name}}:${process.pid}-${++keysMade}`;
}

export async function memoryFixture(): Promise<Fixture> {
  const server = new MemoryServer(systemClock);
  const opened: Transport[] = [];
  return {
    open: async (settings = {}) => {
      const transport = await openMemoryTransport({ bus: 'test', server, ...settings });
      opened.push(transport);
      return transport;
    },
    key: fixtureKey,
    stop: async () => {
      await Promise.all(opened.map((transport) => transport.close({ drainMs: 0 })));
    },
  };
}

/** The same over a redis-server of its own. */
export async function redisFixture(options: RedisServerOptions = {}): Promise<Fixture> {
  const server = await RedisServer.start(options);
  const opened: Transport[] = [];
  const endpoint = options.unixSocket
    ? { path: server.socketPath }
    : { host: '127.0.0.1', port: server.port };
  return {
    open: async (settings = {}) => {
      const transport = await openRedisTransport({ bus: 'test', endpoint, ...settings });
      opened.push(transport);
      return transport;
    },
    key: fixtureKey,
    stop: async () => {
      await Promise.all(opened.map((transport) => transport.close({ drainMs: 0 })));
      await server.stop();
    },
  };
}
