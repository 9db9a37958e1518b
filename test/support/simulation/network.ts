// A network between transports and an in-process server, on a simulated clock: latency, loss of replies, cuts before and
// after execution, truncated writes, frozen servers, half-open links, commands of a dead connection that run late.
import type { SimulatedClock } from '../../../src/base/simulated-clock.js';
import type { Call } from '../../../src/transport/client/call.js';
import type { Dialer, Wire, WireEvents, WireRequest } from '../../../src/transport/client/wire.js';
import type { MemoryServer } from '../../../src/transport/memory/server.js';
import type { Receiver, Session } from '../../../src/transport/memory/session.js';
import type { Argument, Reply } from '../../../src/transport/transport.js';
import type { SeededRandom } from './random.js';

interface Request {
  readonly name: string;
  readonly args: readonly Argument[];
}

/** What one connection carries, in each direction first in first out. */
export class SimulatedNetwork implements Dialer {
  readonly wires: SimulatedWire[] = [];
  /** New connections are refused. */
  refusing = false;
  /** The reply that every XADD gets instead of being executed. */
  refusal: string | undefined;
  private frozenUntil = 0;
  private backlog: (() => void)[] = [];
  readonly clock: SimulatedClock;
  readonly server: MemoryServer;
  readonly random: SeededRandom;

  constructor(clock: SimulatedClock, server: MemoryServer, random: SeededRandom) {
    this.clock = clock;
    this.server = server;
    this.random = random;
  }

  dial(_request: WireRequest, events: WireEvents): Wire {
    const wire = new SimulatedWire(this, events);
    this.wires.push(wire);
    return wire;
  }

  latency(): number {
    return 0.1 + this.random.next() * 2;
  }

  /** The server stops; what arrives meanwhile runs afterwards, connections in any order. */
  freeze(ms: number): void {
    this.frozenUntil = Math.max(this.frozenUntil, this.clock.now() + ms);
    this.clock.input(ms, () => this.thaw());
  }

  heal(): void {
    this.refusing = false;
    this.refusal = undefined;
    for (const wire of this.wires) wire.heal();
  }

  /** Runs at the server: now, or when it wakes. */
  atServer(run: () => void): void {
    if (this.clock.now() < this.frozenUntil) this.backlog.push(run);
    else run();
  }

  get frozen(): boolean {
    return this.clock.now() < this.frozenUntil;
  }

  private thaw(): void {
    if (this.frozen) return;
    const backlog = this.backlog;
    this.backlog = [];
    for (const run of backlog) run();
  }
}

/** One socket's two sides. The server's side can outlive the client's: its bytes still run. */
class Connection implements Receiver {
  session: Session | undefined;
  clientOpen = true;
  /** Nothing passes in either direction any more. */
  silent = false;
  dropReplies = false;
  private toServerAt = 0;
  private toClientAt = 0;
  private readonly network: SimulatedNetwork;
  private readonly events: WireEvents;

  constructor(network: SimulatedNetwork, events: WireEvents) {
    this.network = network;
    this.events = events;
  }

  /** Sends the first `arriving` calls on their way; the others are lost with the connection. */
  write(calls: readonly Call[], arriving: number): void {
    if (this.silent) return;
    const requests = calls.slice(0, arriving).map((call) => ({
      name: call.command,
      args: call.args.map((argument) => (argument instanceof Uint8Array ? argument.slice() : argument)),
    }));
    const { clock } = this.network;
    this.toServerAt = Math.max(this.toServerAt, clock.now() + this.network.latency());
    clock.input(this.toServerAt - clock.now(), () => this.network.atServer(() => this.run(requests)));
  }

  private run(requests: readonly Request[]): void {
    const { refusal } = this.network;
    for (const request of requests) {
      if (request.name === 'XADD' && refusal !== undefined) this.onError(refusal);
      else this.session?.receive([request]);
    }
  }

  onReply(reply: Reply): void {
    this.toClient(() => this.events.reply(reply));
  }

