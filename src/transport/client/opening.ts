import type { Clock } from '../../base/clock.js';
import { ConnectFailed, type ConnectionCause } from '../errors.js';
import type { Lane } from './lane.js';
import type { Router } from './router.js';

/** Causes that trying again does not mend. */
const permanent: ReadonlySet<ConnectionCause> = new Set(['authentication', 'permission', 'tls', 'closed']);

function hopeless({ link }: Lane): boolean {
  if (link.state === 'closed') return true;
  return link.state === 'down' && link.lastCause !== undefined && permanent.has(link.lastCause);
}

/** Waits for lanes to open, and says why when they do not. Any number may wait for one lane. */
export class Opening {
  private readonly pending = new Map<Lane, Set<() => void>>();
  private readonly clock: Clock;
  private readonly bus: string;
  private readonly where: string;

  constructor(clock: Clock, bus: string, where: string) {
    this.clock = clock;
    this.bus = bus;
    this.where = where;
  }

  /** Resolves when the router knows its servers; throws ConnectFailed on a permanent cause, or after `timeoutMs`. */
  begin(router: Router, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const lanes = [...router.lanes()];
      const fail = (lane: Lane): void => {
        end();
        reject(this.failure(lane));
      };
      const check = (): void => {
        if ([...router.lanes()].every(hopeless)) fail(lanes[0]!);
      };
      const end = this.watch(lanes, check, timeoutMs, () => fail(lanes[0]!));
      router.start(() => {
        end();
        resolve();
      });
    });
  }

  /** Resolves when all lanes are open; throws ConnectFailed on a permanent cause, or after `timeoutMs`. */
  wait(lanes: readonly Lane[], timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (lane: Lane): void => {
        end();
        reject(this.failure(lane));
      };
      const check = (): void => {
        const failed = lanes.find(hopeless);
        if (failed !== undefined) fail(failed);
        else if (lanes.every((lane) => lane.link.state === 'open')) {
          end();
          resolve();
        }
      };
      const end = this.watch(lanes, check, timeoutMs, () =>
        fail(lanes.find(({ link }) => link.state !== 'open') ?? lanes[0]!),
      );
      check();
    });
  }

  /** Calls `check` whenever one of the lanes changes, `late` after `timeoutMs`, and neither once the result was called. */
  private watch(lanes: readonly Lane[], check: () => void, timeoutMs: number, late: () => void): () => void {
    const timer = this.clock.after(timeoutMs, late);
    for (const lane of lanes) {
      const checks = this.pending.get(lane) ?? new Set();
      this.pending.set(lane, checks.add(check));
    }
    return () => {
      timer.cancel();
      for (const lane of lanes) {
        const checks = this.pending.get(lane);
        checks?.delete(check);
        if (checks?.size === 0) this.pending.delete(lane);
      }
    };
  }

  changed(lane: Lane): void {
    for (const check of this.pending.get(lane) ?? []) check();
  }

  private failure(lane: Lane): ConnectFailed {
    const cause = lane.link.lastCause ?? 'handshake-timeout';
    return new ConnectFailed(this.bus, this.where, cause, lane.link.lastDetail);
  }
}
