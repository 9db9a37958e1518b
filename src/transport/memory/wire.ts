import type { Call } from '../client/call.js';
import type { Dialer, Wire, WireEvents, WireRequest } from '../client/wire.js';
import type { Reply } from '../transport.js';
import type { MemoryServer } from './server.js';
import type { Receiver, Session } from './session.js';

/** Connections within the process: commands and replies change hands at the end of the tick, nothing is ever blocked. */
export class MemoryDialer implements Dialer {
  private readonly server: MemoryServer;

  constructor(server: MemoryServer) {
    this.server = server;
  }

  dial(_request: WireRequest, events: WireEvents): Wire {
    return new MemoryWire(this.server, events);
  }
}

class MemoryWire implements Wire, Receiver {
  readonly blocked = false;
  private session: Session | undefined;
  private closing = false;
  private readonly server: MemoryServer;
  private readonly events: WireEvents;

  constructor(server: MemoryServer, events: WireEvents) {
    this.server = server;
    this.events = events;
  }

  open(): void {
    if (this.closing) return;
    this.events.opening();
    this.server.clock.defer(() => {
      if (this.closing || this.session !== undefined) return;
      this.session = this.server.connect(this);
      this.events.opened();
    });
  }

  // The arguments are copied as the bytes of a socket would be.
  send(calls: readonly Call[]): void {
    const session = this.session;
    const requests = calls.map((call) => ({ name: call.command, args: call.args.map(own) }));
    this.server.clock.defer(() => session?.receive(requests));
  }

  kill(): void {
    const session = this.session;
    if (session !== undefined) session.end();
    else this.onEnd();
  }

  close(): void {
    this.closing = true;
    this.kill();
  }

  onReply(reply: Reply): void {
    this.deliver(() => this.events.reply(reply));
  }

  onError(text: string): void {
    this.deliver(() => this.events.refused(text));
  }

  onMessage(channel: string, frame: Buffer): void {
    this.deliver(() => this.events.push([Buffer.from('message'), Buffer.from(channel), frame]));
  }

  onEnd(): void {
    this.session = undefined;
    this.server.clock.defer(() => {
      const delay = this.events.closed(this.closing ? 'closed' : 'ended', '');
      if (delay !== undefined) this.server.clock.after(delay, () => this.open());
    });
  }

  private deliver(event: () => void): void {
    const session = this.session;
    this.server.clock.defer(() => {
      if (this.session !== session) return;
      this.events.received();
      event();
    });
  }
}

function own<T>(argument: T): T | Uint8Array {
  return argument instanceof Uint8Array ? argument.slice() : argument;
}
