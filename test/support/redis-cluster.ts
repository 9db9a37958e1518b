import { RedisServer } from './redis-server.js';

/** Three masters without replicas, each with a third of the slots. */
export class RedisCluster {
  readonly nodes: readonly RedisServer[];

  private constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  static async start(): Promise<RedisCluster> {
    const args = [
      '--cluster-enabled',
      'yes',
      '--cluster-node-timeout',
      '1000',
      '--cluster-require-full-coverage',
      'no',
    ];
    const nodes = await Promise.all([0, 1, 2].map(() => RedisServer.start({ args })));
    const cluster = new RedisCluster(nodes);
    const shares = [
      [0, 5_460],
      [5_461, 10_922],
      [10_923, 16_383],
    ] as const;
    nodes.forEach((node, i) => {
      node.cli('CLUSTER', 'ADDSLOTSRANGE', ...shares[i]!.map(String));
      node.cli('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
      for (const other of nodes) node.cli('CLUSTER', 'MEET', '127.0.0.1', String(other.port));
    });
    await cluster.agreed();
    return cluster;
  }

  get addresses(): { host: string; port: number }[] {
    return this.nodes.map(({ port }) => ({ host: '127.0.0.1', port }));
  }

  ownerOf(slot: number): RedisServer {
    return this.nodes[slot <= 5_460 ? 0 : slot <= 10_922 ? 1 : 2]!;
  }

  /** Moves a slot with its keys, as `redis-cli --cluster reshard` does. */
  async move(slot: number, from: RedisServer, to: RedisServer): Promise<void> {
    const name = String(slot);
    const [fromId, toId] = [await from.run('CLUSTER', 'MYID'), await to.run('CLUSTER', 'MYID')];
    await to.run('CLUSTER', 'SETSLOT', name, 'IMPORTING', fromId);
    await from.run('CLUSTER', 'SETSLOT', name, 'MIGRATING', toId);
    for (;;) {
      const keys = (await from.run('CLUSTER', 'GETKEYSINSLOT', name, '100')).split('\n').filter(Boolean);
      if (keys.length === 0) break;
      await from.run('MIGRATE', '127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', ...keys);
    }
    // For a while the slot has both owners: the old one answers ASK.
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const node of [to, from, ...this.nodes]) await node.run('CLUSTER', 'SETSLOT', name, 'NODE', toId);
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  private async agreed(): Promise<void> {
    const end = Date.now() + 15_000;
    while (
      !this.nodes.every(
        (node) =>
          node.cli('CLUSTER', 'INFO').includes('cluster_known_nodes:3') &&
          node.cli('CLUSTER', 'INFO').includes('cluster_state:ok'),
      )
    ) {
      if (Date.now() > end) throw new Error('the cluster did not form');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
