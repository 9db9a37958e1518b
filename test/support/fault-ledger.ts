import type { Outcome } from '../../src/transport/outcome.js';
import type { StreamId } from '../../src/transport/stream-id.js';
import type { AppendOptions, OwnedStream } from '../../src/transport/transport.js';
import type { RedisServer } from './redis-server.js';

interface Sent {
  readonly payload: string;
  readonly at: number;
  outcome: Outcome<StreamId> | undefined;
  settlements: number;
}

/** The counts that every fault scenario prints and asserts. */
export interface FaultCounts {
  readonly scenario: string;
  readonly sent: number;
  readonly ok: number;
  readonly rejected: number;
  readonly unknown: number;
  readonly unknownExecuted: number;
  readonly executed: number;
  readonly duplicates: number;
  readonly ghosts: number;
  readonly ackedLost: number;
  readonly outOfOrder: number;
  readonly stuck: number;
  readonly maxOutageMs: number;
  readonly reasons: Readonly<Record<string, number>>;
}

/** Sends numbered frames into a stream, remembers what it was told, and compares that with the server's own account. */
export class FaultLedger {
  readonly sent: Sent[] = [];
  private readonly stream: OwnedStream;
  private lastOkAt = performance.now();
  private longestOutage = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(stream: OwnedStream) {
    this.stream = stream;
  }

  /** Sends one frame; true when it was stored. */
  sendAndWait(options?: AppendOptions): Promise<boolean> {
    return new Promise((resolve) => this.send(options, (outcome) => resolve(outcome.status === 'ok')));
  }

  send(options?: AppendOptions, then?: (outcome: Outcome<StreamId>) => void): void {
    const sent: Sent = {
      payload: `frame-${this.sent.length}`,
      at: performance.now(),
      outcome: undefined,
      settlements: 0,
    };
    this.sent.push(sent);
    const settle = (outcome: Outcome<StreamId>): void => {
      sent.outcome = outcome;
      sent.settlements++;
      then?.(outcome);
      if (outcome.status !== 'ok') return;
      const now = performance.now();
      this.longestOutage = Math.max(this.longestOutage, now - this.lastOkAt);
      this.lastOkAt = now;
    };
    const refused = this.stream.offer(Buffer.from(sent.payload), settle, options);
    if (refused !== undefined) settle(refused);
  }

  burst(count: number, options?: AppendOptions): void {
    for (let i = 0; i < count; i++) this.send(options);
  }

  /** Sends `burst` frames every `everyMs` until stop(). */
  start(everyMs: number, burst: number, options?: AppendOptions): void {
    this.lastOkAt = performance.now();
    this.timer = setInterval(() => this.burst(burst, options), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  count(status: string): number {
    return this.sent.filter((sent) => sent.outcome?.status === status).length;
  }

  /** Waits until the condition holds. */
  async until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`the condition never held: ${condition.toString()}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Prints one line of counts; the truth comes from redis-cli, never from the client under test. */
  async report(
    scenario: string,
    server: RedisServer,
    extra: Record<string, unknown> = {},
  ): Promise<FaultCounts> {
    const executed = await storedPayloads(server, this.stream.key);
    const unique = new Set(executed);
    const told = (status: string): Sent[] => this.sent.filter((sent) => sent.outcome?.status === status);
    const order = executed.map((payload) => Number(payload.split('-')[1]));
    const reasons: Record<string, number> = {};
    for (const { outcome } of this.sent)
      if (outcome !== undefined && outcome.status !== 'ok')
        reasons[`${outcome.status}:${outcome.reason}`] =
          (reasons[`${outcome.status}:${outcome.reason}`] ?? 0) + 1;
    const counts: FaultCounts = {
      scenario,
      sent: this.sent.length,
      ok: told('ok').length,
      rejected: told('rejected').length,
      unknown: told('unknown').length,
      unknownExecuted: told('unknown').filter(({ payload }) => unique.has(payload)).length,
      executed: executed.length,
      duplicates: executed.length - unique.size,
      ghosts: told('rejected').filter(({ payload }) => unique.has(payload)).length,
      ackedLost: told('ok').filter(({ payload }) => !unique.has(payload)).length,
      outOfOrder: order.filter((n, i) => i > 0 && n <= order[i - 1]!).length,
      stuck: this.sent.filter(({ outcome, settlements }) => outcome === undefined || settlements !== 1)
        .length,
      maxOutageMs: Math.round(this.longestOutage),
      reasons,
    };
    console.log(JSON.stringify({ ...counts, ...extra }));
    return counts;
  }
}

/** Payloads of a stream in the order in which they are stored. */
export async function storedPayloads(server: RedisServer, key: string): Promise<string[]> {
  const lines = (await server.run('XRANGE', key, '-', '+')).split('\n').filter(Boolean);
  return lines.filter((_, i) => i % 3 === 2);
}

/** What idempotent publishing must show in every scenario. */
export const safe = { duplicates: 0, ghosts: 0, ackedLost: 0, outOfOrder: 0, stuck: 0 } as const;
