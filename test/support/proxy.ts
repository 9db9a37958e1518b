// A TCP proxy in this process between a client and a server, which can do to a connection what networks do.
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * - `pass`: as if it were not there.
 * - `drop-replies`: what the client sends arrives; nothing comes back.
 * - `blackhole`: nothing passes in either direction, new connections are accepted and ignored.
 * - `refuse`: new connections are reset.
 */
export type ProxyMode = 'pass' | 'drop-replies' | 'blackhole' | 'refuse';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

export class FaultProxy {
  mode: ProxyMode = 'pass';
  /** Delay of each chunk, in each direction, in milliseconds. */
  delay: (() => number) | undefined;
  /** Passes replies on in pieces of one to four bytes. */
  splitReplies = false;
  /** Does not answer the end of a connection, as a peer that is gone. */
  holdEnds = false;
  /** Connections accepted since the start. */
  accepted = 0;
  private readonly pairs = new Set<Pair>();
  private readonly silent = new Set<Socket>();
  private truncateAt: number | undefined;
  private readonly delayed: { readonly at: number; readonly write: () => void }[] = [];
  private readonly listener: Server;
  private readonly targetPort: number;

  private constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.listener = createServer({ allowHalfOpen: true }, (client) => this.accept(client));
  }

  static async start(targetPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort);
    await new Promise<void>((resolve) => proxy.listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    const address = this.listener.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.pairs.size;
  }

  /** Ends every connection in good order (FIN). */
  cut(): void {
    for (const { client, server } of [...this.pairs]) {
      client.end();
      server.end();
    }
  }

  /** Resets every connection (RST). */
  reset(): void {
    for (const { client, server } of [...this.pairs]) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Lets only the first `bytes` of what clients send next pass, then resets. */
  truncateNext(bytes: number): void {
    this.truncateAt = bytes;
  }

  /** Sends bytes to every client as if the server had. */
  inject(bytes: string | Uint8Array): void {
    for (const { client } of this.pairs) client.write(bytes);
  }

  async stop(): Promise<void> {
    this.reset();
    for (const socket of this.silent) socket.destroy();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private accept(client: Socket): void {
    this.accepted++;
    client.on('error', () => {});
    client.setNoDelay(true);
    if (this.mode === 'refuse') client.resetAndDestroy();
    else if (this.mode === 'blackhole') this.silent.add(client);
    else this.join(client);
  }

  private join(client: Socket): void {
    const server = connect(this.targetPort, '127.0.0.1');
    server.setNoDelay(true);
    const pair = { client, server };
    this.pairs.add(pair);
    const end = (): void => {
      this.pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    server.on('error', end);
    server.on('close', end);
    client.on('close', end);
    client.on('end', () => {
      if (!this.holdEnds) end();
    });
    client.on('data', (chunk) => this.toServer(pair, chunk));
    server.on('data', (chunk) => this.toClient(pair, chunk));
  }

  private toServer(pair: Pair, chunk: Buffer): void {
    if (this.mode === 'blackhole') return;
    if (this.truncateAt !== undefined) {
      const part = chunk.subarray(0, this.truncateAt);
      this.truncateAt = undefined;
      pair.server.write(part, () => pair.client.resetAndDestroy());
      return;
    }
    this.later(() => pair.server.write(chunk));
  }

  private toClient(pair: Pair, chunk: Buffer): void {
    if (this.mode !== 'pass') return;
    if (!this.splitReplies) {
      this.later(() => pair.client.write(chunk));
      return;
    }
    for (let at = 0, size = 1; at < chunk.length; at += size, size = (size % 4) + 1) {
      const piece = chunk.subarray(at, at + size);
      this.later(() => pair.client.write(piece));
    }
  }

  /** Chunks of a delayed proxy keep their order: each waits at least as long as the one before it. */
  private later(write: () => void): void {
    if (this.delay === undefined && this.delayed.length === 0) {
      write();
      return;
    }
    const at = performance.now() + (this.delay?.() ?? 0);
    this.delayed.push({ at: Math.max(this.delayed.at(-1)?.at ?? 0, at), write });
    if (this.delayed.length === 1) this.waitForFirst();
  }

  private waitForFirst(): void {
    const first = this.delayed[0];
    if (first === undefined) return;
    setTimeout(() => {
      while (this.delayed[0] !== undefined && this.delayed[0].at <= performance.now())
        this.delayed.shift()!.write();
      this.waitForFirst();
    }, first.at - performance.now());
  }
}
