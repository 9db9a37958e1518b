import type { Command } from 'commander';

/** The addresses of both buses, as flags. */
export interface BusFlags {
  readonly market?: string;
  readonly engine?: string;
}

export function addBusFlags(command: Command, otherwise: string): Command {
  return command
    .option('--market <url>', `Redis of the MarketData bus (default: $DUALBUS_MARKET_DATA_URL, ${otherwise})`)
    .option(
      '--engine <url>',
      `Redis of the EngineLogic bus (default: $DUALBUS_ENGINE_LOGIC_URL, ${otherwise})`,
    );
}

/** As they were named: by flag, else by the environment. */
export function namedUrls({ market, engine }: BusFlags): {
  readonly marketData: string | undefined;
  readonly engineLogic: string | undefined;
} {
  return {
    marketData: market ?? (process.env.DUALBUS_MARKET_DATA_URL || undefined),
    engineLogic: engine ?? (process.env.DUALBUS_ENGINE_LOGIC_URL || undefined),
  };
}

/** The same, else the ports on this machine that the buses have by convention. */
export function busUrls(flags: BusFlags): { readonly marketData: string; readonly engineLogic: string } {
  const { marketData, engineLogic } = namedUrls(flags);
  return {
    marketData: marketData ?? 'redis://127.0.0.1:6380',
    engineLogic: engineLogic ?? 'redis://127.0.0.1:6381',
  };
}