  onError(text: string): void {
    this.toClient(() => this.events.refused(text));
  }

  onMessage(channel: string, frame: Buffer): void {
    this.toClient(() => this.events.push([Buffer.from('message'), Buffer.from(channel), frame]));
  }

  onEnd(): void {}

  private toClient(deliver: () => void): void {
    if (this.silent || this.dropReplies) return;
    const { clock } = this.network;
    this.toClientAt = Math.max(this.toClientAt, clock.now() + this.network.latency());
    clock.input(this.toClientAt - clock.now(), () => {
      if (!this.clientOpen || this.silent) return;
      this.events.received();
      deliver();
    });
  }

  /** The server's side ends once everything that was on its way has run. */
  finish(): void {
    const { clock } = this.network;
    this.toServerAt = Math.max(this.toServerAt, clock.now()) + this.network.latency();
    clock.input(this.toServerAt - clock.now(), () => this.network.atServer(() => this.session?.end()));
  }
}

export class SimulatedWire implements Wire {
  blocked = false;
  private connection: Connection | undefined;
  private truncateNext: number | undefined;
  private closing = false;
  private attempt = 0;
  private readonly network: SimulatedNetwork;
  private readonly events: WireEvents;

  constructor(network: SimulatedNetwork, events: WireEvents) {
    this.network = network;
    this.events = events;
  }

  get connected(): boolean {
    return this.connection !== undefined;
  }

  open(): void {
    if (this.closing) return;
    const attempt = ++this.attempt;
    const { clock } = this.network;
    this.events.opening();
    clock.input(this.network.latency(), () => {
      if (attempt !== this.attempt) return;
      if (this.network.refusing) this.ended('refused');
      else this.network.atServer(() => this.handshake(attempt));
    });
  }

  private handshake(attempt: number): void {
    if (attempt !== this.attempt) return;
    const connection = new Connection(this.network, this.events);
    connection.session = this.network.server.connect(connection);
    this.network.clock.input(this.network.latency(), () => {
      if (attempt !== this.attempt) {
        connection.finish();
        return;
      }
      this.connection = connection;
      this.events.opened();
    });
  }

  send(calls: readonly Call[]): void {
    const truncateAt = this.truncateNext;
    this.truncateNext = undefined;
    // A socket that just broke takes bytes until its end is noticed; they go nowhere.
    this.connection?.write(calls, truncateAt === undefined ? calls.length : truncateAt % (calls.length + 1));
    if (truncateAt !== undefined) this.network.clock.input(0, () => this.cut());
  }

  kill(): void {
    this.end('reset');
  }

  close(): void {
    this.closing = true;
    this.end('closed');
  }

  /** The link breaks; what is on its way to the server still arrives there. */
  cut(): void {
    if (this.connection !== undefined) this.end('reset');
  }

  /** The next write breaks off after some of its commands, and the link with it. */
  truncate(at: number): void {
    this.truncateNext = at;
  }

  goSilent(): void {
    if (this.connection !== undefined) this.connection.silent = true;
  }

  /** From now on the server executes, and nobody hears of it. */
  dropReplies(): void {
    if (this.connection !== undefined) this.connection.dropReplies = true;
  }

  block(ms: number): void {
    this.blocked = true;
    this.network.clock.input(ms, () => {
      this.blocked = false;
      this.events.drained();
    });
  }

  heal(): void {
    this.truncateNext = undefined;
    const { connection } = this;
    if (connection?.dropReplies || connection?.silent) this.cut();
  }

  private end(cause: 'reset' | 'closed'): void {
    const { connection } = this;
    this.attempt++;
    this.connection = undefined;
    if (connection !== undefined) {
      connection.clientOpen = false;
      connection.finish();
    }
    this.network.clock.input(0, () => this.ended(cause));
  }

  private ended(cause: 'reset' | 'refused' | 'closed'): void {
    const delay = this.events.closed(cause, '');
    if (delay !== undefined) this.network.clock.after(delay, () => this.open());
  }
}
