import { connect, type Socket } from 'node:net';

/** The floor: a bare socket that writes bytes and waits until so many replies of one line have come. */
export class RawRedis {
  private readonly socket: Socket;
  private waiting = 0;
  private done: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.count(chunk));
  }

  static open(target: { readonly port: number } | { readonly path: string }): Promise<RawRedis> {
    return new Promise((resolve, reject) => {
      const socket = 'path' in target ? connect(target.path) : connect(target.port, '127.0.0.1');
      socket.once('connect', () => resolve(new RawRedis(socket)));
      socket.once('error', reject);
    });
  }

  /** Writes the commands and resolves when `replies` lines have come (an XADD answers in two: its length and its id). */
  exchange(commands: Uint8Array | string, lines: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = lines;
      this.done = resolve;
      this.socket.write(commands);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private count(chunk: Buffer): void {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.waiting--;
    if (this.waiting > 0) return;
    const { done } = this;
    this.done = undefined;
    done?.();
  }
}

/** A command of strings and bytes as Redis reads it. */
export function rawCommand(...args: readonly (string | Uint8Array)[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from(`*${args.length}\r\n`)];
  for (const argument of args) {
    const bytes = typeof argument === 'string' ? Buffer.from(argument) : argument;
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.of(13, 10));
  }
  return Buffer.concat(parts);
}
