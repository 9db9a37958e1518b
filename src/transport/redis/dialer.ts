import type { Dialer, Wire, WireEvents, WireRequest } from '../client/wire.js';
import type { Address, ResolvedEndpoint } from './endpoint.js';
import { RedisWire } from './redis-wire.js';
import { redisOptions } from './settings.js';

/** Makes connections to one endpoint. */
export class RedisDialer implements Dialer {
  private readonly endpoint: ResolvedEndpoint;
  private readonly clientName: string;
  private readonly random: () => number;

  constructor(endpoint: ResolvedEndpoint, clientName: string, random: () => number) {
    this.endpoint = endpoint;
    this.clientName = clientName;
    this.random = random;
  }

  dial(request: WireRequest, events: WireEvents): Wire {
    const node = request.node === undefined ? undefined : parseAddress(request.node);
    const name = `${this.clientName}:${request.role}`;
    const redis = redisOptions(this.endpoint, node, name, this.random);
    return new RedisWire({ redis, credentials: this.endpoint.credentials }, events);
  }
}

export function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
