// Starts real redis-server processes: each on a free port of 127.0.0.1, in a private temporary folder, ended by its pid.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';

const execute = promisify(execFile);

/** The version of the redis-server on the PATH, or undefined without one. */
export const redisVersion = ((): string | undefined => {
  try {
    return /v=([\d.]+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
})();

/** `describe` for tests that need redis-server: without it they are skipped, and the name of the skip says so. */
export function describeWithRedis(name: string, body: () => void): void {
  if (redisVersion !== undefined) describe(name, body);
  else describe.skip(`${name} [SKIPPED: there is no redis-server on the PATH]`, body);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface RedisServerOptions {
  readonly args?: readonly string[];
  /** Keep an append-only file, so that a killed server comes back with its data. */
  readonly persistent?: boolean;
  readonly unixSocket?: boolean;
  readonly sentinel?: boolean;
  /** What is added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A redis-server child process. */
export class RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly socketPath: string;
  private readonly options: RedisServerOptions;
  private child: ChildProcess | undefined;

  private constructor(port: number, options: RedisServerOptions) {
    this.port = port;
    this.options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'dualbus-redis-'));
    this.socketPath = join(this.folder, 'redis.sock');
  }

  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.launch();
    return server;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Starts the process (again) and waits until it answers. */
  async launch(extra: readonly string[] = [], awaitReady = true): Promise<void> {
    const { persistent = false, unixSocket = false, args = [] } = this.options;
    const base = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--dir',
      this.folder,
      '--daemonize',
      'no',
    ];
    const disk = persistent ? ['--appendonly', 'yes', '--appendfsync', 'everysec'] : ['--appendonly', 'no'];
    const socket = unixSocket ? ['--unixsocket', this.socketPath] : [];
    this.child = spawn('redis-server', [...base, '--save', '', ...disk, ...socket, ...args, ...extra], {
      stdio: 'ignore',
      env: { ...process.env, ...this.options.env },
    });
    if (awaitReady) await this.answers();
  }

  /** Waits until the server answers PING, with an error or without. */
  async answers(timeoutMs = 10_000): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (!(await ping(this.port))) {
      if (Date.now() > end || this.child?.exitCode !== null)
        throw new Error(`no redis-server on port ${this.port}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Runs one command through redis-cli: a second, independent client. */
  cli(...args: readonly string[]): string {
    return this.cliAt(this.port, ...args);
  }

  /** The same to another server. */
  cliAt(port: number, ...args: readonly string[]): string {
    return execFileSync('redis-cli', ['-p', String(port), ...args], { encoding: 'utf8' }).trim();
  }

  /** The same without blocking this process, for commands that belong to a scenario under load. */
  async run(...args: readonly string[]): Promise<string> {
    const { stdout } = await execute('redis-cli', ['-p', String(this.port), ...args], {
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout.trim();
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL' | 'SIGTERM'): void {
    this.child?.kill(signal);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether something on the port answers PING. */
export function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(200, () => end(false));
    socket.once('data', (data) => end(/^(\+PONG|-NOAUTH)/.test(data.toString())));
    socket.once('error', () => end(false));
  });
}
