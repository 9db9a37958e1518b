import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DualbusError } from '../base/errors.js';

/** A redis-server cannot be started, or does not answer. */
export class ServerNotStarted extends DualbusError {
  constructor(detail: string, options?: ErrorOptions) {
    super('DUALBUS_SERVER_NOT_STARTED', `redis-server: ${detail}`, options);
  }
}

const startMs = 10_000;

/** A redis-server of our own: on a free port of this machine and a Unix socket, without persistence, ended with this process. */
export class LocalRedisServer {
  readonly url: string;
  readonly port: number;
  /** Its Unix socket. */
  readonly socketPath: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #onExit = (): void => this.#end();

  private constructor(port: number, folder: string) {
    this.url = `redis://127.0.0.1:${port}`;
    this.port = port;
    this.socketPath = join(folder, 'redis.sock');
    this.#folder = folder;
    const keep = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
    // In a process group of its own, so that Ctrl-C reaches only the fleet, which ends it when all engines are done.
    this.#child = spawn(
      'redis-server',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--unixsocket',
        this.socketPath,
        '--dir',
        folder,
        ...keep,
      ],
      { stdio: 'ignore', detached: true },
    );
    this.#child.on('error', () => {});
    process.on('exit', this.#onExit);
  }

  /** Undefined when there is no redis-server on the PATH. @throws ServerNotStarted */
  static async start(): Promise<LocalRedisServer | undefined> {
    const port = await freePort();
    const server = new LocalRedisServer(port, mkdtempSync(join(tmpdir(), 'dualbus-redis-')));
    const child = server.#child;
    const spawned: unknown = await once(child, 'spawn').catch((error: unknown) => error);
    if (spawned instanceof Error) {
      server.#end();
      if ('code' in spawned && spawned.code === 'ENOENT') return undefined;
      throw new ServerNotStarted(spawned.message, { cause: spawned });
    }
    for (const end = performance.now() + startMs; !(await answers(port)); await sleep(10)) {
      const died = child.exitCode !== null || child.signalCode !== null;
      if (!died && performance.now() < end) continue;
      server.#end();
      throw new ServerNotStarted(died ? `ended with ${child.exitCode}` : `no answer within ${startMs} ms`);
    }
    return server;
  }

  async stop(): Promise<void> {
    const gone =
      this.#child.exitCode === null && this.#child.signalCode === null && once(this.#child, 'exit');
    this.#end();
    await gone;
  }

  #end(): void {
    process.off('exit', this.#onExit);
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(500, () => end(false));
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
  });
}
