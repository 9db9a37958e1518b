// The floor: bare sockets, commands encoded beforehand, replies read by the one place in them that matters.
import { connect, type Socket } from 'node:net';
import { inParallel, type Peer, type Target, type Targets, type Tick } from '../support/peer.js';
import { rawCommand } from '../support/raw-redis.js';

const frameBytes = 64;
const marker = Buffer.from(`$${frameBytes}\r\n`);
const stream = 'raw:trades';
const group = 'raw';
const asks = 'raw:asks';
const answers = 'raw:answers';

/** A socket whose replies of so many lines each belong to what was written, in order. */
class Commands {
  readonly #socket: Socket;
  readonly #waiting: { lines: number; done: () => void }[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#count(chunk));
  }

  send(command: Uint8Array, lines: number): Promise<void> {
    this.#socket.write(command);
    return new Promise((done) => this.#waiting.push({ lines, done }));
  }

  #count(chunk: Buffer): void {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
      const first = this.#waiting[0]!;
      if (--first.lines > 0) continue;
      this.#waiting.shift();
      first.done();
    }
  }
}

export class RawPeer implements Peer {
  readonly #targets: Targets;
  readonly #sockets: Socket[] = [];
  readonly #frame = Buffer.alloc(frameBytes);
  #market: Commands | undefined;
  #logic: Commands | undefined;
  #answered: (() => void)[] = [];

  constructor(targets: Targets) {
    this.#targets = targets;
  }

  async open(): Promise<this> {
    this.#market = new Commands(await this.#connect(this.#targets.marketData));
    this.#logic = new Commands(await this.#connect(this.#targets.engineLogic));
    await this.#subscribe(answers, () => this.#answered.shift()?.());
    return this;
  }

  send(tick: Tick): void {
    void this.#publish(tick);
  }

  flood(count: number, inFlight: number, make: (index: number) => Tick): Promise<void> {
    return inParallel(count, inFlight, (index) => this.#publish(make(index)));
  }

  async consume(onTrade: (sentNs: number) => void): Promise<void> {
    await this.#market!.send(rawCommand('XGROUP', 'CREATE', stream, group, '$', 'MKSTREAM'), 1);
    const socket = await this.#connect(this.#targets.marketData);
    const read = rawCommand('XREADGROUP', 'GROUP', group, 'one', 'COUNT', '128', 'BLOCK', '1000', 'STREAMS', stream, '>'); // biome-ignore format: one command
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const entries = readEntries(rest);
      if (entries === undefined) return;
      rest = Buffer.alloc(0);
      for (const { sentNs } of entries) onTrade(sentNs);
      const ids = entries.map(({ id }) => id);
      socket.write(
        ids.length === 0 ? read : Buffer.concat([rawCommand('XACK', stream, group, ...ids), read]),
      );
    });
    socket.write(read);
  }

  async request(): Promise<void> {
    const answered = new Promise<void>((resolve) => this.#answered.push(resolve));
    void this.#logic!.send(rawCommand('PUBLISH', asks, this.#frame), 1);
    await answered;
  }

  async respond(): Promise<void> {
    const answer = rawCommand('PUBLISH', answers, this.#frame);
    await this.#subscribe(asks, () => void this.#logic!.send(answer, 1));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #publish({ sentNs, price, size, tradeId }: Tick): Promise<void> {
    this.#frame.writeDoubleLE(sentNs, 0);
    this.#frame.writeDoubleLE(price, 8);
    this.#frame.writeDoubleLE(size, 16);
    this.#frame.writeDoubleLE(tradeId, 24);
    await this.#market!.send(rawCommand('XADD', stream, '*', 'f', this.#frame), 2);
  }

  async #subscribe(channel: string, hear: () => void): Promise<void> {
    const socket = await this.#connect(this.#targets.engineLogic);
    const confirmed = new Promise((resolve) => socket.once('data', resolve));
    socket.write(rawCommand('SUBSCRIBE', channel));
    await confirmed;
    socket.on('data', (chunk) => {
      for (let at = chunk.indexOf(marker); at >= 0; at = chunk.indexOf(marker, at + frameBytes)) hear();
    });
  }

  #connect(target: Target): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = 'path' in target ? connect(target.path) : connect(target.port, '127.0.0.1');
      socket.setNoDelay(true);
      socket.once('connect', () => resolve(socket));
      socket.once('error', reject);
      this.#sockets.push(socket);
    });
  }
}

/**
 * The entries of one reply to XREADGROUP, which the reply to an XACK may precede; undefined while it is incomplete. Every
 * frame has the same length, so that its length line shows where it begins.
 */
function readEntries(bytes: Buffer): { readonly id: string; readonly sentNs: number }[] | undefined {
  let at = bytes[0] === 0x3a ? bytes.indexOf('\r\n') + 2 : 0;
  if (bytes.length < at + 5) return undefined;
  if (bytes.toString('latin1', at, at + 5) === '*-1\r\n') return [];
  for (let lines = 0; lines < 4; lines++) {
    at = bytes.indexOf('\r\n', at) + 2;
    if (at < 2) return undefined;
  }
  const end = bytes.indexOf('\r\n', at);
  if (end < 0) return undefined;
  const count = Number(bytes.toString('latin1', at + 1, end));
  const entries: { id: string; sentNs: number }[] = [];
  at = end + 2;
  for (let i = 0; i < count; i++) {
    const frame = bytes.indexOf(marker, at) + marker.length;
    if (frame < marker.length || frame + frameBytes + 2 > bytes.length) return undefined;
    const id = bytes.toString('latin1', at, frame).split('\r\n')[2]!;
    entries.push({ id, sentNs: bytes.readDoubleLE(frame) });
    at = frame + frameBytes + 2;
  }
  return entries;
}
