import { LocalRedisServer } from '#dualbus/fleet/redis-server.js';
import { connectTo, monotonicNs, type Targets } from './peer.js';

/** Two servers of one's own, one for each bus, whose streams are kept short where their owners do not do so. */
export class BenchServers {
  readonly #servers: readonly LocalRedisServer[];
  readonly #admins;
  readonly #trimming: NodeJS.Timeout;
  #groups: Promise<(readonly [key: string, group: string])[]> | undefined;

  private constructor(servers: readonly LocalRedisServer[], trimmed: readonly string[]) {
    this.#servers = servers;
    this.#admins = servers.map(({ port }) => connectTo({ port }));
    this.#trimming = setInterval(() => {
      for (const admin of this.#admins)
        for (const key of trimmed) admin.xtrim(key, 'MAXLEN', 10_000).catch(() => {});
    }, 1_000);
  }

  static async start(trimmed: readonly string[]): Promise<BenchServers> {
    const servers = [await LocalRedisServer.start(), await LocalRedisServer.start()];
    if (servers.some((server) => server === undefined))
      throw new Error('there is no redis-server on the PATH');
    return new BenchServers(servers as LocalRedisServer[], trimmed);
  }

  targets(by: 'TCP' | 'Unix socket'): Targets {
    const [marketData, engineLogic] = this.#servers.map(({ port, socketPath }) =>
      by === 'TCP' ? { port } : { path: socketPath },
    );
    return { marketData: marketData!, engineLogic: engineLogic! };
  }

  /**
   * Resolves when no group of the market data bus has anything unacknowledged, with the monotonic ns of the first look at
   * which that was so: what the server says, not the clients.
   */
  async acknowledged(): Promise<number> {
    const admin = this.#admins[0]!;
    this.#groups ??= this.#findGroups();
    const groups = await this.#groups;
    for (;;) {
      const looks = await Promise.all(groups.map(([key, group]) => admin.xpending(key, group)));
      if (looks.every(([count]) => count === 0)) return monotonicNs();
    }
  }

  /** Another arm has joined: its groups are looked for again. */
  forgetGroups(): void {
    this.#groups = undefined;
  }

  async #findGroups(): Promise<(readonly [key: string, group: string])[]> {
    const admin = this.#admins[0]!;
    const found: (readonly [string, string])[] = [];
    for (const key of await admin.keys('*')) {
      if ((await admin.type(key)) !== 'stream') continue;
      for (const group of (await admin.xinfo('GROUPS', key)) as unknown[][])
        found.push([key, String(group[group.indexOf('name') + 1])]);
    }
    return found;
  }

  async stop(): Promise<void> {
    clearInterval(this.#trimming);
    for (const admin of this.#admins) admin.disconnect();
    await Promise.all(this.#servers.map((server) => server.stop()));
  }
}
