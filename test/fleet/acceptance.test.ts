import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FleetReport } from '#dualbus/fleet/index.js';
import { cliInProcess } from '../support/cli.js';
import { longFaults } from '../support/fault-rig.js';
import { redisVersion } from '../support/redis-server.js';
import { describeWithShared, sharedPath } from '../support/shared.js';

interface VpinDocument {
  readonly buckets: readonly { readonly instrument: string; readonly vpin: number | null }[];
}

async function document<T>(...args: readonly string[]): Promise<T> {
  const { status, stdout, stderr } = await cliInProcess([...args, '--json']);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

function byInstrument({ buckets }: VpinDocument): Record<string, (number | null)[]> {
  const series: Record<string, (number | null)[]> = {};
  for (const { instrument, vpin } of buckets) {
    series[instrument] ??= [];
    series[instrument].push(vpin);
  }
  return series;
}

/** Everything in a folder over real servers, against `dualbus vpin` of its trades. */
describe.runIf(longFaults && redisVersion !== undefined)('dualbus fleet over all shared market data', () => {
  describeWithShared('data', () => {
    it.each([
      ['binance_hft', /\.csv\.gz$/, /trades/, ['--bucket-volume', '2']],
      ['lean_equity_tick', /^bac.*trade\.zip$/, /./, ['--bucket-volume', '1000000', '--classifier', 'tick']],
    ] as const)(
      '%s to the end: nothing lost, nothing twice, the VPIN of dualbus vpin',
      async (folder, all, trades, options) => {
        const files = readdirSync(sharedPath(`data/${folder}`))
          .filter((name) => all.test(name))
          .sort()
          .map((name) => sharedPath(`data/${folder}/${name}`));
        const layout = ['--layout', 'inline', '--speed', 'max'];
        const fleet = await document<FleetReport>('fleet', '--data', ...files, ...layout, ...options);
        const alone = await document<VpinDocument>(
          'vpin',
          ...files.filter((file) => trades.test(file)),
          ...options,
        );
        console.log(
          JSON.stringify({ scenario: `fleet, ${folder}`, ...fleet.messages, seconds: fleet.seconds }),
        );
        expect(fleet.availability).toEqual({ available: 3, total: 3 });
        expect(fleet.messages).toMatchObject({
          delivered: fleet.messages.sent,
          duplicated: 0,
          lost: 0,
          failed: 0,
        });
        const series = Object.fromEntries(fleet.vpin.map(({ instrument, values }) => [instrument, values]));
        expect(series).toEqual(byInstrument(alone));
      },
    );
  });
});
