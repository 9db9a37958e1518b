import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, ping, RedisServer } from './redis-server.js';

interface Sentinel {
  readonly port: number;
  readonly child: ChildProcess;
}

/** A master, replicas and three sentinels that take it for down after 500 ms. */
export class SentinelRig {
  readonly master: RedisServer;
  readonly replicas: readonly RedisServer[];
  readonly sentinels: readonly Sentinel[];
  private readonly folder: string;

  private constructor(
    master: RedisServer,
    replicas: readonly RedisServer[],
    sentinels: readonly Sentinel[],
    folder: string,
  ) {
    this.master = master;
    this.replicas = replicas;
    this.sentinels = sentinels;
    this.folder = folder;
  }

  static async start(replicaCount = 2): Promise<SentinelRig> {
    const master = await RedisServer.start();
    const args = ['--replicaof', '127.0.0.1', String(master.port), '--repl-diskless-sync-delay', '0'];
    const replicas = await Promise.all(
      Array.from({ length: replicaCount }, () => RedisServer.start({ args })),
    );
    const folder = mkdtempSync(join(tmpdir(), 'dualbus-sentinel-'));
    const sentinels = await Promise.all([0, 1, 2].map((i) => startSentinel(folder, i, master.port)));
    const rig = new SentinelRig(master, replicas, sentinels, folder);
    await rig.settled(replicaCount);
    return rig;
  }

  get addresses(): { host: string; port: number }[] {
    return this.sentinels.map(({ port }) => ({ host: '127.0.0.1', port }));
  }

  /** The server that is master now. */
  current(): RedisServer {
    const all = [this.master, ...this.replicas];
    return all.filter((server) => isMaster(server)).at(-1)!;
  }

  async stop(): Promise<void> {
    for (const { child } of this.sentinels) {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
    }
    for (const server of [this.master, ...this.replicas]) {
      server.signal('SIGCONT');
      await server.stop();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits until the replicas are in step and the sentinels know each other. */
  private async settled(replicaCount: number): Promise<void> {
    const end = Date.now() + 20_000;
    for (;;) {
      const states = (this.master.cli('INFO', 'replication').match(/state=online/g) ?? []).length;
      const known = this.sentinels.every(({ port }) => {
        const info = this.master.cliAt(port, 'SENTINEL', 'MASTER', 'mymaster');
        return /num-other-sentinels\n2/.test(info) && new RegExp(`num-slaves\\n${replicaCount}`).test(info);
      });
      if (states === replicaCount && known) return;
      if (Date.now() > end) throw new Error('the sentinels did not find each other');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function isMaster(server: RedisServer): boolean {
  try {
    return server.cli('ROLE').startsWith('master');
  } catch {
    return false;
  }
}

async function startSentinel(folder: string, i: number, masterPort: number): Promise<Sentinel> {
  const port = await freePort();
  const file = join(folder, `sentinel-${i}.conf`);
  writeFileSync(
    file,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor mymaster 127.0.0.1 ${masterPort} 2`,
      'sentinel down-after-milliseconds mymaster 500',
      'sentinel failover-timeout mymaster 3000',
      'sentinel parallel-syncs mymaster 2',
      '',
    ].join('\n'),
  );
  const child = spawn('redis-sentinel', [file], { stdio: 'ignore' });
  while (!(await ping(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  return { port, child };
}
