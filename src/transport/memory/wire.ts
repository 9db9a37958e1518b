import { Deque } from '../../base/deque.js';
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
  private readonly calls = new Deque<Call>();
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
    for (const call of calls) this.calls.push(call);
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
    this.answer((call) => this.events.reply(call, reply));
  }

  onError(text: string): void {
    this.answer((call) => this.events.refused(call, text));
  }

  onMessage(channel: string, frame: Buffer): void {
    const session = this.session;
    this.server.clock.defer(() => {
      if (this.session === session) this.events.message(channel, frame);
    });
  }

  onEnd(): void {
    this.session = undefined;
    this.calls.takeAll();
    this.server.clock.defer(() => {
      const delay = this.events.closed(this.closing ? 'closed' : 'ended', '');
      if (delay !== undefined) this.server.clock.after(delay, () => this.open());
    });
  }

  private answer(deliver: (call: Call) => void): void {
    const call = this.calls.shift();
    const session = this.session;
    this.server.clock.defer(() => {
      if (call === undefined || this.session !== session) return;
      this.events.received();
      deliver(call);
    });
  }
}

function own<T>(argument: T): T | Uint8Array {
  return argument instanceof Uint8Array ? argument.slice() : argument;
}
