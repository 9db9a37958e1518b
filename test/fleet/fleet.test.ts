import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Vpin } from '#dualbus/analytics/index.js';
import type { FleetReport } from '#dualbus/fleet/index.js';
import { SyntheticMarket } from '#dualbus/market/index.js';
import { cliInProcess } from '../support/cli.js';
import { LibraryCopy } from '../support/library.js';
import { describeWithRedis } from '../support/redis-server.js';

let library: LibraryCopy;
beforeAll(() => {
  library = new LibraryCopy();
});
afterAll(() => library.remove());
afterEach(() => vi.unstubAllEnvs());

/** The VPIN of each instrument of the fleet's synthetic market, measured without a fleet. */
async function undisturbed(days: number, instruments: number): Promise<Record<string, (number | null)[]>> {
  const market = () => new SyntheticMarket({ seed: 1, days, instruments, quotes: true, meanSize: 100 });
  const { buckets } = await Vpin.compute(market, {});
  const series: Record<string, (number | null)[]> = {};
  for (const { instrument, vpin } of buckets) {
    series[instrument] ??= [];
    series[instrument].push(Number.isNaN(vpin) ? null : vpin);
  }
  return series;
}

function seriesOf({ vpin }: FleetReport): Record<string, readonly (number | null)[]> {
  return Object.fromEntries(vpin.map(({ instrument, values }) => [instrument, values]));
}

function expectComplete({ availability, messages, flows, vpin }: FleetReport): void {
  expect(availability).toEqual({ available: 3, total: 3 });
  expect(messages).toMatchObject({ delivered: messages.sent, duplicated: 0, lost: 0, failed: 0 });
  for (const flow of flows) expect(flow).toMatchObject({ delivered: flow.sent, lost: 0, duplicated: 0 });
  for (const series of vpin) expect(series).toMatchObject({ repeated: 0, missing: 0 });
}

describe('dualbus fleet in one process', () => {
  it('replays the synthetic market on buses in memory where there is no redis-server', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const { status, stdout, stderr } = await cliInProcess([
      'fleet',
      '--days',
      '2',
      '--instruments',
      '2',
      '--json',
    ]);
    expect(stderr).toMatch(/buses memory: and memory:, namespace fleet-\w+, 2 instruments/);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as FleetReport;
    expectComplete(report);
    expect(report.messages.sent).toBeGreaterThan(1_000);
    expect(seriesOf(report)).toEqual(await undisturbed(2, 2));
    const routes = report.routes.map(({ from, to, latency }) => `${from} ${to} ${latency.count > 0}`);
    expect(routes.sort()).toEqual(['strategy marketdata true', 'strategy vpin true']);
  });

  it('replays files of trades and quotes in order of time, with instruments as fine as any file needs', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const at = (i: number) => `2024-01-02T09:00:${String(i).padStart(2, '0')}Z`;
    const rows = Array.from({ length: 50 }, (_, i) => i);
    const trades = rows.map((i) => `${at(i)},${10 + (i % 7)},${1 + (i % 3)}`);
    trades.push(`${at(55)},10.125,0.25`);
    const quotes = rows.map((i) => `${at(i)},${9 + (i % 5)},5,${11 + (i % 5)}.5,5`);
    const files = [
      library.write('one/x.csv', ['time,price,size', ...trades].join('\n')),
      library.write('two/x.csv', ['time,bid,bid_size,ask,ask_size', ...quotes].join('\n')),
    ];
    const options = ['--classifier', 'lee-ready', '--bucket-volume', '4', '--window', '3', '--json'];
    const fleet = await cliInProcess(['fleet', '--data', ...files, ...options]);
    const alone = await cliInProcess(['vpin', files[0]!, '--quotes', files[1]!, ...options]);
    expect(fleet.status, fleet.stderr).toBe(0);
    const report = JSON.parse(fleet.stdout) as FleetReport;
    expectComplete(report);
    expect(report.flows).toMatchObject([{ sent: 51 }, { sent: 50 }, {}, {}, {}]);
    expect(report.vpin[0]!.values.length).toBeGreaterThan(20);
    expect(report.vpin[0]!.values).toEqual((JSON.parse(alone.stdout) as { vpin: unknown }).vpin);
  });

  it('says what is wrong with its data and options', async () => {
    const bars = library.write('bars.csv', 'time,open,high,low,close,volume\n2024-01-02,1,2,1,2,10');
    expect((await cliInProcess(['fleet', '--data', bars])).stderr).toContain('holds bars');
    expect(await cliInProcess(['fleet', '--data', '/nowhere.csv'])).toMatchObject({ status: 2 });
    const { status, stderr } = await cliInProcess(['fleet', '--speed', 'fast']);
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('nor max') });
  });
});

/** `dualbus fleet` as a process of its own. */
class Fleet {
  stderr = '';
  readonly #child: ChildProcess;
  #stdout = '';

  constructor(...args: readonly string[]) {
    const program = join(library.folder, 'dist/cli/main.js');
    this.#child = spawn(process.execPath, [program, 'fleet', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout!.on('data', (chunk) => {
      this.#stdout += chunk;
    });
    this.#child.stderr!.on('data', (chunk) => {
      this.stderr += chunk;
    });
  }

  /** Waits until stderr has it. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stderr);
      if (found !== null) return found;
      if (this.#child.exitCode !== null) throw new Error(`ended without ${pattern}: ${this.stderr}`);
      await Promise.race([once(this.#child.stderr!, 'data'), once(this.#child, 'exit')]);
    }
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  async end(): Promise<{ code: number | null; stdout: string }> {
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    return { code: this.#child.exitCode, stdout: this.#stdout };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describeWithRedis('dualbus fleet as processes', () => {
  it('goes on where it was when the vpin process is killed: the series is bitwise that of an undisturbed run', async () => {
    // Two days in about a second.
    const fleet = new Fleet('--days', '2', '--instruments', '2', '--speed', '100000', '--json');
    const [, pid] = await fleet.says(/vpin runs as process (\d+)/);
    await fleet.says(/trade to vpin [1-9]/);
    process.kill(Number(pid), 'SIGKILL');
    const { code, stdout } = await fleet.end();
    expect(fleet.stderr).toContain('vpin runs again (restart 1)');
    expect(code, fleet.stderr).toBe(0);
    const report = JSON.parse(stdout) as FleetReport;
    expectComplete(report);
    expect(report.engines).toMatchObject([{ name: 'vpin', restarts: 1 }, { restarts: 0 }, { restarts: 0 }]);
    expect(seriesOf(report)).toEqual(await undisturbed(2, 2));
  }, 120_000);

  it('ends everything it started on Ctrl-C', async () => {
    const fleet = new Fleet('--days', '1', '--instruments', '1', '--speed', '1');
    const engines = ['vpin', 'strategy', 'marketdata'];
    const pids: number[] = [];
    for (const name of engines)
      pids.push(Number((await fleet.says(new RegExp(`${name} runs as process (\\d+)`)))[1]));
    const [, port] = await fleet.says(/buses redis:\/\/127\.0\.0\.1:(\d+)/);
    fleet.interrupt();
    expect((await fleet.end()).code).toBe(130);
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  }, 120_000);
});
