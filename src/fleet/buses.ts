import { MemoryServer } from '../transport/index.js';
import type { FleetBuses } from './engine.js';
import { LocalRedisServer } from './redis-server.js';

/** Where the buses of a fleet are: undefined = servers of its own. */
export interface BusUrls {
  readonly marketData?: string | undefined;
  readonly engineLogic?: string | undefined;
}

export interface OpenBuses {
  readonly buses: FleetBuses;
  /** Without user name and password. */
  readonly urls: Readonly<Record<'marketData' | 'engineLogic', string>>;
  /** In this process: other processes cannot reach them. */
  readonly inProcess: boolean;
  close(): Promise<void>;
}

/**
 * The two servers of a fleet: those at the given addresses, else redis-server processes of its own, else, where there is no
 * redis-server, servers in this process. @throws ServerNotStarted
 */
export async function openBuses(given: BusUrls): Promise<OpenBuses> {
  const own: LocalRedisServer[] = [];
  const urlOf = async (url: string | undefined): Promise<string | undefined> => {
    if (url !== undefined) return url;
    const server = await LocalRedisServer.start();
    if (server !== undefined) own.push(server);
    return server?.url;
  };
  const close = async (): Promise<void> => {
    await Promise.all(own.map((server) => server.stop()));
  };
  try {
    const marketData = await urlOf(given.marketData);
    const engineLogic = await urlOf(given.engineLogic);
    if (marketData === undefined || engineLogic === undefined) {
      await close();
      return inMemory();
    }
    return {
      buses: { marketData: { url: marketData }, engineLogic: { url: engineLogic } },
      urls: { marketData: plainUrl(marketData), engineLogic: plainUrl(engineLogic) },
      inProcess: false,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function inMemory(): OpenBuses {
  const buses = { marketData: { memory: new MemoryServer() }, engineLogic: { memory: new MemoryServer() } };
  const urls = { marketData: 'memory:', engineLogic: 'memory:' };
  return { buses, urls, inProcess: true, close: async () => {} };
}

function plainUrl(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
